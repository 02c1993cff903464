"""A verdict of quality to read only: whose letter, who judged it, and what was found."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import clock
from app.services.administration.verdicts import Fault, Verdict
from app.services.verbs.review_quality import CRITERIA, FAULT_CLASSES, SEVERITIES
from app.ui import formats
from app.ui.widgets import Check, KeyCap, Overlay, Pill, button, line, text


class VerdictCard(Overlay):
    """Nothing in it can be changed; opening it was written down."""

    def __init__(self, parent: QWidget, verdict: Verdict) -> None:
        super().__init__(parent, width=620)
        self.setAccessibleName(f"Veredicto sobre la carta de {verdict.label}")
        approved = verdict.verdict == "approved"
        head = QHBoxLayout()
        head.addWidget(text(f"Veredicto de {verdict.label}", "title", wrap=True), 1)
        head.addWidget(Pill("Cumple" if approved else "No cumple", "good" if approved else "danger"))
        self.card.column.addLayout(head)
        self.words = text(_words(verdict), "sub", wrap=True)
        self.card.column.addWidget(self.words)
        self.card.column.addWidget(line())
        self.checks = [_check(each) for each in verdict.findings]
        for check in self.checks:
            self.card.column.addWidget(check)
        if not self.checks:
            self.card.column.addWidget(text("Ninguna falla en los siete criterios.", wrap=True))
        foot = QHBoxLayout()
        foot.addWidget(text("Sólo lectura. Su consulta quedó registrada.", "help", wrap=True), 1)
        self.done = button("Cerrar", act=self.close_overlay)
        foot.addWidget(self.done)
        foot.addWidget(KeyCap("Esc", big=True))
        self.card.column.addLayout(foot)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Open it."""
        self.open(self.done)


def _words(verdict: Verdict) -> str:
    at = formats.moment(verdict.reviewed_at.astimezone(clock.BOGOTA))
    of = "segunda muestra, de casos cerrados" if verdict.is_closed else "muestra de calidad"
    lot = f" · lote «{verdict.lot}»" if verdict.lot else ""
    said = f"Lo dio {verdict.reviewer}, {at}. Carta de {verdict.author}, versión {verdict.version}. De la {of}{lot}."
    if verdict.withdrawn_at is not None:
        said += f" Lo retiró el {formats.moment(verdict.withdrawn_at.astimezone(clock.BOGOTA))}: no cuenta."
    return said


def _check(fault: Fault) -> Check:
    title = f"{CRITERIA[fault.criterion]}: {fault.title or 'nota sin código'}"
    severity = SEVERITIES.get(fault.severity, fault.severity).lower()
    kind = f"{FAULT_CLASSES.get(fault.fault_class, fault.fault_class)} · {severity}"
    claim = f" · pretensión {fault.claim}" if fault.claim is not None else ""
    return Check(
        "warn" if fault.severity == "minor" else "danger", title, f"{kind}{claim}. {fault.note}", fault.code or ""
    )
