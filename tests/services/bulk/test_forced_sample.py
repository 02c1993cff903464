"""Nobody keeps a bulk batch from quality: the sample is drawn by plan and seed, and the database holds to it."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from app.services.bulk import run
from app.services.database import Database
from tests.people import STAFF
from tests.services.bulk.test_durable import begin
from tests.support.samples import draw


@pytest.fixture
def batch(engine_as, make_drafting):
    """A batch of 30 letters that wait for their sample."""
    for _ in range(30):
        make_drafting("draft_in_bulk", claims=1)
    elsa = Database(engine_as(STAFF["analyst"].login))
    key, _started = begin(elsa)
    assert run.run(elsa, key).drafted == 30
    return key


def _case(admin):
    return admin.execute("SELECT case_id, version FROM pqr.case_file WHERE activity = 18 LIMIT 1").fetchone()


def test_a_bulk_letter_leaves_for_signature_only_by_a_drawing(batch, sql_as, perform):
    case, version = _case(sql_as("postgres"))
    for who in ("quality", "analyst", "lawyer", "lead", "signer"):
        for outcome in ("not_sampled", "sampled"):
            said = perform(who, case, version, "sample_for_quality", outcome)
            assert said["reason"] in ("drawn_in_lot", "not_permitted")
        assert perform(who, case, version, "name_director", "named")["status"] == "refused"
        assert perform(who, case, version, "send_to_printing", "sent")["status"] == "refused"


def test_the_size_follows_the_plan_and_the_seed_draws_the_same_letters(batch, sql_as):
    luis = sql_as("quality")
    for method, tolerated in (("nothing", 2.5), ("iso_2859_1", 99), ("iso_2859_1", 0), ("proportion", 99)):
        with pytest.raises(psycopg.Error, match="plan_unknown"):
            draw(luis, f"bulk:{batch}", p_method=method, p_tolerated=tolerated)
    with pytest.raises(psycopg.Error, match="not_permitted"):
        draw(sql_as("analyst"), f"bulk:{batch}")
    lot = draw(luis, f"bulk:{batch}")
    # 26 to 50 letters: letter D, whose arrow at 2,5 leads to C: 5 of them (NTC-ISO 2859-1, level II).
    assert (lot["letters"], lot["sampled"]) == (30, 5)
    drawn = luis.execute("SELECT count(*) FROM pqr.quality_lot_case WHERE is_sampled").fetchone()
    again = luis.execute("SELECT bool_and(was = again) FROM pqr_api.redraw_sample(%s)", [lot["lot_id"]]).fetchone()
    assert (drawn, again) == ((5,), (True,))
    told = sql_as("analyst").execute("SELECT letter, sample FROM pqr_api.bulk_sample(30)").fetchone()
    assert told == ("C", 5)


LOT = (
    "INSERT INTO pqr.quality_lot (lot_id, command_id, drawn_by, seed, method, inspection, tolerated, code_letter,"
    " lot_size, sample_size, forced_size, accept_number, scope)"
    " VALUES (%s, %s, %s, repeat('a', 64), 'iso_2859_1', 'normal', 2.5, 'D', 30, %s, %s, 0, %s)"
)
LETTERS = (
    "INSERT INTO pqr.quality_lot_case (case_id, lot_id, draft_version, stratum, weight, is_sampled, forced_reason)"
    " SELECT case_id, %s, 1, 'x', 1, n <= %s, CASE WHEN n <= %s THEN 'due_soon' END"
    " FROM (SELECT case_id, row_number() OVER () AS n FROM pqr.case_file WHERE activity = 18) c"
)


def test_even_who_may_write_the_tables_stores_no_smaller_lot(batch, sql_as):
    """The rule is of the tables: a mistake in the function that draws would be refused too."""
    admin, quality = sql_as("postgres"), STAFF["quality"].person_id

    def store(sample, forced, marked):
        lot = uuid.uuid4()
        with admin.transaction():
            admin.execute(LOT, [lot, uuid.uuid4(), quality, sample, forced, f"bulk:{batch}"])
            admin.execute(LETTERS, [lot, marked, forced])

    for each in ((0, 0, 0), (3, 0, 3), (8, 0, 2), (0, 8, 8)):
        with pytest.raises(psycopg.errors.CheckViolation, match="bulk"):
            store(*each)
    store(8, 0, 8)


def test_staff_write_none_of_the_tables_of_samples(batch, sql_as):
    for who in ("quality", "analyst", "lead", "admin"):
        for statement in (
            "INSERT INTO pqr.quality_lot_case (case_id, lot_id, draft_version, stratum, weight, is_sampled)"
            " SELECT gen_random_uuid(), gen_random_uuid(), 1, 'x', 1, false",
            "UPDATE pqr.quality_lot SET sample_size = 0",
            "UPDATE pqr.bulk_batch_case SET state = 'drafted'",
            "DELETE FROM pqr.bulk_batch",
            "UPDATE pqr.draft SET batch_id = NULL",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql_as(who).execute(statement)


def test_five_wrong_cases_in_a_group_are_outliers_by_name(engine_as, make_drafting):
    """peers.md C8: what is hidden among many alike ones is refused by the server, each with its reason."""
    from app.services.bulk import groups

    for _ in range(20):
        make_drafting("draft_in_bulk", claims=1)
    wrong = [make_drafting("draft_in_bulk", claims=1, content=f"Resultado contrario {n}.") for n in range(3)]
    wrong += [make_drafting("draft_in_bulk", claims=2) for _ in range(2)]
    elsa = Database(engine_as(STAFF["analyst"].login))
    group = max(groups.read_groups(elsa), key=lambda g: g.letters)
    apart = {r.case_id for r in groups.read_rows(elsa, group) if r.kind == "apart" and r.reason}
    assert apart == {r.case_id for r in wrong}
