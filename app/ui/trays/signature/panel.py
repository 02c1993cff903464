"""The right side of Firma: what authorises the signature, what was checked, the batch, and its one primary act."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.output.means import Found
from app.services.output.preflight import Preflight
from app.services.output.signing_reads import Lane
from app.ui import formats
from app.ui.trays.case_head import PrimaryFoot
from app.ui.trays.signature.rows import SignRow
from app.ui.trays.term_clock import TermClock
from app.ui.widgets import Check, button, text, tool_button
from app.ui.widgets.a11y import INSIDE
from app.ui.widgets.cards import PanelCard

_WEIGHT = {"danger": 0, "warn": 1}


class Facts(QWidget):
    """Pairs of label and value, one under the other."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 6)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Put these in place of the last ones; pairs without value are left out."""
        empty_layout(self._grid)
        for row, (label, value) in enumerate(pair for pair in pairs if pair[1]):
            self._grid.addWidget(text(label, "sub"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text(value, "strong", wrap=True), row, 1)


class BatchPanel(PanelCard):
    """Shows one lane and its batch; `sign`, `check_again` and `send_back` are what its buttons do."""

    def __init__(
        self,
        sign: Callable[[], object],
        check_again: Callable[[], object],
        send_back: Callable[[], object],
        choose: Callable[[], object],
    ) -> None:
        super().__init__()
        head = QHBoxLayout()
        head.addWidget(text("Lote de firma", "heading"))
        head.addStretch(1)
        self.slack = TermClock()
        head.addWidget(self.slack)
        self.head.addLayout(head)
        self.who = text("", "sub", wrap=True)
        self.head.addWidget(self.who)
        self._add_means(choose)
        self._add_checks(check_again)
        self.body.addWidget(text("Este lote", "section"))
        self.batch = Facts()
        self.body.addWidget(self.batch)
        self.body.addStretch(1)
        self.foot_act = PrimaryFoot(sign, "Firmar")
        self.foot.addWidget(self.foot_act)
        self.back = button("Devolver esta carta…", "quiet", icon_name="arrow-u-up-left", context=INSIDE, act=send_back)
        self.back.setToolTip("Devolver a proyección con la razón  (F8)")
        self.foot.addWidget(self.back)
        self._preflight: Preflight | None = None
        self._lane: Lane | None = None
        #: How this computer signs, in words, where no device says its own name.
        self.means_words = ""

    def _add_means(self, choose: Callable[[], object]) -> None:
        way = QHBoxLayout()
        self.way = text("Medio de firma", "section")
        way.addWidget(self.way)
        way.addStretch(1)
        self.choose = button("Cambiar…", "quiet", icon_name="key", context=INSIDE, act=choose)
        self.choose.setToolTip("Token, archivo o Windows, y la autoridad de sello de tiempo  (F7)")
        way.addWidget(self.choose)
        self.body.addLayout(way)
        self.authority = Facts()
        self.body.addWidget(self.authority)

    def _add_checks(self, check_again: Callable[[], object]) -> None:
        row = QHBoxLayout()
        row.addWidget(text("Antes de firmar", "section"))
        row.addStretch(1)
        self.summary = text("", "strong")
        row.addWidget(self.summary)
        self.again = tool_button("arrows-clockwise", "Repetir las comprobaciones", keys="F5", act=check_again)
        row.addWidget(self.again)
        self.body.addLayout(row)
        self._checks = QVBoxLayout()
        self._checks.setSpacing(0)
        self.body.addLayout(self._checks)

    @property
    def source(self) -> Found | None:
        """What the certificate's source offers, as last looked at."""
        return self._preflight.source if self._preflight is not None else None

    def show_lane(self, lane: Lane | None) -> None:
        """The director and the act that allows the signature."""
        self._lane = lane
        self.choose.setVisible(lane is not None and lane.by_certificate)
        if lane is None:
            self.who.setText("No hay cartas por firmar.")
            self.authority.show_pairs(())
            return
        self.who.setText(f"{lane.name} · {lane.area_name}")
        self.way.setText("Firma con certificado" if lane.by_certificate else "Firma mecánica")
        if lane.by_certificate:
            self._show_certificate(lane, "")
            return
        since = formats.date(lane.authority_from) if lane.authority_from else ""
        until = f" a {formats.date(lane.authority_to)}" if lane.authority_to else ", sin fecha final"
        self.authority.show_pairs(
            [
                ("Acto", lane.authority_act or "Sin acto vigente"),
                ("Publicación", formats.date(lane.published_on) if lane.published_on else ""),
                ("Vigencia", f"{since}{until}" if since else ""),
                ("Nombrado por", lane.director_act),
            ]
        )

    def _show_certificate(self, lane: Lane, where: str) -> None:
        until = f" · hasta {formats.date(lane.certificate_to)}" if lane.certificate_to else ""
        ends = f", hasta {formats.date(lane.director_to)}" if lane.director_to else ""
        self.authority.show_pairs(
            [
                ("Medio", where),
                ("Certificado", f"{lane.certificate_serial or 'Sin registrar'}{until}"),
                ("Delegación", f"{lane.director_act}{ends}"),
            ]
        )

    def show_checking(self) -> None:
        """The checks are being measured."""
        self._preflight = None
        self.summary.setText("Comprobando…")

    def show_checks(self, preflight: Preflight) -> None:
        """The conditions with what was measured."""
        self._preflight = preflight
        empty_layout(self._checks)
        # What keeps the batch or asks for care is seen without scrolling.
        for finding in sorted(preflight.findings, key=lambda each: _WEIGHT.get(each.state, 2)):
            row = Check(
                finding.state, finding.title, finding.sentence if finding.state == "warn" else "", finding.value
            )
            row.setToolTip(finding.sentence)
            self._checks.addWidget(row)
        good = sum(finding.state == "good" for finding in preflight.findings)
        warned = sum(finding.state == "warn" for finding in preflight.findings)
        notes = f" · {formats.plural(warned, 'aviso', 'avisos')}" if warned else ""
        self.summary.setText(f"{good} de {len(preflight.findings)}{notes}")
        if self._lane is not None and self._lane.by_certificate and preflight.source is not None:
            self._show_certificate(self._lane, preflight.source.device or self.means_words)

    def show_batch(self, marked: Sequence[SignRow], letters: Sequence[SignRow]) -> None:
        """What is marked of these letters, and whether it can be signed now; its clock is the shortest of them."""
        days = [row.days for row in marked or letters if row.days is not None]
        self.slack.set_days(min(days, default=None))
        if self.slack.pick is not None:
            self.slack.show_slack(self.slack.pick())
        sampled = sum(row.letter.is_sampled for row in marked)
        bulk = sum(row.letter.is_bulk and not row.letter.is_sampled for row in marked)
        parts = (
            (sampled, "muestreada", "muestreadas"),
            (bulk, "masiva", "masivas"),
            (len(marked) - sampled - bulk, "individual", "individuales"),
        )
        kinds = ", ".join(formats.plural(count, one, many) for count, one, many in parts if count)
        self.batch.show_pairs(
            [
                ("Cartas", kinds or "Ninguna marcada"),
                ("Por terminar", str(sum(row.letter.is_started for row in marked) or "")),
                ("Duración", self.duration(len(marked)) if marked else ""),
            ]
        )
        words = f"Firmar {formats.plural(len(marked), 'carta', 'cartas')}"
        note = f"Listo · {self.duration(len(marked))} · no se deshace" if marked else ""
        self.foot_act.show_act(words, "signature", self.why_not(len(marked)), note=note)

    def why_not(self, marked: int) -> str:
        """What keeps the batch from being signed now, or nothing."""
        if self._lane is None:
            return "No hay cartas por firmar."
        if self._preflight is None:
            return "Espere a que terminen las comprobaciones."
        stops = [finding for finding in self._preflight.findings if finding.state == "danger"]
        if stops:
            words = ", ".join(f"{finding.title.lower()} ({finding.value})" for finding in stops)
            return " ".join([f"No se puede firmar: {words}.", *(each.sentence for each in stops if each.sentence)])
        return "" if marked else "Marque las cartas con Espacio, o todas con Ctrl+A."

    def duration(self, letters: int) -> str:
        """How long so many letters take, from what one was measured to take; the network's part is a guess."""
        one = (self._preflight.seconds_per_letter if self._preflight is not None else 0.1) + 0.1
        seconds = max(1, round(one * letters))
        return f"unos {seconds} s" if seconds < 60 else f"unos {seconds // 60} min {seconds % 60} s"


def empty_layout(layout: QGridLayout | QVBoxLayout) -> None:
    """Take every widget out of the layout and let go of it."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
