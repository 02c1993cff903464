"""Beside the comparison: what quality asked and whether it was touched, and the measures before and now."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app import clock
from app.services.drafting.comparing import Paragraph, figures
from app.services.drafting.sheet import DraftSheet, ReturnNote
from app.services.verbs.draft_response import Answer
from app.services.verbs.review_quality import SEVERITIES
from app.ui import formats
from app.ui.style import Tone
from app.ui.trays.drafting.notes import source_name
from app.ui.widgets import Pill, text


def return_of(sheet: DraftSheet, version: int) -> ReturnNote | None:
    """What was asked of that version; else the newest return."""
    return next((each for each in sheet.returns if each.version == version), next(iter(sheet.returns), None))


def asked(note: ReturnNote, changes: Sequence[Paragraph]) -> QWidget:
    """Each remark with whether its claim has changed since; whoever reviews again decides if it is enough."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for number, each in enumerate(note.notes, 1):
        claim = each.get("claim")
        touched = any(p.change != "equal" and claim in (None, p.claim) for p in changes)
        row = QHBoxLayout()
        row.addWidget(Pill("✓" if touched else str(number), "good" if touched else "danger"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(text(escape(str(each["note"])), "strong", wrap=True))
        severity = SEVERITIES.get(str(each.get("severity") or ""), "")
        where = f"Pretensión {claim}" if claim else "Toda la carta"
        state = "cambió desde entonces" if touched else "sigue igual en el borrador"
        words.addWidget(
            text(" · ".join(filter(None, (severity, where, state))), "help" if touched else "error", wrap=True)
        )
        row.addLayout(words, 1)
        column.addLayout(row)
    when = formats.moment(note.at.astimezone(clock.BOGOTA))
    column.addWidget(text(f"{source_name(note)}: <b>{escape(note.by)}</b>, {when}", "help", wrap=True))
    return made


def measures(before: Sequence[Answer], now: Sequence[Answer], claims: int) -> QWidget:
    """Clarity, claims with words, and words: before and now."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setColumnStretch(0, 1)
    old, new = figures(before), figures(now)
    clear: Tone = "good" if new.clarity is None or new.clarity >= 55 else "warn"
    rows: tuple[tuple[str, str, str, Tone], ...] = (
        ("Claridad (INFLESZ)", _figure(old.clarity), _figure(new.clarity), clear),
        (
            "Pretensiones con texto", f"{old.answered} de {claims}", f"{new.answered} de {claims}",
            "good" if new.answered == claims else "warn",
        ),
        ("Palabras", formats.number(old.words), formats.number(new.words), "neutral"),
    )  # fmt: skip
    for at, (name, was, is_now, tone) in enumerate(rows):
        grid.addWidget(text(name, "sub"), at, 0)
        grid.addWidget(text(f"{was} →", "help"), at, 1)
        grid.addWidget(Pill(is_now, tone), at, 2)
    return made


def _figure(value: int | None) -> str:
    return "—" if value is None else str(value)
