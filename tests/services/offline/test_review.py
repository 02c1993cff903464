"""Quality reviews without a network: the next letters are carried, and their verdicts wait in their turn."""

from __future__ import annotations

import pytest

from app.services.access import Access, PersonRow
from app.services.command import decide
from app.services.database import Database
from app.services.drafting.sheet import read_draft
from app.services.offline.answers import NEXT
from app.services.offline.cache import Cache
from app.services.offline.carrying import sync
from app.services.offline.outbox import LocalOutbox
from app.services.perform import Performer
from app.services.quality.codes import read_codes
from app.services.quality.lots import read_letters, read_lots
from app.services.remembered import NotCarried
from app.services.verbs.review_quality import Finding, ReviewQuality
from tests.people import STAFF
from tests.support.samples import draw

FAULT = Finding(criterion="substance", code="F02", fault_class="incomplete", severity="major", note="Falta la fecha.")


@pytest.fixture
def luis(engine_as, cache: Cache) -> Access:
    """The reviewer, signed in, with a cache of his own."""
    member = STAFF["quality"]
    person = PersonRow(member.person_id, member.login, member.full_name, "LT", None)
    access = Access(Database(engine_as(member.login)), person, frozenset(member.roles), None)
    access.database.memory = cache
    return access


def test_the_next_letters_are_reviewed_in_a_cut_and_their_verdicts_arrive(
    luis, cache, disk_store, make_drafting, perform, sql_as
):
    for at in range(NEXT + 2):
        who = "agent" if at % 2 else "agent2"
        reply = make_drafting(claims=1, assignee=who)
        perform(who, reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
    session, admin = sql_as("quality"), sql_as("postgres")
    lot_id = draw(session, session.execute("SELECT scope FROM pqr_api.quality_lots()").fetchone()[0], p_tolerated=6.5)
    reading = "SELECT count(*) FROM pqr_audit.read_log WHERE session_login = %s"
    before = admin.execute(reading, [luis.person.login]).fetchone()[0]
    held = [row[0] for row in admin.execute("SELECT case_id FROM pqr.case_file WHERE activity = 19").fetchall()]
    while sync(cache, luis).more:
        pass
    assert admin.execute(reading, [luis.person.login]).fetchone()[0] > before, "what is carried was counted"
    assert cache.ready() == set(held) and lot_id["sampled"] == len(held) <= NEXT
    # His trays are not filled with cases that are nobody's.
    luis.database.is_cut = True
    (lot,) = [each for each in read_lots(luis.database) if each.lot_id]
    first, second, *_rest = read_letters(luis.database, lot.lot_id)
    assert read_codes(luis.database).of("substance") and first.waiting
    performer = Performer(luis.database, LocalOutbox(disk_store))
    for letter, findings in ((first, (FAULT,)), (second, ())):
        sheet = read_draft(luis.database, letter.case_id)
        verb = ReviewQuality(findings=findings)
        done = performer.perform(decide(sheet, verb.activity, verb.outcome, verb.payload()))
        assert done.status == "queued"
    still = {each.case_id for each in read_letters(luis.database, lot.lot_id) if each.waiting}
    assert still == set(held) - {first.case_id, second.case_id}
    other = admin.execute("SELECT case_id FROM pqr.case_file WHERE activity <> 19 LIMIT 1").fetchone()[0]
    with pytest.raises(NotCarried):
        read_draft(luis.database, other)
    luis.database.is_cut = False
    sent = LocalOutbox(disk_store).send(luis.database)
    assert (sent.applied, sent.refused) == (2, 0)
    where = "SELECT activity FROM pqr.case_file WHERE case_id = %s"
    assert [admin.execute(where, [each.case_id]).fetchone()[0] for each in (first, second)] == [17, 20]
    # Reviewed, they are no longer carried; an agent does not carry what waits for its verdict.
    sync(cache, luis)
    assert cache.ready() == set(held) - {first.case_id, second.case_id}


def test_who_is_not_of_quality_carries_no_letter_in_review(ana, cache, make_drafting, perform, sql_as):
    reply = make_drafting(claims=1, assignee="agent")
    perform("agent", reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
    session = sql_as("quality")
    draw(session, session.execute("SELECT scope FROM pqr_api.quality_lots()").fetchone()[0])
    assert sync(cache, ana).carried == 0 and cache.ready() == set()
