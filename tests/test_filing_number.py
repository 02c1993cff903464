"""Filing numbers as people type them and as they may not be."""

from __future__ import annotations

from datetime import date

import pytest

from app.filing_number import BadFilingNumber, is_valid, parse, require_incoming, shown

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed", ["20267118065242", "2026-711-806524-2", " 2026 711 806524 2 ", "2026.711.806524.2", "2026–711–806524–2"]
)
def test_typed_forms_are_the_same_number(typed: str) -> None:
    number = parse(typed)
    assert number.bare == "20267118065242"
    assert (number.year, number.office, number.sequence, number.kind) == (2026, "711", "806524", "2")
    assert number.shown == shown("20267118065242") == "2026-711-806524-2"


def test_fifteen_digits() -> None:
    assert parse("202672018065241").shown == "2026-720-1806524-1"


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "2026711806524", "2026711806524222", "20267118065240", "18267118065242", "2026711806524a",
     "２０２６7118065242", "2.02672E+14", "20267118065242\n9", "-", "2026+711-806524-2"],
)  # fmt: skip
def test_what_is_not_a_number_says_why(typed: str) -> None:
    assert not is_valid(typed)
    with pytest.raises(BadFilingNumber) as refusal:
        parse(typed)
    assert "adicado" in refusal.value.user_message and refusal.value.user_message.endswith(".")


def test_type_and_year() -> None:
    assert require_incoming("2026-711-806524-2", today=TODAY) == "20267118065242"
    for text in ("2026-711-806524-1", "2027-711-806524-2", "1999-711-806524-2"):
        with pytest.raises(BadFilingNumber):
            require_incoming(text, today=TODAY)
