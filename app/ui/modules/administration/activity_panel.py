"""Beside «Qué vio…»: figures of the days asked, the hours of the day, and the act under the cursor with its way on."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from app import clock, filing_number
from app.services.administration.user_activity import Act, Activity
from app.ui import formats
from app.ui.modules.administration.hours import Hours
from app.ui.style import scaled
from app.ui.widgets import Check, button, text
from app.ui.widgets.cards import PanelCard
from app.ui.widgets.labels import CheckState

#: Kind, what is counted, and from how many acts it asks for attention.
_FIGURES = (
    ("reveal", "Datos reservados vistos", 10),
    ("print", "Lotes impresos", 0),
    ("export", "Archivos exportados", 20),
    ("search", "Búsquedas", 100),
)

_LATE = "Antes de las 6:00, después de las 19:00 o fin de semana."
_UNWRITTEN = "Deshechas después de verlas, o negadas por el cupo."


def case_words(label: str) -> str:
    """A filing number as it is written; any other label as it is."""
    return filing_number.shown(label) if filing_number.is_valid(label) else label


class ActivityPanel(PanelCard):
    """`open_case` gets the act whose case is asked for; `open_verdict` takes the one under the cursor."""

    def __init__(self, open_case: Callable[[Act | None], object], open_verdict: Callable[[], object]) -> None:
        super().__init__()
        self.setMinimumWidth(scaled(320))
        self._act: Act | None = None
        self.title = text("Elija un acto", "heading", wrap=True)
        self.detail = text("", "sub", wrap=True)
        self.detail.setTextFormat(Qt.TextFormat.RichText)
        self.go = button("Quién más vio ese caso", icon_name="fingerprint", tip="F3", act=lambda: open_case(self._act))
        self.verdict = button("Ver el veredicto", icon_name="seal-check", tip="F4", act=open_verdict)
        self.hours = Hours()
        self.figures = QVBoxLayout()
        for each in (self.title, self.detail, self.go, self.verdict):
            self.head.addWidget(each)
        self.body.addWidget(text("A qué horas lo hizo", "strong"))
        self.body.addWidget(self.hours)
        self.body.addLayout(self.figures)
        self.body.addStretch(1)
        self.foot.addWidget(text("Su consulta también queda registrada.", "help", wrap=True))
        self.show_act(None)

    def show_act(self, act: Act | None) -> None:
        """The act under the cursor."""
        self._act = act
        self.go.setVisible(act is not None and bool(act.label))
        self.verdict.setVisible(act is not None and act.kind == "review")
        if act is None:
            self.title.setText("Elija un acto")
            self.detail.setText("")
            return
        self.title.setText(act.words)
        facts = [formats.moment(act.at.astimezone(clock.BOGOTA)) + (" · fuera del horario" if act.out_of_hours else "")]
        if act.label:
            held = "lo tuvo a su cargo" if act.had_case else "nunca lo tuvo a su cargo"
            facts.append(f"Caso <b>{escape(case_words(act.label))}</b>: {held}")
        elif act.cases:
            facts.append(f"Datos de {formats.plural(act.cases, 'persona', 'personas')}")
        facts.append(f"Motivo o detalle: {escape(act.detail) or 'no escribió ninguno'}")
        self.detail.setText("<br>".join(facts))

    def show_figures(self, found: Activity | None) -> None:
        """Totals over the days asked; None clears them."""
        self.hours.set_hours(found.hours if found is not None else (0,) * 24)
        while (item := self.figures.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if found is None:
            return
        late = found.out_of_hours
        self._check(
            "danger" if late else "good",
            "Fuera del horario",
            late,
            "Antes de las 6:00, después de las 19:00 o fin de semana.",
        )
        for kind, title, many in _FIGURES:
            count = found.of(kind)
            self._check("warn" if many and count >= many else "info", title, count, "")
        if found.unwritten:
            self._check(
                "danger", "Contadas sin registro", found.unwritten, "Deshechas después de verlas, o negadas por cupo."
            )

    def _check(self, tone: CheckState, title: str, count: int, detail: str) -> None:
        self.figures.addWidget(Check(tone, title, detail, formats.number(count)))
