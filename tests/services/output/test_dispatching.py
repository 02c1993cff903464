"""Sheets: guides in order, what the server refused left out and explained, and the files equal to the rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import InvalidInput
from app.services.database import Database
from app.services.documents.dispatch_sheet import Skip, check
from app.services.output.dispatching import dispatch_queue, hand_over
from app.services.output.guides import SheetOrder, guides_for
from app.services.output.sheet_making import read_sheet
from app.services.perform import Performer
from tests.people import STAFF

ORDER = SheetOrder("0217-2026", "RA100000001CO", "RA100000050CO")


@pytest.fixture
def printing(engine_as) -> Database:
    return Database(engine_as(STAFF["printing"].login))


def test_guides_skip_the_spoiled_ones() -> None:
    order = replace(ORDER, skips=(Skip("RA100000002CO", "RA100000003CO", "dañadas"),))
    assert guides_for(3, order) == ["RA100000001CO", "RA100000004CO", "RA100000005CO"]


@pytest.mark.parametrize(
    ("first", "last", "count", "words"),
    [
        ("RA100000001CO", "RA100000002CO", 3, "alcanza para 2"),
        ("RA100000009CO", "RA100000001CO", 1, "en orden"),
        ("RA100000001CO", "RB100000009CO", 1, "misma serie"),
        ("mil", "RA100000009CO", 1, "desde"),
    ],
)
def test_bad_ranges_are_told(first, last, count, words) -> None:
    with pytest.raises(InvalidInput) as refused:
        guides_for(count, replace(ORDER, guide_from=first, guide_to=last))
    assert words in refused.value.user_message


def test_sheet_is_what_was_handed_over(printing, printed_reply, sql_as) -> None:
    for _ in range(20):
        printed_reply()
    rows = dispatch_queue(printing)
    done = hand_over(printing, Performer(printing), rows, ORDER)
    assert all(outcome.result for outcome in done.outcomes)
    sheet = read_sheet(printing, done.sheet)
    stored = (
        sql_as("postgres")
        .execute("SELECT guide, addressee, address, weight_grams FROM pqr.dispatch ORDER BY sheet_row")
        .fetchall()
    )
    assert [(p.guide, p.addressee, p.address, p.weight_g) for p in sheet.pieces] == stored
    assert done.pdf.startswith(b"%PDF") and done.xlsx.startswith(b"PK")
    assert done.pdf.count(b"/Type /Page\n") + done.pdf.count(b"/Type /Page ") >= 2, "eighteen rows a page"


def test_a_refused_letter_is_left_out_and_its_guide_explained(printing, printed_reply, sql_as) -> None:
    for _ in range(3):
        printed_reply()
    rows = dispatch_queue(printing)
    stale = [replace(row, version=1) if at == 1 else row for at, row in enumerate(rows)]
    done = hand_over(printing, Performer(printing), stale, ORDER)
    assert [bool(outcome.result) for outcome in done.outcomes] == [True, False, True]
    sheet = read_sheet(printing, done.sheet)
    assert [piece.guide for piece in sheet.pieces] == ["RA100000001CO", "RA100000003CO"]
    assert check(sheet) == () and sheet.skips[0].first == "RA100000002CO"
    states = sql_as("postgres").execute("SELECT status FROM pqr.case_file ORDER BY status").fetchall()
    assert states == [("hand_to_courier",), ("in_transit",), ("in_transit",)]


def test_nothing_is_opened_when_the_range_is_short(printing, printed_reply, sql_as) -> None:
    for _ in range(2):
        printed_reply()
    short = replace(ORDER, guide_to=ORDER.guide_from)
    with pytest.raises(InvalidInput):
        hand_over(printing, Performer(printing), dispatch_queue(printing), short)
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.dispatch_sheet").fetchone() == (0,)
