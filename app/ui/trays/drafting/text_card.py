"""An approved text as the library shows it, and the tree of claims that it is found by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from app.services.drafting.library import ApprovedText
from app.services.verbs.draft_response import DECISIONS
from app.ui import formats
from app.ui.style import Tone
from app.ui.widgets import Pill, text
from app.ui.widgets.texts import restyle


class TextCard(QFrame):
    """One approved text as it would read in this case. An expired one says what replaces it."""

    picked = Signal(object)

    _LOOK: ClassVar[Mapping[str, tuple[str, Tone]]] = {
        "valid": ("Vigente", "good"),
        "soon": ("Vence el {}", "warn"),
        "expired": ("Venció el {}", "danger"),
        "future": ("Rige desde el {}", "warn"),
    }

    def __init__(self, approved: ApprovedText, today: dt.date, body: str, instead: ApprovedText | None) -> None:
        super().__init__()
        self.approved = approved
        self.usable = approved.usable(today)
        self.setProperty("frame", "approved")
        self.setProperty("usable", "true" if self.usable else "false")
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 9, 13, 10)
        column.setSpacing(4)
        column.addWidget(text(approved.title, "strong", wrap=True))
        row = QHBoxLayout()
        words = f"{approved.text_id} · versión {approved.version} · {DECISIONS[approved.decision]}"
        row.addWidget(text(words, "help"))
        row.addStretch(1)
        state = approved.state(today)
        shape, tone = self._LOOK[state]
        day = approved.valid_from if state == "future" else approved.valid_to
        if state == "valid" and day:
            shape = "Vigente hasta {}"
        row.addWidget(Pill(shape.format(formats.date(day)) if day else shape, tone))
        column.addLayout(row)
        if self.usable:
            column.addWidget(
                text(f"Aprobó {approved.approved_by} el {formats.date(approved.approved_on)}", "help", wrap=True)
            )
            shown = QLabel(body)
            shown.setTextFormat(Qt.TextFormat.RichText)
            shown.setWordWrap(True)
            column.addWidget(shown)
            column.addWidget(text(_use(approved), "help"))
        else:
            rest = f": lo reemplaza la versión {instead.version}" if instead else "; no tiene reemplazo"
            column.addWidget(text(f"No se puede insertar{rest}", "help"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.picked.emit(self)

    def set_active(self, active: bool) -> None:
        """The card that Enter inserts."""
        self.setProperty("active", "true" if active else "false")
        restyle(self)


def _use(approved: ApprovedText) -> str:
    if not approved.used:
        return "Sin usar todavía"
    share = formats.percent(approved.returned / approved.used, 1)
    return f"Usado {formats.plural(approved.used, 'vez', 'veces')} · Calidad devolvió {share}"


def fill_tree(tree: QTreeWidget, texts: Sequence[ApprovedText], today: dt.date, wanted: str) -> None:
    """Claims that have texts, each with how many may be inserted today; `wanted` is the leaf chosen."""
    tree.clear()
    parents: dict[str, QTreeWidgetItem] = {}
    for code in sorted({t.claim_code for t in texts if t.claim_code}, key=_by_number):
        one = next(t for t in texts if t.claim_code == code)
        above = one.parent_code or ""
        if above not in parents:
            parents[above] = QTreeWidgetItem([f"{above} {one.parent or 'Otras'}"])
            tree.addTopLevelItem(parents[above])
        count = sum(1 for t in texts if t.claim_code == code and t.usable(today))
        item = QTreeWidgetItem([f"{code} {one.claim}  {count}"])
        item.setData(0, Qt.ItemDataRole.UserRole, code)
        parents[above].addChild(item)
        if code == wanted:
            parents[above].setExpanded(True)
            tree.setCurrentItem(item)


def _by_number(code: str) -> list[int]:
    return [int(part) for part in code.split(".") if part.isdigit()]
