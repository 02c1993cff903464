"""What quality or signature asked to be changed, as one strip above the editor."""

from __future__ import annotations

import html

from app import clock
from app.services.drafting.sheet import ReturnNote
from app.services.verbs.review_quality import CRITERIA, SEVERITIES
from app.ui import formats

_FROM = {"quality": "Calidad", "signature": "Firma"}


def source_name(note: ReturnNote) -> str:
    """Who asked: Calidad or Firma."""
    return _FROM[note.source]


def return_words(note: ReturnNote) -> str:
    """«Devuelta por Calidad el 20/11/2026: 1. Fondo (mayor), pretensión 3: …», as simple HTML."""
    when = formats.date(note.at.astimezone(clock.BOGOTA).date())
    lines = []
    for number, each in enumerate(note.notes, 1):
        head = CRITERIA.get(str(each.get("criterion") or ""), "")
        severity = SEVERITIES.get(str(each.get("severity") or ""), "")
        claim = f", pretensión {each['claim']}" if each.get("claim") else ""
        label = f"<b>{head} ({severity.lower()}){claim}:</b> " if head else ""
        lines.append(f"{number}. {label}{html.escape(str(each['note']))}")
    return f"<b>Devuelta por {_FROM[note.source]} el {when}</b> ({html.escape(note.by)}).<br>{'<br>'.join(lines)}"
