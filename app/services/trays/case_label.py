"""How the short label of a case is shown: a filing number with its dashes, anything else as it is."""

from __future__ import annotations

from app import filing_number


def label_shown(label: str) -> str:
    """«20267118065242» as «2026-711-806524-2»; «Escalamiento 3» stays."""
    return filing_number.shown(label) if filing_number.is_valid(label) else label
