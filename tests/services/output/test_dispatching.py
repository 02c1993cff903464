"""Sheets: guides in order, what the server refused left out and explained, and the files equal to the rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest

from app.errors import InvalidInput, Offline, PqrError
from app.services.command import decide
from app.services.database import Database
from app.services.documents.dispatch_sheet import Skip, check
from app.services.output import dispatching
from app.services.output.dispatching import dispatch_queue, hand_over
from app.services.output.guides import SheetOrder, guides_for
from app.services.output.sheet_making import read_sheet, remake, sheet, sheets
from app.services.perform import Performer
from app.services.verbs.hand_to_courier import HandedOver
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
        ("RA100000001CO", "RA900000001CO", 1, "más de 100.000"),
    ],
)
def test_bad_ranges_are_told(first, last, count, words) -> None:
    with pytest.raises(InvalidInput) as refused:
        guides_for(count, replace(ORDER, guide_from=first, guide_to=last))
    assert words in refused.value.user_message


def test_a_spoiled_range_with_a_wrong_digit_is_told_and_not_counted_one_by_one() -> None:
    order = replace(ORDER, skips=(Skip("RA000000002CO", "RA999999999CO", "dañadas"),))
    with pytest.raises(InvalidInput) as refused:
        guides_for(1, order)
    assert "RA000000002CO a RA999999999CO" in refused.value.user_message


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


def test_guides_of_an_open_sheet_are_taken_and_those_left_by_a_closed_one_free(
    printing, printed_reply, open_sheet
) -> None:
    for _ in range(3):
        printed_reply()
    first, *rest = dispatch_queue(printing)
    done = hand_over(printing, Performer(printing), [first], replace(ORDER, guide_to="RA100000040CO"))
    assert done.sheet.closed_at is None and sheet(printing, done.sheet.sheet_id).guide_last == "RA100000001CO"
    with pytest.raises(PqrError, match="guides_taken"):
        hand_over(printing, Performer(printing), rest, ORDER)
    after = replace(ORDER, guide_from="RA100000002CO")
    open_sheet("RA100000010CO", "RA100000020CO")
    with pytest.raises(PqrError, match="guides_taken"):
        hand_over(printing, Performer(printing), rest, after)
    hand_over(printing, Performer(printing), rest, replace(after, guide_to="RA100000009CO"))
    assert [each.pieces for each in sheets(printing)] == [2, 0, 1]


def test_two_stations_open_at_once_and_one_gets_the_guides(sql_as, printing, connect_as) -> None:
    query = "SELECT pqr_api.open_dispatch_sheet(gen_random_uuid(), '0217-2026', 'RA100000001CO', 'RA100000009CO')"
    one, two = connect_as(STAFF["printing"].login), connect_as(STAFF["printing"].login)
    one.autocommit = two.autocommit = False
    one.execute(query)
    with ThreadPoolExecutor(1) as aside:
        waiting = aside.submit(two.execute, query)
        one.commit()
        with pytest.raises(psycopg.Error, match="guides_taken"):
            waiting.result(timeout=90)
    two.rollback()


def test_a_sheet_is_made_again_equal_and_after_a_cut_it_is_ended(printing, printed_reply, sql_as, monkeypatch) -> None:
    for _ in range(3):
        printed_reply()
    rows = dispatch_queue(printing)
    stale = [replace(row, version=1) if at == 1 else row for at, row in enumerate(rows)]

    def cut(*_arguments: object) -> None:
        raise Offline("cut before the files")

    with monkeypatch.context() as patched:
        patched.setattr(dispatching, "remake", cut)
        with pytest.raises(Offline):
            hand_over(printing, Performer(printing), stale, ORDER)
    [left] = sheets(printing)
    assert left.is_unfinished and left.pieces == 2
    first = remake(printing, left)
    [closed] = sheets(printing)
    assert not closed.is_unfinished and closed.document_id is not None
    again = remake(printing, closed)
    assert (again.pdf, again.xlsx) == (first.pdf, first.xlsx) and first.pdf.startswith(b"%PDF")
    with pytest.raises(PqrError, match="sheet_closed"):
        late = dispatch_queue(printing)
        waiting = next(row for row in late if row.state == "to_hand")
        verb = HandedOver(guide="RA100000009CO", sheet_id=left.sheet_id, sheet_row=9)
        Performer(printing).perform(decide(waiting, verb.activity, verb.outcome, verb.payload()))


def test_a_sheet_that_carried_nothing_gives_its_guides_back(printing, printed_reply, open_sheet) -> None:
    printed_reply()
    open_sheet("RA100000001CO", "RA100000050CO")
    [empty] = sheets(printing)
    assert remake(printing, empty).pdf == b""
    assert hand_over(printing, Performer(printing), dispatch_queue(printing), ORDER).pdf
