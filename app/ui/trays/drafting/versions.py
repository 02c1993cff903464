"""Earlier versions of a reply: who wrote each, why it exists, what changed, and recovering one as a new version."""

from __future__ import annotations

import difflib
import html
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QScrollArea, QWidget

from app import clock
from app.services.drafting.sheet import DraftSheet, VersionLine
from app.services.verbs.draft_response import Answer
from app.ui import formats
from app.ui.style import color
from app.ui.trays.drafting import rich
from app.ui.widgets import Overlay, button, line, text

_REASONS = {
    "saved": "borrador guardado",
    "sent": "enviada",
    "bulk": "proyección masiva",
    "returned": "devuelta",
    "recovered": "recuperada",
}


def reason_words(version: VersionLine) -> str:
    """Why a version exists, in words."""
    verdicts = {"approved": "aprobada por Calidad", "rejected": "devuelta por Calidad"}
    return verdicts.get(version.verdict or "", _REASONS.get(version.reason, version.reason))


def changes_html(before: str, now: str) -> str:
    """Words taken out are struck through, words put in are underlined: not told by colour alone."""
    old, new = before.split(), now.split()
    out: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            out.append(html.escape(" ".join(new[c:d])))
            continue
        if a < b:
            gone = html.escape(" ".join(old[a:b]))
            out.append(f'<span style="color:{color("danger").name()}"><s>{gone}</s></span>')
        if c < d:
            come = html.escape(" ".join(new[c:d]))
            out.append(f'<span style="color:{color("good").name()}"><u>{come}</u></span>')
    return " ".join(out)


class VersionsPanel(Overlay):
    """Ctrl+H. `recovered` carries the answers of the version that the person wants back."""

    recovered = Signal(object)

    def __init__(self, parent: QWidget, sheet: DraftSheet, now: Sequence[Answer], read: Callable[[int], None]) -> None:
        """`read(version)` asks for a version; answer with `show_version`."""
        super().__init__(parent, width=980)
        self._sheet, self._now, self._read = sheet, {a.claim: a for a in now}, read
        self._shown: Sequence[Answer] = ()
        self.setAccessibleName("Versiones de la respuesta")
        self.card.column.addWidget(text(f"Versiones · {sheet.label}", "title"))
        row = QHBoxLayout()
        self.list = QListWidget()
        self.list.setFixedWidth(300)
        self.list.setAccessibleName("Versiones, la más nueva primero")
        for version in sheet.versions:
            when = formats.moment(version.saved_at.astimezone(clock.BOGOTA))
            item = QListWidgetItem(f"{version.version}. {reason_words(version)}\n{version.author} · {when}")
            item.setData(Qt.ItemDataRole.UserRole, version.version)
            self.list.addItem(item)
        row.addWidget(self.list)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setMinimumHeight(360)
        self._text = QLabel("Elija una versión para ver qué cambió desde ella.")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text.setMargin(12)
        self._area.setWidget(self._text)
        row.addWidget(self._area, 1)
        self.card.column.addLayout(row)
        self.card.column.addWidget(line())
        foot = QHBoxLayout()
        back = button("Seguir con el borrador", "primary", act=self.close_overlay)
        self.recover = button("Recuperar como versión nueva", icon_name="clock-counter-clockwise", act=self._recover)
        self.recover.setEnabled(False)
        foot.addWidget(self.recover)
        foot.addStretch(1)
        foot.addWidget(back)
        self.card.column.addLayout(foot)
        self.list.currentItemChanged.connect(self._chosen)
        self.closed.connect(self.deleteLater)

    def show_version(self, version: int, answers: Sequence[Answer]) -> None:
        """What changed from that version to what is written now, claim by claim."""
        item = self.list.currentItem()
        if item is None or item.data(Qt.ItemDataRole.UserRole) != version:
            return
        self._shown = answers
        then = {a.claim: a for a in answers}
        parts = []
        for claim in self._sheet.claims:
            old, new = then.get(claim.ordinal), self._now.get(claim.ordinal)
            before = rich.plain(old.body_html) if old else ""
            now = rich.plain(new.body_html) if new else ""
            same = "<i>Igual</i>" if before == now else changes_html(before, now)
            parts.append(f"<p><b>{claim.ordinal}. {html.escape(claim.title)}</b></p><p>{same}</p>")
        self._text.setText("".join(parts))
        self.recover.setEnabled(self._sheet.may_write)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        self.recover.setEnabled(False)
        if item is not None:
            self._read(int(item.data(Qt.ItemDataRole.UserRole)))

    def _recover(self) -> None:
        answers = self._shown
        self.close_overlay()
        self.recovered.emit(answers)
