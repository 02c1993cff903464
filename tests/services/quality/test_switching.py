"""Normal, tightened, reduced and complete inspection: the switching rules over a series of lots and their reviews."""

from __future__ import annotations

import uuid

import pytest

from tests.fixtures.drafting import insert_reply
from tests.people import STAFF

#: A scope of the area of the first claim of an invented letter: «1» is no area of its own.
SERIES = "area:901"


@pytest.fixture
def series(sql_as):
    """series("+-", inspection) adds decided lots, accepted or rejected, and says where the series stands."""
    admin = sql_as("postgres")
    case = insert_reply(admin, claims=1).case_id

    class Series:
        made = 0

        def __call__(self, marks, inspection="normal", accept=1, faults=0, letter="F"):
            for mark in marks:
                self.made += 1
                lot = uuid.uuid4()
                admin.execute(
                    "INSERT INTO pqr.quality_lot (lot_id, command_id, drawn_by, drawn_at, seed, method, inspection,"
                    " tolerated, code_letter, lot_size, sample_size, forced_size, accept_number, scope) VALUES"
                    " (%s, %s, %s, now() + %s * interval '1 s', 's', 'iso_2859_1', %s, 2.5, %s, 600, 1, 0, %s, %s)",
                    [lot, lot, STAFF["quality"].person_id, self.made, inspection, letter,
                     -1 if mark == "-" else accept, f"{SERIES}:2026-11-{self.made:02}"],
                )  # fmt: skip
                admin.execute(
                    "INSERT INTO pqr.quality_lot_case (case_id, lot_id, draft_version, stratum, weight, is_sampled)"
                    " VALUES (%s, %s, 1, 'x', 1, true)",
                    [case, lot],
                )
                admin.execute(
                    "INSERT INTO pqr.quality_review (case_id, seq, lot_id, draft_version, author_id, reviewer_id,"
                    " verdict) VALUES (%s, %s, %s, 1, %s, %s, 'approved')",
                    [case, self.made, lot, STAFF["agent"].person_id, STAFF["quality"].person_id],
                )
            return self.standing()

        def standing(self):
            row = admin.execute(
                "SELECT inspection, score, streak, rejected, last_lots FROM pqr_core.standing(%s)", [SERIES]
            )
            return row.fetchone()

    return Series()


def test_two_of_five_tighten_and_five_in_a_row_release(series):
    assert series("+-++")[0] == "normal"
    assert series("-")[0] == "tightened"
    assert series("++++", "tightened")[:3] == ("tightened", 0, 4)
    # A rejected lot starts the count again; so does nothing that was drawn before inspection changed.
    assert series("-", "tightened")[2] == 0
    assert series("+++++", "normal")[0] == "tightened"
    assert series("+++++", "tightened")[0] == "normal"
    assert series.standing()[4] == ["accepted"] * 5


def test_a_rejection_that_is_older_than_five_lots_does_not_count(series):
    assert series("-++++")[0] == "normal"
    assert series("-")[0] == "normal"
    assert series("+-")[0] == "tightened"


def test_five_rejected_under_tightened_inspection_stop_sampling_until_a_whole_lot_passes(series):
    series("--")
    assert series("-+-+-+-", "tightened")[0] == "tightened"
    assert series("-", "tightened")[0] == "full"
    assert series("-", "full")[0] == "full"
    assert series("+", "full")[:4] == ("tightened", 0, 0, 0)


def test_a_score_of_thirty_earns_reduced_inspection_and_one_rejection_ends_it(series):
    # Plans that accept none or one add two; those that would pass under a stricter NCA add three.
    assert series("+" * 14)[:2] == ("normal", 28)
    assert series("+", accept=5, letter="J")[:2] == ("reduced", 31)
    assert series("-", "reduced")[:2] == ("normal", 0)
    assert series("+++", accept=5, letter="J")[1] == 9


def test_reduced_is_given_only_when_asked_and_no_grouping_escapes_a_tightened_area(make_drafting, perform, sql_as):
    reply = make_drafting(claims=1)
    perform("agent", reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
    admin, luis = sql_as("postgres"), sql_as("quality")
    area = luis.execute("SELECT scope FROM pqr_api.quality_lots('area')").fetchone()[0]
    scopes = [
        luis.execute("SELECT scope FROM pqr_api.quality_lots(%s)", [g]).fetchone()[0] for g in ("day", "text", "author")
    ]
    assert [s.split(":")[0] for s in scopes] == ["day", "text", "author"]

    series = area.rsplit(":", 1)[0]

    def stands(inspection):
        admin.execute(
            "CREATE OR REPLACE FUNCTION pqr_core.standing(p_series text) RETURNS TABLE (inspection text,"
            " score int, streak int, rejected int, last_lots text[], last_ids uuid[]) LANGUAGE sql AS $$"
            f" SELECT CASE WHEN p_series = '{series}' THEN '{inspection}' ELSE 'normal' END,"
            " 0, 0, 0, '{}'::text[], '{}'::uuid[] $$"
        )

    def given(scope, reduced=False):
        return admin.execute("SELECT pqr_core.inspection_for(%s, %s)", [scope, reduced]).fetchone()[0]

    stands("tightened")
    assert {given(each) for each in (area, *scopes)} == {"tightened"}
    stands("reduced")
    assert (given(area), given(area, True), given(scopes[0], True)) == ("normal", "reduced", "normal")
