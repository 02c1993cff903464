"""The text chosen in the library: act and validity, what a proposal changes, which letters it touches, deciding."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QVBoxLayout

from app.services.administration.texts import Effect, TextRow
from app.services.documents.richtext import parse, plain_text
from app.services.drafting.clarity import measure
from app.services.drafting.comparing import pieces
from app.services.drafting.writing import FIELD_NAMES
from app.ui import formats
from app.ui.style import color
from app.ui.theme.tokens import Tone
from app.ui.widgets import Card, Check, KeyCap, Pill, button, line, text

STATES: dict[str, tuple[str, Tone]] = {
    "proposed": ("Por aprobar", "warn"),
    "current": ("Vigente", "good"),
    "ending": ("Vence pronto", "warn"),
    "ended": ("Vencido", "neutral"),
    "future": ("Aún no rige", "info"),
}


class TextPanel(Card):
    """Shows one row; its orders are signals."""

    approve_asked = Signal()
    refuse_asked = Signal()
    withdraw_asked = Signal()
    change_asked = Signal()
    end_asked = Signal()
    letters_asked = Signal()

    def __init__(self) -> None:
        super().__init__(margin=14, spacing=8)
        self.title = text("", "heading", wrap=True)
        self.pill = Pill("", "neutral")
        self.act = text("", "sub", wrap=True)
        self.what = text("", "strong")
        self.body = QTextBrowser()
        self.body.setAccessibleName("Texto aprobado")
        self.body.setOpenLinks(False)
        for widget in (self.title, self.pill, self.act, line(), self.what):
            self.column.addWidget(widget)
        self.column.addWidget(self.body, 1)
        self._checks = QVBoxLayout()
        self.column.addLayout(self._checks)
        self.letters = button(
            "Ver las cartas abiertas", icon_name="list-bullets", tip="F3", act=self.letters_asked.emit
        )
        self.column.addWidget(self.letters)
        self.column.addWidget(line())
        self.note = text("", "help", wrap=True)
        self.column.addWidget(self.note)
        self.column.addLayout(self._foot())
        self.show_text(None, None, me=0)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.end = button("Terminar…", "quiet", name="Terminar la vigencia del texto", act=self.end_asked.emit)
        self.refuse = button("No aprobar…", act=self.refuse_asked.emit)
        self.withdraw = button("Retirar la propuesta", icon_name="arrow-u-up-left", act=self.withdraw_asked.emit)
        self.change = button("Proponer cambio", icon_name="pencil-line", act=self.change_asked.emit)
        self.approve = button("Aprobar", "primary", icon_name="check", act=self.approve_asked.emit)
        for each in (self.end, self.refuse, self.withdraw, self.change, self.approve):
            row.addWidget(each)
        self._key = KeyCap("F9", big=True)
        row.addWidget(self._key)
        return row

    def show_text(self, row: TextRow | None, before: TextRow | None, *, me: int) -> None:
        """Show a row; `before` is the version that a proposal would replace, `me` who looks."""
        is_proposal = row is not None and row.state == "proposed"
        may_decide = row is not None and is_proposal and row.proposed_by != me
        self.title.setText(row.title if row else "Elija un texto de la lista")
        self.pill.setVisible(row is not None)
        self.act.setText(_act_words(row) if row else "")
        self.what.setText(f"Qué cambia frente a la versión {before.version}" if is_proposal and before else "")
        self.what.setVisible(bool(self.what.text()))
        self.body.setHtml(_body(row, before if is_proposal else None) if row else "")
        for widget in (self.approve, self.refuse, self._key):
            widget.setVisible(may_decide)
        self.withdraw.setVisible(is_proposal and not may_decide)
        self.change.setVisible(row is not None and not is_proposal)
        self.end.setVisible(row is not None and row.state in ("current", "ending", "future"))
        self.letters.hide()
        self.show_effect(None)
        self.note.setText(_note(row, may_decide=may_decide) if row else "")
        if row is not None:
            self.pill.set(*STATES[row.state])

    def show_effect(self, effect: Effect | None) -> None:
        """What a change touches."""
        while (item := self._checks.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if effect is None:
            return
        count = formats.plural(effect.open, "carta sin firmar lo usa", "cartas sin firmar lo usan")
        soon = f"{formats.plural(effect.soon, 'vence', 'vencen')} en 3 días o menos" if effect.soon else ""
        self._checks.addWidget(Check("warn" if effect.open else "good", count, soon))
        sent = formats.plural(effect.sent, "carta ya numerada", "cartas ya numeradas")
        self._checks.addWidget(Check("info", sent, "No cambian: conservan la versión que citaron"))
        self.letters.setVisible(effect.open > 0)


def _act_words(row: TextRow) -> str:
    upto = f" hasta el {formats.date(row.valid_to)}" if row.valid_to else ", sin fecha final"
    rests = f" Lo autoriza: {escape(row.legal_act)}." if row.legal_act else ""
    rules = f"Rige desde el {formats.date(row.valid_from)}{upto}.{rests}"
    head = f"{row.text_id} · versión {row.version}."
    if row.approved_on is None:
        return f"{head} Lo propuso {escape(row.approved_by)}. {rules}"
    return f"{head} Lo aprobó {escape(row.approved_by)} el {formats.date(row.approved_on)}. {rules}"


def _note(row: TextRow, *, may_decide: bool) -> str:
    if row.state == "proposed":
        own = "Usted lo propuso: lo aprueba otra persona, o usted lo retira."
        return "Usted decide; quien lo propuso no puede." if may_decide else own
    found = measure(plain_text(parse(row.body_html)))
    return f"INFLESZ {round(found.index)} · {found.grade}" if found.index is not None else ""


def _body(row: TextRow, before: TextRow | None) -> str:
    if before is None:
        return _with_names(row.body_html)
    old, new = (plain_text(parse(_with_names(each.body_html))) for each in (before, row))
    out = []
    for piece in pieces(old, new):
        if not piece.changed:
            out.append(escape(piece.now))
            continue
        if piece.before:
            out.append(f'<s style="color:{color("danger").name()}">{escape(piece.before)}</s> ')
        if piece.now:
            out.append(f'<u style="color:{color("good").name()}">{escape(piece.now)}</u>')
    return "<p>" + "".join(out).replace("\n", "</p><p>") + "</p>"


def _with_names(body_html: str) -> str:
    """The text with its fields as people call them: «Fecha del insumo», not its key."""
    for key, words in FIELD_NAMES.items():
        body_html = body_html.replace("{{" + key + "}}", f"<b>[{words}]</b>")
    return body_html
