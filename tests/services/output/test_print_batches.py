"""Batches in the database: nobody marks a letter printed without its code, nor takes it to two printers at once."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from app.errors import Offline, PqrError
from app.services.database import Database
from app.services.output import print_batches, printing
from app.services.output.job_notes import JobNotes
from app.services.output.print_system import JobReport, JobState, PrinterNotReady
from app.services.perform import Performer
from tests.fixtures.dispatches import read_back
from tests.people import STAFF


@pytest.fixture
def database_of(engine_as):
    return lambda: Database(engine_as(STAFF["printing"].login))


def marked(perform, reply, batch, key="printing"):
    return perform(key, reply.case_id, 1, "print_response", "printed", {"batch_id": str(batch)})


def test_a_letter_that_was_not_read_back_is_not_marked(signed_reply, perform, sql_as) -> None:
    reply, other = signed_reply(), signed_reply()
    assert marked(perform, reply, uuid.uuid4())["reason"] == "not_read_back"
    batch = uuid.uuid4()
    session = sql_as("printing")
    session.execute("SELECT pqr_api.open_print_batch(%s, %s, 'Prueba', 'equipo')", [batch, [reply.case_id]])
    assert marked(perform, reply, batch)["reason"] == "not_read_back"
    elsewhere = read_back(session, other.case_id)
    assert marked(perform, reply, elsewhere)["reason"] == "not_read_back"
    for attack in (
        "UPDATE pqr.print_batch_letter SET read_at = now() WHERE case_id = %s",
        "INSERT INTO pqr.letter_print (case_id, letter_no, print_no, batch_id, printed_by)"
        " VALUES (%s, 1, 1, gen_random_uuid(), 1)",
        "SELECT * FROM pqr.print_batch_letter WHERE case_id = %s",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(attack, [reply.case_id])
    for key in ("agent", "signer", "lead"):
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(key).execute("SELECT * FROM pqr_api.read_back(%s, '1')", [batch])


def test_a_letter_read_out_of_its_place_is_not_marked_before_it_is_put_there(signed_reply, perform, sql_as) -> None:
    replies, session, batch = {r.case_id: r for r in (signed_reply(), signed_reply())}, sql_as("printing"), uuid.uuid4()
    session.execute("SELECT pqr_api.open_print_batch(%s, %s, 'Prueba', 'equipo')", [batch, list(replies)])
    query = (
        "SELECT l.case_id, f.filing_number FROM pqr.print_batch_letter l JOIN pqr.outgoing_filing f USING (case_id)"
        " WHERE l.batch_id = %s ORDER BY l.place DESC"
    )
    pile = sql_as("postgres").execute(query, [batch]).fetchall()
    for _case, number in pile:
        session.execute("SELECT * FROM pqr_api.read_back(%s, %s)", [batch, number])
    first = replies[pile[-1][0]]
    assert marked(perform, first, batch)["reason"] == "out_of_order"
    session.execute("SELECT pqr_api.put_in_order(%s, %s)", [batch, first.case_id])
    assert marked(perform, first, batch)["status"] == "applied"


def test_two_stations_cannot_take_the_same_letter(signed_reply, database_of) -> None:
    reply = signed_reply()
    first, second = database_of(), database_of()
    rows = printing.print_queue(first)
    print_batches.open_batch(first, uuid.uuid4(), rows, "Caucasia", "HP", duplex=True)
    with pytest.raises(Exception, match="in_other_batch"):
        print_batches.open_batch(second, uuid.uuid4(), rows, "Caucasia", "HP", duplex=True)
    assert printing.print_queue(second)[0].batch_id is not None and reply.case_id


def test_a_batch_with_an_incomplete_address_does_not_open(signed_reply, database_of, sql_as) -> None:
    reply = signed_reply()
    database = database_of()
    rows = printing.print_queue(database)
    sql_as("postgres").execute("UPDATE pqr.petitioner SET municipality_code = NULL WHERE case_id = %s", [reply.case_id])
    with pytest.raises(Exception, match="addressee_town"):
        print_batches.open_batch(database, uuid.uuid4(), rows, "Caucasia", "HP", duplex=True)
    assert print_batches.open_batches(database) == []


def test_the_server_puts_the_pile_in_postal_order_and_keeps_its_code(signed_reply, database_of) -> None:
    for town, street in (("27001", "Calle 1 n.º 2-3"), ("05154", "Carrera 9 n.º 1-1"), ("05154", "Calle 1 n.º 1-1")):
        signed_reply(municipality=town, address=street)
    database = database_of()
    batch = uuid.uuid4()
    rows = list(reversed(printing.print_queue(database)))
    code = print_batches.open_batch(database, batch, rows, "Todo", None, duplex=True)
    assert print_batches.open_batch(database, batch, rows, "Todo", None, duplex=True) == code
    taken = sorted(printing.print_queue(database), key=lambda row: row.place or 0)
    assert [row.municipality_code for row in taken] == ["05154", "05154", "27001"]
    streets = printing.addresses(database, [row.case_id for row in taken])
    assert [streets[row.case_id].address for row in taken[:2]] == ["Calle 1 n.º 1-1", "Carrera 9 n.º 1-1"]
    print_batches.note(database, batch, JobReport(JobState.PAUSED, "sin papel"))
    [opened] = print_batches.open_batches(database)
    assert (opened.batch_code, opened.state, opened.trouble, opened.letters) == (code, "paused", "sin papel", 3)


class TakesAll:
    """A queue that takes every job."""

    def submit(self, printer: str, pdf: bytes, title: str, *, duplex: bool) -> str:
        return "HP 402 #é-1"


@pytest.fixture
def jobs(tmp_path) -> JobNotes:
    return JobNotes(tmp_path / "jobs.ini")


def test_a_job_that_could_not_be_noted_is_told_when_the_network_is_back(
    signed_reply, database_of, monkeypatch, jobs, tmp_path
) -> None:
    signed_reply()
    database, batch = database_of(), uuid.uuid4()
    print_batches.open_batch(database, batch, printing.print_queue(database), "Todo", "HP", duplex=True)
    [opened] = print_batches.open_batches(database)

    def cut(*_arguments: object) -> None:
        raise Offline("cut before the note")

    with monkeypatch.context() as patched:
        patched.setattr(print_batches, "note", cut)
        with pytest.raises(print_batches.SentUnnoted, match=r"unnoted|Offline") as told:
            print_batches.send(TakesAll(), database, opened, b"%PDF", jobs)
    assert "No lo repita" in told.value.user_message
    assert print_batches.open_batches(database)[0].job is None
    # The program was closed meanwhile: the number is in its file.
    print_batches.tell_unnoted(database, JobNotes(tmp_path / "jobs.ini"))
    [after] = print_batches.open_batches(database)
    assert (after.job, after.state) == ("HP 402 #é-1", "queued")
    assert JobNotes(tmp_path / "jobs.ini").all() == {}


class Killed:
    """A queue during which the program ends: it may have taken the job or not."""

    def submit(self, printer: str, pdf: bytes, title: str, *, duplex: bool) -> str:
        raise KeyboardInterrupt


class Refuses:
    """A queue that says no."""

    def submit(self, printer: str, pdf: bytes, title: str, *, duplex: bool) -> str:
        raise PrinterNotReady("off")


@pytest.mark.parametrize("system", [Killed(), Refuses()])
def test_a_program_killed_while_printing_leaves_word_of_it(signed_reply, database_of, sql_as, jobs, system) -> None:
    reply, admin = signed_reply(), sql_as("postgres")
    database, batch = database_of(), uuid.uuid4()
    print_batches.open_batch(database, batch, printing.print_queue(database), "Todo", "HP", duplex=True)
    with pytest.raises((KeyboardInterrupt, PrinterNotReady)):
        print_batches.send(system, database, print_batches.open_batches(database)[0], b"%PDF", jobs)
    admin.execute("UPDATE pqr.print_batch SET handed_at = handed_at - interval '3 minutes'")
    [left] = print_batches.open_batches(database)
    assert left.state == "paused"
    is_killed = isinstance(system, Killed)
    assert ("mire su bandeja" in (left.trouble or "")) == is_killed
    print_batches.drop_batch(database, batch)
    copies = admin.execute("SELECT pqr_core.paper_copies(%s, 1)", [reply.case_id]).fetchone()
    assert copies == (1 if is_killed else 0,), "what may be on paper is counted"
    with pytest.raises(PqrError):
        print_batches.send(TakesAll(), database, left, b"%PDF", jobs)


def test_what_was_marked_stays_when_the_batch_is_dropped(signed_reply, database_of, sql_as) -> None:
    first, second = signed_reply(), signed_reply()
    database = database_of()
    batch = uuid.UUID(read_back(sql_as("printing"), first.case_id, second.case_id))
    row = next(each for each in printing.print_queue(database) if each.case_id == first.case_id)
    [outcome] = printing.mark_printed(Performer(database), [row], batch)
    assert outcome.result is not None
    print_batches.drop_batch(database, batch)
    [left] = printing.print_queue(database)
    assert left.case_id == second.case_id and left.batch_id is None


def test_names_of_lists_and_letters_are_found_and_counted_apart(signed_reply, database_of, sql_as) -> None:
    reply = signed_reply()
    printing.addresses(database_of(), [reply.case_id])
    session = sql_as("printing")
    session.execute("SELECT pqr_api.letter_sheet(%s, 'Prueba')", [reply.case_id])
    kinds = sql_as("postgres").execute("SELECT what FROM pqr_audit.read_log ORDER BY read_id").fetchall()
    assert kinds == [("labels",), ("letter",)]
    seen = sql_as("auditor").execute(
        "SELECT login, what, reason, case_id FROM pqr_api.who_saw(%s, current_date - 1, current_date + 1)",
        [reply.incoming],
    ).fetchall()  # fmt: skip
    login = STAFF["printing"].login
    assert sorted(seen) == [
        (login, "labels", "Direcciones", reply.case_id), (login, "letter", "Prueba", reply.case_id),
    ]  # fmt: skip
    sql_as("postgres").execute("UPDATE pqr.quota SET allowed = 1 WHERE kind = 'letter'")
    with pytest.raises(psycopg.Error, match="quota"):
        session.execute("SELECT pqr_api.letter_sheet(%s, 'Prueba')", [reply.case_id])
    assert printing.addresses(database_of(), [reply.case_id]), "labels are another account"
