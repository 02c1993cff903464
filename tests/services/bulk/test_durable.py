"""A batch survives what happens to it: two people, another window, a kill, a case that moved, an input that changed."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import uuid

import pytest

from app.services.bulk import groups, run
from app.services.database import Database
from app.services.drafting import library
from app.services.refusals import RefusedStep
from tests.people import PASSWORD, STAFF
from tests.source import ROOT

DRAFTS = "SELECT count(*), count(DISTINCT case_id) FROM pqr.draft WHERE reason = 'bulk'"


@pytest.fixture
def person(engine_as):
    """person("analyst") is that person's own connection."""
    return lambda key: Database(engine_as(STAFF[key].login))


@pytest.fixture
def elsa(person):
    return person("analyst")


def look(database):
    """The biggest group, its rows, and the first usable text of each claim."""
    group = max(groups.read_groups(database), key=lambda g: g.letters)
    rows = groups.read_rows(database, group)
    texts = library.read_library(database)
    recipe = {code: next(t for t in library.of_claim(texts, code) if t.valid_to is None) for code in group.claim_codes}
    return group, rows, recipe


def begin(database, seen=None):
    group, rows, recipe = seen or look(database)
    batch = uuid.uuid4()
    return batch, run.start(database, batch, group, recipe, rows)


def test_two_people_who_begin_the_same_group_at_once_share_no_letter(person, make_drafting, sql_as):
    for _ in range(12):
        make_drafting("draft_in_bulk", claims=1)
    people = [person("analyst"), person("lawyer")]
    seen = [look(each) for each in people]
    gate, begun = threading.Barrier(2), {}

    def press(n):
        gate.wait()
        begun[n] = begin(people[n], seen[n])

    threads = [threading.Thread(target=press, args=(n,)) for n in (0, 1)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(90)
    sizes = sorted(begun[n][1].letters for n in (0, 1))
    assert sum(sizes) == 12
    # Whoever came second is told which cases wait elsewhere, one by one.
    for n in (0, 1):
        started = begun[n][1]
        assert started.letters + len(started.refused) == 12
        assert set(started.refused.values()) <= {"Espera en otro lote sin terminar"}
    for n in (0, 1):
        if begun[n][1].letters:
            run.run(people[n], begun[n][0])
    assert sql_as("postgres").execute(DRAFTS).fetchone() == (12, 12)


def test_a_case_that_moved_meanwhile_is_reported_and_not_overwritten(elsa, make_drafting, perform, sql_as):
    replies = [make_drafting("draft_in_bulk", claims=1) for _ in range(4)]
    seen = look(elsa)
    # One goes on before the batch is begun, one after.
    perform("agent", replies[0].case_id, 1, "draft_in_bulk", "individual")
    batch, started = begin(elsa, seen)
    assert (started.letters, len(started.refused)) == (3, 1)
    assert started.refused[replies[0].case_id] == "El caso cambió mientras se revisaba el grupo"
    perform("agent", replies[1].case_id, 1, "draft_in_bulk", "individual")
    tally = run.run(elsa, batch)
    assert (tally.drafted, tally.failed, tally.moved) == (2, 0, 1)
    row = next(r for r in run.read_batch_rows(elsa, batch) if r.case_id == replies[1].case_id)
    assert row.state == "moved" and STAFF["agent"].full_name in row.words
    activities = sql_as("postgres").execute(
        "SELECT activity FROM pqr.case_file WHERE case_id = ANY(%s)", [[r.case_id for r in replies[:2]]]
    )
    assert activities.fetchall() == [(17,), (17,)]


def test_an_input_that_says_something_else_since_is_not_drafted(elsa, make_drafting, sql_as):
    replies = [make_drafting("draft_in_bulk", claims=1) for _ in range(3)]
    batch, _started = begin(elsa)
    sql_as("postgres").execute(
        "UPDATE pqr.input SET content = 'Presenta carencia grave.' WHERE case_id = %s", [replies[0].case_id]
    )
    tally = run.run(elsa, batch)
    assert (tally.drafted, tally.failed) == (2, 1)
    row = next(r for r in run.read_batch_rows(elsa, batch) if r.state == "failed")
    assert (row.case_id, row.failure) == (replies[0].case_id, "input_changed")


def test_another_director_since_stops_the_letters(elsa, make_drafting, sql_as):
    admin = sql_as("postgres")
    add = (
        "INSERT INTO pqr.director (area_id, full_name, position, is_acting, act_number, valid_from)"
        " SELECT area_id, %s, 'Directora', %s, 'R-1', pqr_core.today() FROM pqr.claim_node WHERE code = '3.2'"
    )
    admin.execute(add, ["Titular Inventada", False])
    for _ in range(2):
        make_drafting("draft_in_bulk", claims=1)
    seen = look(elsa)
    assert {r.director for r in seen[1]} == {"Titular Inventada"}
    batch, _started = begin(elsa, seen)
    admin.execute(add, ["Encargada Inventada", True])
    tally = run.run(elsa, batch)
    assert (tally.drafted, tally.failed) == (0, 2)
    assert {r.failure for r in run.read_batch_rows(elsa, batch)} == {"director_changed"}


def test_the_server_judges_again_what_the_window_sends(elsa, make_drafting):
    for _ in range(4):
        make_drafting("draft_in_bulk", claims=1)
    make_drafting("draft_in_bulk", claims=1, content="Presenta carencia grave.")
    make_drafting("draft_in_bulk", claims=2)
    group, rows, recipe = look(elsa)
    forged = [dataclasses.replace(row, kind="alike") for row in rows]
    started = run.start(elsa, uuid.uuid4(), group, recipe, forged)
    assert started.letters == 4
    reasons = sorted(started.refused.values())
    assert reasons[0] == "Resultado distinto en el insumo" and reasons[1].startswith("También pide ")


def test_a_batch_of_nothing_alike_is_not_begun(elsa, make_drafting, perform):
    reply = make_drafting("draft_in_bulk", claims=1)
    seen = look(elsa)
    perform("agent", reply.case_id, 1, "draft_in_bulk", "individual")
    _batch, started = begin(elsa, seen)
    assert (started.letters, len(started.refused)) == (0, 1)
    assert run.read_batches(elsa) == []


def test_a_text_of_another_claim_or_none_is_refused(elsa, make_drafting):
    make_drafting("draft_in_bulk", claims=2)
    group, rows, recipe = look(elsa)
    codes = list(recipe)
    with pytest.raises(RefusedStep, match="text_of_other_claim"):
        run.start(elsa, uuid.uuid4(), group, {codes[0]: recipe[codes[1]], codes[1]: recipe[codes[1]]}, rows)
    with pytest.raises(RefusedStep, match="recipe_incomplete"):
        run.start(elsa, uuid.uuid4(), group, {codes[0]: recipe[codes[0]]}, rows)


class _Stop(Exception):
    pass


def _until(pieces):
    left = [pieces]

    def check():
        left[0] -= 1
        if left[0] < 0:
            raise _Stop

    return check


def test_another_window_of_the_same_person_goes_on_and_another_person_waits(person, make_drafting, monkeypatch, sql_as):
    for _ in range(6):
        make_drafting("draft_in_bulk", claims=1)
    monkeypatch.setattr(run, "PIECE", 2)
    first, second, lawyer = person("analyst"), person("analyst"), person("lawyer")
    batch, _started = begin(first)
    here = uuid.uuid4()
    first.call("begin_bulk_run", p_batch=batch, p_run=here)
    assert first.call("draft_bulk_piece", p_run=here, p_count=2)["drafted"] == 2
    # The other window sees that it runs, who runs it and how far it is.
    (seen,) = run.read_batches(second)
    assert (seen.run_by, seen.run_mine, seen.run_done, seen.left) == (STAFF["analyst"].full_name, True, 2, 4)
    with pytest.raises(run.BatchBusy, match="live run") as busy:
        run.run(lawyer, batch)
    assert STAFF["analyst"].full_name in busy.value.user_message
    assert run.run(second, batch).drafted == 4
    with pytest.raises(RefusedStep, match="run_over"):
        first.call("draft_bulk_piece", p_run=here, p_count=2)
    assert sql_as("postgres").execute(DRAFTS).fetchone() == (6, 6)


def test_a_window_that_died_does_not_keep_the_batch(person, make_drafting, sql_as):
    make_drafting("draft_in_bulk", claims=1)
    batch, _started = begin(person("analyst"))
    person("analyst").call("begin_bulk_run", p_batch=batch, p_run=uuid.uuid4())
    sql_as("postgres").execute("UPDATE pqr.bulk_run SET beat_at = now() - interval '1 minute'")
    assert run.run(person("lawyer"), batch).drafted == 1


def test_cancelling_frees_the_cases_for_another_batch(elsa, make_drafting, monkeypatch, sql_as):
    for _ in range(5):
        make_drafting("draft_in_bulk", claims=1)
    monkeypatch.setattr(run, "PIECE", 2)
    batch, _started = begin(elsa)
    with pytest.raises(_Stop):
        run.run(elsa, batch, check=_until(1))
    # What waits in a batch is offered in no other.
    assert groups.read_groups(elsa) == []
    run.cancel(elsa, batch)
    (old,) = run.read_batches(elsa)
    assert (old.state, old.drafted, old.left) == ("cancelled", 2, 0)
    assert old.cancelled_by == old.started_by, "it is known who gave it up"
    again, started = begin(elsa)
    assert started.letters == 3 and run.run(elsa, again).drafted == 3
    assert sql_as("postgres").execute(DRAFTS).fetchone() == (5, 5)
    with pytest.raises(RefusedStep, match="batch_unknown"):
        run.run(elsa, batch)


def test_many_refusals_pause_the_batch_instead_of_failing_every_letter(elsa, make_drafting, sql_as):
    admin = sql_as("postgres")
    for _ in range(5):
        make_drafting("draft_in_bulk", claims=1)
    batch, _started = begin(elsa)
    admin.execute("UPDATE pqr.approved_text SET body_html = '<p>{{lex}} {{nada}}</p>' WHERE claim_code = '3.2'")
    admin.execute("UPDATE pqr.quota SET allowed = 2 WHERE kind = 'refusal'")
    with pytest.raises(run.TooManyRefusals):
        run.run(elsa, batch)
    (now,) = run.read_batches(elsa)
    assert (now.failed, now.waiting) == (2, 3)
    row = next(r for r in run.read_batch_rows(elsa, batch) if r.state == "failed")
    assert row.failure_field == "nada" and "«nada»" in row.words


CHILD = """
import sys, uuid
from app.models import connection
from app.services.bulk import run
from app.services.database import Database
host, port, name, login, password, batch = sys.argv[1:]
target = connection.Target(host=host, port=int(port), database=name)
database = Database(connection.engine(target, login, password))
run.PIECE = 3
run.run(database, uuid.UUID(batch), progress=lambda done, total, words: print(done, flush=True))
print("end", flush=True)
"""


def test_a_batch_killed_in_the_middle_goes_on_with_no_letter_twice_and_none_left_out(
    elsa, make_drafting, sql_as, database, server
):
    for _ in range(60):
        make_drafting("draft_in_bulk", claims=1)
    batch, started = begin(elsa)
    assert started.letters == 60
    kills = 0
    for stop_at in (2, 4, None):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, *_where(server, database), str(batch)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        told = []
        for line in child.stdout:
            told.append(line.strip())
            if stop_at is not None and len(told) == stop_at:
                os.kill(child.pid, signal.SIGKILL)
                kills += 1
                break
        child.wait(200)
        if stop_at is None:
            assert told[-1] == "end", child.stderr.read()
        child.stdout.close()
        child.stderr.close()
    admin = sql_as("postgres")
    assert kills == 2
    assert admin.execute(DRAFTS).fetchone() == (60, 60)
    gaps = admin.execute("SELECT count(*) FROM pqr.bulk_batch_case WHERE state <> 'drafted'").fetchone()
    events = admin.execute("SELECT count(*) FROM pqr_audit.case_event WHERE outcome = 'bulk'").fetchone()
    assert (gaps, events) == ((0,), (60,))
    reasons = {r[0] for r in admin.execute("SELECT end_reason FROM pqr.bulk_run").fetchall()}
    assert reasons == {"superseded", "finished"}


def _where(server, database):
    target = server.target(database)
    return [target.host, str(target.port), target.database, STAFF["analyst"].login, PASSWORD]
