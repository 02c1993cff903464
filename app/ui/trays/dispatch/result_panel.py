"""The right side of Resultados: what became of one sending, and what follows a return."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.legal_calendar import LegalCalendar
from app.services.output.naming import Municipality
from app.services.output.results import Cause
from app.ui import formats
from app.ui.trays.case_head import CaseHead, PrimaryFoot
from app.ui.trays.dispatch.day_strip import DayStrip
from app.ui.trays.dispatch.result_forms import ACTS, ResultForms
from app.ui.trays.dispatch.rows import NEXT, PieceRow
from app.ui.trays.signature.panel import Facts
from app.ui.widgets import SegmentedTabs, text
from app.ui.widgets.cards import PanelCard

_IN_TRANSIT = (("delivered", "Entregada"), ("returned", "Devuelta"))
_RETURNED = (("again", "Reenviar"), ("email", "Correo"), ("notice", "Aviso"))
_NOTICE = (("published", "Publicación"), ("removed", "Retiro"), ("served", "Cerrar"))


class ResultPanel(PanelCard):
    """Asks for what the chosen act needs; `moved` says that something typed changed."""

    moved = Signal()

    def __init__(
        self, calendar: LegalCalendar, act: Callable[[], object], choose_image: Callable[[QWidget], str]
    ) -> None:
        super().__init__()
        self._calendar = calendar
        self._row: PieceRow | None = None
        self._form_of: tuple[object, str, int] | None = None
        self.case = CaseHead()
        self.head.addWidget(self.case)
        self.body.addWidget(text("Qué pasó con la carta", "section"))
        self.story = Facts()
        self.body.addWidget(self.story)
        self.transit_tabs = SegmentedTabs(_IN_TRANSIT, "Resultado")
        self.return_tabs = SegmentedTabs(_RETURNED, "Qué sigue")
        self.notice_tabs = SegmentedTabs(_NOTICE, "Pruebas del aviso")
        for tabs in (self.transit_tabs, self.return_tabs, self.notice_tabs):
            self.body.addWidget(tabs)
            tabs.chosen.connect(self._choose_form)
        self.forms = ResultForms(calendar.today, choose_image)
        self.forms.fixed_on.textChanged.connect(self._show_days)
        self.received_by, self.address, self.notice = self.forms.received_by, self.forms.address, self.forms.notice
        self.cause, self.town, self.choose_image = self.forms.cause, self.forms.town, self.forms.choose_image
        self.body.addWidget(self.forms)
        self.days_title = text("Días del aviso (art. 69 CPACA)", "section")
        self.body.addWidget(self.days_title)
        self.days = DayStrip()
        self.body.addWidget(self.days)
        self.days_note = text("El aviso no lleva el contenido ni dice que la persona es víctima.", "help", wrap=True)
        self.body.addWidget(self.days_note)
        self.body.addStretch(1)
        self.foot_act = PrimaryFoot(act, "Registrar")
        self.foot.addWidget(self.foot_act)
        self.show_row(None)

    def show_lists(self, causes: Sequence[Cause], towns: Sequence[Municipality]) -> None:
        """Fill the lists to choose from, once."""
        self.forms.show_lists(causes, towns)

    def show_row(self, row: PieceRow | None) -> None:
        """The sending under the cursor; what was typed for it stays while it is the same."""
        self._row = row
        for tabs in (self.transit_tabs, self.return_tabs, self.notice_tabs):
            tabs.setVisible(row is not None and tabs is self._tabs())
        self.forms.setVisible(row is not None)
        if row is None:
            self.case.clear("Escoja un envío, o lea su guía.")
            self.story.show_pairs(())
            self._show_days()
            self.foot_act.show_act("Registrar", "check", "Escoja un envío de la lista.")
            return
        self.case.show_case(row.piece.outgoing, row.days, row.address.addressee)
        self.case.show_first(row.piece.goes_first)
        self.case.show_notice("Sin prueba de entrega no está respondida: el término sigue corriendo.")
        self.story.show_pairs(_story(row))
        if self._form_of != _act_of(row):
            # Kept while the list is refreshed: what was typed belongs to this sending.
            self._form_of = _act_of(row)
            self.forms.clear()
            self.case.trouble.hide()
            self._propose(row)
        self._choose_form()

    def act(self) -> str:
        """Key of the act in use (ACTS)."""
        return self._tabs().current()

    def _tabs(self) -> SegmentedTabs:
        if self._row is not None and self._row.piece.state == "returned":
            return self.return_tabs
        if self._row is not None and self._row.piece.is_notice:
            return self.notice_tabs
        return self.transit_tabs

    def _propose(self, row: PieceRow) -> None:
        """Begin with what follows: by the cause of a return, by the proofs of a notice."""
        piece = row.piece
        email = next(each for each in self.return_tabs.buttons() if each.property("key") == "email")
        email.setVisible(piece.takes_email)
        usual = "email" if piece.takes_email else "again"
        self.return_tabs.choose("notice" if piece.next_action == "notice" else usual)
        self.notice_tabs.choose(
            "published" if not piece.is_published else "removed" if not piece.is_removed else "served"
        )

    def _choose_form(self, *_: object) -> None:
        key = self.act()
        self.forms.show_act(key)
        words, icon = ACTS[key]
        self.foot_act.show_act(words, icon, self._why_not(key))
        self._show_days()
        self.moved.emit()

    def _why_not(self, key: str) -> str:
        """What the calendar does not let yet; the server has the last word."""
        piece, today = (self._row.piece if self._row is not None else None), self._calendar.today
        if piece is None or piece.fixed_on is None or piece.removed_on is None or piece.effective_on is None:
            return ""
        if key == "published" and today < piece.fixed_on:
            return f"El aviso se fija el {formats.date(piece.fixed_on)}."
        if key == "removed" and today < piece.removed_on:
            return f"El aviso se retira el {formats.date(piece.removed_on)}."
        if key == "served" and not (piece.is_published and piece.is_removed):
            return "Faltan las pruebas de publicación y de retiro."
        if key == "served" and today <= piece.effective_on:
            return f"Queda surtido al terminar el {formats.date(piece.effective_on)}."
        return ""

    def _show_days(self, *_: object) -> None:
        """The days of the notice that is fixed, or of the one that would be."""
        piece = self._row.piece if self._row is not None else None
        start = None
        if piece is not None and piece.is_notice:
            start = piece.fixed_on
        elif piece is not None and self.act() == "notice":
            start = self.forms.fixed_on.day()
        shown = start is not None
        if start is not None:
            first = start
            if first.isoweekday() > 5 or first in self._calendar.non_working:
                first = self._calendar.add(first, 1)
            self.days.show_days([first, *(self._calendar.add(first, each) for each in range(1, 6))])
        else:
            self.days.show_days(())
        self.days_title.setVisible(shown)
        self.days_note.setVisible(shown)


def _story(row: PieceRow) -> list[tuple[str, str]]:
    piece = row.piece
    proofs = {
        (False, False): "Faltan la de publicación y la de retiro",
        (True, False): "Publicado; falta la de retiro",
        (True, True): "Publicación y retiro",
        (False, True): "Retiro; falta la de publicación",
    }
    return [
        ("Entregada", f"{formats.date(piece.handed_on)}, {_by(row)}" if piece.handed_on else ""),
        ("A", row.address.last_sent_to),
        ("Devuelta", f"{formats.date(piece.returned_on)} · {piece.cause}" if piece.returned_on else ""),
        ("Qué sigue", NEXT.get(piece.next_action or "", "")),
        ("Pruebas", proofs[piece.is_published, piece.is_removed] if piece.is_notice else ""),
        ("Intento", str(piece.attempt)),
    ]


def _by(row: PieceRow) -> str:
    number = row.piece.sheet_number
    way = {"email": "correo electrónico", "notice": "aviso"}.get(row.piece.sent_by or "", "")
    return f"planilla {number:04d}" if number else way


def _act_of(row: PieceRow) -> tuple[object, str, int]:
    """What the form is about: a sending that has since come back asks for something else."""
    piece = row.piece
    return row.case_id, f"{piece.state} {piece.is_published} {piece.is_removed}", piece.attempt
