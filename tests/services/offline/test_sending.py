"""What the sender does with answers that are not «applied»: poison, leases, lost answers, conflicts, ways out."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from app import errors, procedure
from app.models.local.store import memory_store
from app.services.command import Command
from app.services.database import Database
from app.services.offline import reapply
from app.services.offline.backoff import LONGEST, Backoff
from app.services.offline.outbox import LocalOutbox
from app.services.offline.ways import STATES, way_out
from app.services.perform import Performer
from app.services.verbs.classify_claim import ClaimAsked, ClassifyClaim, Person
from app.services.verbs.request_endorsement import RequestEndorsement
from tests.people import STAFF
from tests.support.petitions import REGISTRY, stand_petition


@pytest.fixture
def agent(engine_as) -> Database:
    return Database(engine_as(STAFF["agent"].login))


@pytest.fixture
def outbox() -> LocalOutbox:
    return LocalOutbox(memory_store())


def good(case: uuid.UUID, version: int = 1, **payload: Any) -> Command:
    step = {"activity": "check_image", "outcome": "image_good", "procedure": "pqr_v08"}
    return Command(case_id=case, version=version, payload=payload, **step)


def classify(case: uuid.UUID, version: int, name: str) -> Command:
    verb = ClassifyClaim(petitioner=Person(full_name=name), claims=(ClaimAsked(REGISTRY),))
    step = {"activity": verb.activity, "outcome": verb.outcome, "procedure": "pqr_v08"}
    return Command(case_id=case, version=version, payload=verb.payload(), **step)


def test_a_poisoned_command_is_put_aside_and_the_others_go_on(admin, agent: Database, outbox: LocalOutbox) -> None:
    cases = [stand_petition(admin, "check_image") for _ in range(4)]
    # A zero byte is no text for the server: the whole piece fails, whatever else is in it.
    poison = good(cases[1], note="\x00")
    after = poison.following("classify_claim", "classified", {"claims": []})
    outbox.write(good(cases[0]), poison, after, good(cases[2]), good(cases[3]))
    sent = outbox.send(agent)
    assert (sent.applied, sent.refused, sent.waiting) == (3, 2, 0)
    assert [(each.command, each.kind) for each in outbox.unsent()] == [(poison, "quarantine"), (after, "blocked")]
    assert outbox.unsent()[0].way_out.acts[0] == "report"
    assert "note" in outbox.report(poison.command_id) and "\x00" not in outbox.report(poison.command_id)


def test_a_row_that_can_not_be_read_is_put_aside(admin, agent: Database) -> None:
    store = memory_store()
    outbox, case = LocalOutbox(store), stand_petition(admin, "check_image")
    outbox.write(good(uuid.uuid4()), good(case))
    with store.transaction() as cursor:
        cursor.execute("UPDATE outbox SET payload = '{' WHERE seq = 1")
    assert outbox.send(agent).applied == 1
    assert [each.status for each in outbox.unsent()] == ["quarantine"]


def test_a_case_that_somebody_holds_goes_by_itself_when_it_is_free(admin, agent: Database, outbox: LocalOutbox) -> None:
    case = stand_petition(admin, "check_image")
    admin.execute(
        "UPDATE pqr.case_file SET lease_by = %s, lease_until = clock_timestamp() + interval '1.2 s' WHERE case_id = %s",
        [STAFF["agent2"].person_id, case],
    )
    outbox.write(good(case))
    assert (outbox.send(agent).applied, outbox.counts()) == (0, (1, 0))
    [held] = outbox.unsent()
    assert held.kind == "leased" and "lo está editando (quedan" in held.way_out.sentence
    # Resting: the server is not asked again before its time.
    outbox.send(agent)
    assert outbox.unsent()[0].tries == held.tries
    admin.execute("UPDATE pqr.case_file SET lease_until = NULL, lease_by = NULL WHERE case_id = %s", [case])
    outbox.retry(held.command.command_id)
    assert outbox.send(agent).applied == 1


def test_what_takes_the_server_too_long_is_not_tried_for_ever(
    admin, engine_as, database: str, outbox: LocalOutbox
) -> None:
    slow, free = (stand_petition(admin, "check_image") for _ in range(2))
    login = STAFF["agent"].login
    admin.execute(f"ALTER ROLE {login} IN DATABASE {database} SET statement_timeout = '250ms'")
    agent = Database(engine_as(login))
    outbox.write(good(slow), good(free))
    with admin.transaction():
        admin.execute("SELECT FROM pqr.case_file WHERE case_id = %s FOR UPDATE", [slow])
        assert outbox.send(agent).applied == 1
        # Its code is not one of those that are tried again by themselves; whoever decided it says when.
        [held] = outbox.unsent()
        assert (held.status, "retry" in held.way_out.acts) == ("refused", True)
        assert "no alcanzó a responder" in held.way_out.sentence
    outbox.retry(held.command.command_id)
    assert outbox.send(agent).applied == 1


def test_a_step_that_could_not_wait_is_found_out_and_never_done_late(admin, engine_as, outbox: LocalOutbox) -> None:
    deaf = Deaf(engine_as(STAFF["agent"].login))
    done, undone = (stand_petition(admin, "request_endorsement") for _ in range(2))
    asked = RequestEndorsement(kind="archive", reason_code="A01", note="Invitación a un evento; no pide nada.")
    step = {"activity": "request_endorsement", "outcome": "requested", "procedure": "pqr_v08", "version": 1}
    step["payload"] = asked.payload()
    for case, does_it in ((done, True), (undone, False)):
        deaf.does_it = does_it
        with pytest.raises(errors.AnswerLost):
            Performer(deaf, outbox).perform(Command(case_id=case, **step))
    assert [each.status for each in outbox.unsent()] == ["unknown", "unknown"]
    deaf.deaf = False
    sent = outbox.send(deaf)
    assert sent.refused == 1
    [left] = outbox.unsent()
    assert (left.command.case_id, left.kind) == (undone, "not_done")
    # Even the first sending, arriving late, finds its number taken.
    with pytest.raises(errors.PqrError):
        Performer(deaf).perform(left.command)
    assert admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [undone]).fetchone() == (1,)


class Deaf(Database):
    """Its answers get lost; `does_it`: the server did what it was asked all the same."""

    deaf = does_it = True

    def call(self, function: str, /, **arguments: Any) -> Any:
        answer = super().call(function, **arguments) if self.does_it or not self.deaf else None
        if self.deaf:
            raise errors.AnswerLost("swallowed")
        return answer


def test_taking_a_step_back_goes_the_same_way_and_never_waits(admin, engine_as, outbox: LocalOutbox) -> None:
    deaf = Deaf(engine_as(STAFF["agent"].login))
    deaf.deaf = False
    told: list[Any] = []
    performer = Performer(deaf, outbox, told.append)
    case, lost, never = (stand_petition(admin, "check_image") for _ in range(3))
    done = {each: performer.perform(good(each)) for each in (case, lost, never)}
    # Written down before it is sent.
    written: list[tuple[str, ...]] = []
    ask = deaf.call
    deaf.call = lambda name, /, **a: (  # type: ignore[method-assign]
        written.append((name, *(e.command.outcome for e in outbox.unsent()))) or ask(name, **a)
    )
    back = performer.undo(done[case], 1)
    assert written == [("undo", "undone")]
    assert (back.version, back.activity, outbox.counts()) == (3, "check_image", (0, 0)) and told[-1] == back
    del deaf.call
    # Without a network it is not done, and not left to be done when nobody expects it.
    deaf.is_cut = True
    with pytest.raises(errors.CannotWait):
        performer.undo(done[lost], 1)
    assert outbox.counts() == (0, 0)
    deaf.is_cut = False
    # Whose step has left their hands could still be taking it back.
    admin.execute("UPDATE pqr.case_file SET assignee_id = 5 WHERE case_id = %s", [never])
    # Its answer gets lost: whether it was done is asked, and what was not done never will be.
    sent = _sent_after_lost_answers(deaf, outbox, performer, [(done[lost], True), (done[never], False)])
    assert (sent.applied, sent.refused) == (1, 1)
    [left] = outbox.unsent()
    assert (left.command.case_id, left.kind, left.command.is_undo) == (never, "not_done", True)
    with pytest.raises(errors.PqrError):
        Performer(deaf).perform(left.command)
    assert [
        admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [each]).fetchone() for each in done
    ] == [(3,), (3,), (2,)]


def _sent_after_lost_answers(deaf: Deaf, outbox: LocalOutbox, performer: Performer, asked: list[tuple[Any, bool]]):
    for each, does_it in asked:
        deaf.deaf, deaf.does_it = True, does_it
        with pytest.raises(errors.AnswerLost):
            performer.undo(each, 1)
    deaf.deaf = False
    return outbox.send(deaf)


def test_the_same_step_is_compared_and_reapplied_on_the_case_as_it_is(
    admin, perform, agent: Database, outbox: LocalOutbox
) -> None:
    case = stand_petition(admin, "check_image")
    meant = classify(case, 2, "Rosa Corregida de Prueba")
    agent.is_cut = True
    for each in (good(case), meant):
        Performer(agent, outbox).perform(each)
    agent.is_cut = False
    # Somebody takes the step, goes on and comes back: the same activity, another version.
    assert perform("agent", case, 1, "check_image", "image_good")["status"] == "applied"
    outbox.discard(outbox.unsent()[0].command.command_id)
    outbox.write(meant)
    admin.execute("SET session_replication_role = replica")
    admin.execute("UPDATE pqr.case_file SET version = 4 WHERE case_id = %s", [case])
    admin.execute("SET session_replication_role = origin")
    outbox.send(agent)
    [stale] = outbox.unsent()
    assert (stale.status, stale.kind, stale.way_out.acts[0]) == ("conflict", "stale", "reapply")
    compared = reapply.compare(outbox, agent, meant.command_id)
    assert (compared.version_now, compared.activity_now, compared.can_reapply) == (4, "classify_claim", True)
    name = next(line for line in compared.lines if line.label == "Nombre")
    assert (name.meant, name.now, name.differs) == ("Rosa Corregida de Prueba", "Rosa Prueba Inventada", True)
    again = outbox.reapply(meant.command_id, compared.version_now)
    assert again is not None and again.command_id != meant.command_id
    assert outbox.send(agent).applied == 1
    assert outbox.unsent() == []


def test_a_case_that_went_on_keeps_the_draft_and_says_where_it_is(admin, agent: Database, outbox: LocalOutbox) -> None:
    case = stand_petition(admin, "draft_response")
    outbox.write(good(case, 7))
    outbox.send(agent)
    [moved] = outbox.unsent()
    assert (moved.kind, moved.way_out.sentence) == ("moved", "Ya pasó a Proyección; su borrador se conserva.")
    assert "reapply" not in moved.way_out.acts


def test_a_case_that_is_not_mine_any_more_says_so(admin, agent: Database, outbox: LocalOutbox) -> None:
    case = stand_petition(admin, "check_image", assignee="agent2")
    outbox.write(good(case))
    outbox.send(agent)
    assert outbox.unsent()[0].way_out.sentence == "Ya no está asignado a usted."


def test_a_batch_cut_off_waits_as_one_and_goes_as_one(admin, agent: Database, outbox: LocalOutbox) -> None:
    commands = [good(stand_petition(admin, "check_image")) for _ in range(5)]
    agent.is_cut = True
    told = Performer(agent, outbox).perform_many(commands)
    assert {outcome.result.status for outcome in told if outcome.result} == {"queued"}
    agent.is_cut = False
    assert outbox.send(agent).applied == 5


def test_signing_numbering_and_printing_may_not_wait_and_say_so(agent: Database, outbox: LocalOutbox) -> None:
    agent.is_cut = True
    declared = procedure.load("pqr_v08")
    keys = ("file_outgoing", "render_document", "stamp_signature", "upload_image", "print_response", "hand_to_courier")
    for activity, outcome in ((key, outcome) for key in keys for outcome in declared.by_key(key).outcomes):
        step = Command(case_id=uuid.uuid4(), version=1, procedure="pqr_v08", activity=activity, outcome=outcome)
        with pytest.raises(errors.CannotWait):
            Performer(agent, outbox).perform(step)
        with pytest.raises(errors.CannotWait):
            Performer(agent, outbox).perform_many([step])
    assert outbox.unsent() == []


def test_waiting_grows_with_full_jitter_up_to_half_a_minute() -> None:
    backoff = Backoff()
    waits = [backoff.failed() for _ in range(40)]
    assert all(0 <= wait <= LONGEST for wait in waits) and max(waits[20:]) > 5
    backoff.worked()
    assert backoff.failed() <= 0.1


def test_every_kind_has_a_sentence_and_a_way_out() -> None:
    for kind in ("waiting", "unknown", "leased", "stale", "moved", "lost", "refused", "not_done", "quarantine",
                 "expired", "too_old", "blocked"):  # fmt: skip
        assert way_out(kind, "motivo").acts
    assert len(STATES) == 7


def test_a_case_given_to_somebody_else_meanwhile_is_lost_and_not_offered_to_be_reapplied(
    admin, agent: Database, outbox: LocalOutbox
) -> None:
    case = stand_petition(admin, "check_image")
    outbox.write(good(case))
    lead, other = STAFF["lead"].person_id, STAFF["agent2"].person_id
    admin.execute(
        "SELECT pqr_core.move(c, (SELECT p FROM pqr.person p WHERE p.person_id = %s), gen_random_uuid(), 'given',"
        " c.activity, %s, NULL, c.status, sha256(''), NULL) FROM pqr.case_file c WHERE c.case_id = %s",
        [lead, other, case],
    )
    outbox.send(agent)
    [left] = outbox.unsent()
    assert (left.status, left.kind) == ("refused", "lost")
    assert left.way_out.sentence == "Ya no está asignado a usted; su borrador se conserva."
    assert "reapply" not in left.way_out.acts


def test_a_case_that_ended_meanwhile_is_not_offered_to_be_reapplied(
    admin, agent: Database, outbox: LocalOutbox
) -> None:
    case = stand_petition(admin, "check_image")
    outbox.write(good(case))
    admin.execute("SET session_replication_role = replica")
    admin.execute("UPDATE pqr.case_file SET activity = 0, version = 2, closed_at = now() WHERE case_id = %s", [case])
    admin.execute("SET session_replication_role = origin")
    outbox.send(agent)
    [left] = outbox.unsent()
    assert (left.kind, left.way_out.sentence) == ("moved", "El caso ya terminó; su borrador se conserva.")
