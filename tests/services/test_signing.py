"""Signing is one operation for each letter: killed anywhere it goes on, with one number, one file, one association."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pypdfium2 as pdfium
import pytest

from app.errors import Offline
from app.filing_number import shown
from app.services.database import Database
from app.services.documents.letter import LetterIncomplete
from app.services.documents.pdfium import LOCK
from app.services.documents.stamp import is_stamped, rendered_part
from app.services.gateways.failures import Indeterminate, NotSent, Rejected
from app.services.gateways.filing import Capability, EmbeddedFiling
from app.services.perform import Performer
from app.services.signing import STEPS, BatchReport, Brake, Signer, State, Step
from app.services.stored_documents import fetch
from tests.fixtures.letters import move_to, put_document
from tests.people import PASSWORD, STAFF

WORKER = Path(__file__).with_name("signing_worker.py")


@pytest.fixture
def signer_database(engine_as) -> Database:
    return Database(engine_as(STAFF["signer"].login))


@pytest.fixture
def signer(signer_database) -> Signer:
    return Signer(signer_database, Performer(signer_database), EmbeddedFiling(signer_database))


@pytest.fixture
def waiting_letter(make_reply, perform) -> Callable[..., object]:
    """A letter in activity 24, through 20 and 21; its director must exist."""

    def make(**options: object) -> object:
        reply = make_reply(**options)
        perform("agent", reply.case_id, 1, "name_director", "named")
        answer = perform("agent", reply.case_id, 2, "send_to_printing", "sent")
        assert answer["activity"] == "file_outgoing", answer
        return reply.case_id

    return make


def _text_of(pdf: bytes) -> str:
    with LOCK, pdfium.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def _facts(sql_as, case_id) -> dict[str, object]:
    admin = sql_as("postgres")

    def all_of(query: str) -> list[tuple[object, ...]]:
        return admin.execute(query, [case_id]).fetchall()

    return {
        "activity": all_of("SELECT activity FROM pqr.case_file WHERE case_id = %s")[0][0],
        "numbers": all_of("SELECT filing_number, answers_filing, image_document_id IS NOT NULL"
                          " FROM pqr.outgoing_filing WHERE case_id = %s"),
        "files": all_of("SELECT kind, state FROM pqr.document WHERE case_id = %s ORDER BY kind"),
        "acts": all_of("SELECT director_id, method, sha256_before, sha256_after, signed_by FROM pqr.signing_act"
                       " WHERE case_id = %s"),
        "steps": [row[0] for row in all_of("SELECT from_activity FROM pqr_audit.case_event WHERE case_id = %s"
                                            " AND from_activity BETWEEN 22 AND 25 ORDER BY version")],
    }  # fmt: skip


def _assert_signed_once(sql_as, case_id) -> None:
    facts = _facts(sql_as, case_id)
    assert facts["activity"] == 26
    assert len(facts["numbers"]) == 1 and facts["numbers"][0][2]
    assert facts["files"] == [("letter_signed", "ready"), ("letter_unsigned", "ready")]
    assert len(facts["acts"]) == 1
    assert facts["steps"] == [24, 23, 22, 25]


def test_four_steps_in_the_order_that_keeps_the_signature(waiting_letter, make_director, signer, sql_as) -> None:
    director = make_director(1)
    case_id = waiting_letter()
    told = []
    outcome = signer.sign(case_id, lambda letter, step: told.append((letter.filing_number != "", step)))
    assert (outcome.state, outcome.done) == (State.SIGNED, STEPS)
    assert told == [(False, Step.NUMBER), (True, Step.RENDER), (True, Step.STAMP), (True, Step.UPLOAD), (True, None)]
    _assert_signed_once(sql_as, case_id)
    act = _facts(sql_as, case_id)["acts"][0]
    assert act[0] == director and act[1] == "mechanical" and act[4] == STAFF["signer"].person_id


def test_the_stored_letter_is_the_one_signed(waiting_letter, make_director, signer, signer_database, sql_as) -> None:
    make_director(1)
    case_id = waiting_letter()
    outcome = signer.sign(case_id)
    document = sql_as("postgres").execute(
        "SELECT signed_document_id FROM pqr.letter WHERE case_id = %s", [case_id]
    ).fetchone()[0]  # fmt: skip
    pdf = fetch(signer_database, document)
    act = _facts(sql_as, case_id)["acts"][0]
    assert hashlib.sha256(pdf).digest() == act[3]
    assert is_stamped(pdf)
    assert hashlib.sha256(rendered_part(pdf)).digest() == act[2]
    text = _text_of(pdf)
    assert shown(outcome.filing_number) in text and "Rosa Elvira" in text


def test_number_has_year_office_sequence_and_type(waiting_letter, make_director, signer, sql_as) -> None:
    make_director(1)
    numbers = [signer.sign(waiting_letter()).filing_number for _ in range(2)]
    year = sql_as("postgres").execute("SELECT extract(year FROM pqr_core.today())::int").fetchone()[0]
    assert numbers == [f"{year}72000000011", f"{year}72000000021"]


@pytest.mark.parametrize(
    "point",
    ["take", *(f"{step}:{when}" for step in STEPS for when in ("before", "after"))],
)
def test_killed_anywhere_it_goes_on(point, waiting_letter, make_director, signer, sql_as, server, database) -> None:
    make_director(1)
    case_id = waiting_letter()
    order = {
        "dsn": server.dsn(database, STAFF["signer"].login, PASSWORD),
        "case": str(case_id),
        "die": point,
    }
    died = subprocess.run(
        [sys.executable, str(WORKER)], input=json.dumps(order), text=True, capture_output=True, timeout=60,
        cwd=WORKER.parents[2], env={"PYTHONPATH": str(WORKER.parents[2]), "PATH": "/usr/bin:/bin"}, check=False,
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert signer.sign(case_id).state is State.SIGNED
    _assert_signed_once(sql_as, case_id)


def test_another_signer_goes_on_where_the_first_was_cut(
    waiting_letter, make_director, signer, sql_as, make_login, engine_as
) -> None:
    make_director(1)
    case_id = waiting_letter()
    admin = sql_as("postgres")
    admin.execute(
        "INSERT INTO pqr.person (login, full_name, initials) VALUES ('u_nuria', 'Nuria Firmas de Prueba', 'NF')"
    )
    make_login("u_nuria", "pqr_staff", "pqr_signer")
    other = Database(engine_as("u_nuria"))

    class Cut(Performer):
        def perform(self, command):
            if command.activity == Step.STAMP:
                raise Offline("cut")
            return super().perform(command)

    cut = Signer(other, Cut(other), EmbeddedFiling(other)).sign(case_id)
    assert (cut.state, cut.failed_at) == (State.FAILED, Step.STAMP)
    assert signer.sign(case_id).state is State.SIGNED
    assert len(_facts(sql_as, case_id)["numbers"]) == 1


def test_signing_again_a_signed_letter_changes_nothing(waiting_letter, make_director, signer, sql_as) -> None:
    make_director(1)
    case_id = waiting_letter()
    first, second = signer.sign(case_id), signer.sign(case_id)
    assert (second.state, second.filing_number) == (State.SIGNED, first.filing_number)
    _assert_signed_once(sql_as, case_id)


def test_without_authority_no_number_is_burnt_and_the_batch_stops(
    waiting_letter, make_director, signer, sql_as
) -> None:
    make_director(1, authority=False)
    cases = [waiting_letter() for _ in range(3)]
    report = signer.sign_batch(cases)
    assert [each.state for each in report.letters] == [State.FAILED, State.UNTOUCHED, State.UNTOUCHED]
    assert report.letters[0].reason == "authority_not_in_force"
    assert "firma mecánica" in report.stopped
    assert all(_facts(sql_as, case)["numbers"] == [] for case in cases)


def test_the_database_refuses_to_sign_without_authority(waiting_letter, make_director, signer, sql_as, perform) -> None:
    director = make_director(1)
    case_id = waiting_letter()
    signer.sign(case_id)
    admin = sql_as("postgres")
    admin.execute("DELETE FROM pqr.signing_act WHERE case_id = %s", [case_id])
    admin.execute("UPDATE pqr.letter SET uploaded_at = NULL WHERE case_id = %s", [case_id])
    move_to(admin, case_id, 22)
    version = admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case_id]).fetchone()[0]
    document = admin.execute(
        "SELECT l.signed_document_id, encode(u.sha256, 'hex'), encode(s.sha256, 'hex') FROM pqr.letter l"
        " JOIN pqr.document u ON u.document_id = l.unsigned_document_id"
        " JOIN pqr.document s ON s.document_id = l.signed_document_id WHERE l.case_id = %s", [case_id]
    ).fetchone()  # fmt: skip
    payload = {
        "method": "mechanical", "document_id": str(document[0]), "sha256_before": document[1],
        "sha256_after": document[2],
    }  # fmt: skip
    admin.execute("UPDATE pqr.signature_authority SET valid_to = '2021-01-01' WHERE director_id = %s", [director])
    refused = perform("signer", case_id, version, "stamp_signature", "stamped", payload)
    assert refused["reason"] == "authority_not_in_force"
    with pytest.raises(psycopg.Error, match="authority_not_in_force"):
        sql_as("signer").execute("SELECT pqr_api.signature_image(%s)", [case_id])
    admin.execute("UPDATE pqr.signature_authority SET valid_to = NULL WHERE director_id = %s", [director])
    wrong = perform("signer", case_id, version, "stamp_signature", "stamped", payload | {"sha256_after": document[1]})
    assert wrong["reason"] == "document_changed"
    other = b"otra carta " * 40_000
    forged = put_document(admin, "letter_signed", other, case_id, "application/pdf")
    swap = payload | {"document_id": str(forged), "sha256_after": hashlib.sha256(other).hexdigest()}
    another = perform("signer", case_id, version, "stamp_signature", "stamped", swap)
    assert (another["reason"], another["field"]) == ("document_changed", "document_id"), "not the rendered letter"
    assert perform("signer", case_id, version, "stamp_signature", "stamped", payload)["status"] == "applied"


def test_only_signers_take_numbers_and_see_the_signature(waiting_letter, make_director, sql_as) -> None:
    make_director(1)
    case_id = waiting_letter()
    for key in ("agent", "printing", "lead", "admin", "quality"):
        for call in ("take_outgoing_number(%s, gen_random_uuid())", "find_outgoing_number(%s)", "signature_image(%s)"):
            with pytest.raises(psycopg.Error, match="not_permitted"):
                sql_as(key).execute(f"SELECT pqr_api.{call}", [case_id])
    with pytest.raises(psycopg.Error, match="signing_image_closed"):
        sql_as("signer").execute("SELECT pqr_api.signature_image(%s)", [case_id])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql_as("signer").execute("SELECT pqr_core.next_filing_number(2026)")
    assert _facts(sql_as, case_id)["numbers"] == []


def test_brake_stops_between_letters(waiting_letter, make_director, signer, sql_as) -> None:
    make_director(1)
    cases = [waiting_letter() for _ in range(3)]
    brake = Brake()

    def tell(letter, step) -> None:
        brake.pressed = True

    report = signer.sign_batch(cases, tell, brake)
    assert [each.state for each in report.letters] == [State.SIGNED, State.UNTOUCHED, State.UNTOUCHED]
    assert report.of(State.SIGNED)[0].case_id == cases[0]
    again: BatchReport = signer.sign_batch([each.case_id for each in report.of(State.UNTOUCHED)])
    assert len(again.of(State.SIGNED)) == 2
    for case in cases:
        _assert_signed_once(sql_as, case)


def test_one_bad_letter_does_not_stop_the_others(waiting_letter, make_director, signer, sql_as) -> None:
    make_director(1)
    cases = [waiting_letter(), waiting_letter()]
    sql_as("postgres").execute("UPDATE pqr.petitioner SET full_name = NULL WHERE case_id = %s", [cases[0]])
    report = signer.sign_batch(cases)
    assert [each.state for each in report.letters] == [State.FAILED, State.SIGNED]
    bad = report.letters[0]
    assert (bad.failed_at, bad.reason) == (Step.RENDER, LetterIncomplete.code)
    sql_as("postgres").execute("UPDATE pqr.petitioner SET full_name = 'Ya Corregida' WHERE case_id = %s", [cases[0]])
    assert signer.sign(cases[0]).filing_number == bad.filing_number


def test_a_number_in_doubt_is_asked_for_not_taken_again(waiting_letter, make_director, signer_database, sql_as) -> None:
    make_director(1)
    case_id = waiting_letter()

    class Deaf(EmbeddedFiling):
        """The answer of the first request is lost, as when the cable is cut after the server committed."""

        taken = 0
        capabilities = EmbeddedFiling.capabilities

        def take(self, case, command):
            super().take(case, command)
            Deaf.taken += 1
            raise Indeterminate("answer lost")

    class DeafAndBlind(Deaf):
        capabilities = Capability.TAKE

    blind = Signer(signer_database, Performer(signer_database), DeafAndBlind(signer_database)).sign(case_id)
    assert (blind.state, blind.done) == (State.IN_DOUBT, ())
    outcome = Signer(signer_database, Performer(signer_database), Deaf(signer_database)).sign(case_id)
    assert outcome.state is State.SIGNED
    _assert_signed_once(sql_as, case_id)


def test_sent_back_with_its_reason_and_named_again(waiting_letter, make_director, perform, sql_as, signer) -> None:
    make_director(1)
    case_id = waiting_letter()
    assert perform("signer", case_id, 3, "file_outgoing", "sent_back", {"reason": "x"})["reason"] == "reason_needed"
    back = perform("signer", case_id, 3, "file_outgoing", "sent_back", {"reason": "El nombre está mal escrito"})
    assert back["activity"] == "draft_response"
    admin = sql_as("postgres")
    assert admin.execute("SELECT status, assignee_id FROM pqr.case_file WHERE case_id = %s", [case_id]).fetchone() == (
        "signature_returned", STAFF["agent"].person_id,
    )  # fmt: skip
    move_to(admin, case_id, 20)
    perform("agent", case_id, 4, "name_director", "named")
    perform("agent", case_id, 5, "send_to_printing", "sent")
    assert signer.sign(case_id).state is State.SIGNED
    letters = admin.execute(
        "SELECT letter_no, withdrawn_at IS NULL FROM pqr.letter WHERE case_id = %s ORDER BY 1", [case_id]
    ).fetchall()
    assert letters == [(1, False), (2, True)]


def test_a_numbered_letter_goes_back_only_after_annulling(
    waiting_letter, make_director, perform, sql_as, signer_database
) -> None:
    make_director(1)
    case_id = waiting_letter()
    filing = EmbeddedFiling(signer_database)
    number = filing.take(case_id, case_id)
    assert filing.find(case_id) == number
    reason = {"reason": "El director dejó el cargo"}
    assert perform("signer", case_id, 3, "file_outgoing", "sent_back", reason)["reason"] == "no_outgoing_filing"
    with pytest.raises(Rejected) as short:
        filing.annul(case_id, case_id, "corta")
    assert "20 letras" in short.value.user_message
    filing.annul(case_id, case_id, "El director dejó el cargo antes de firmar la carta")
    assert filing.find(case_id) is None
    assert perform("signer", case_id, 3, "file_outgoing", "sent_back", reason)["activity"] == "draft_response"
    row = sql_as("postgres").execute(
        "SELECT filing_number, annulled_by FROM pqr.outgoing_filing WHERE case_id = %s", [case_id]
    ).fetchone()  # fmt: skip
    assert row == (number.filing_number, STAFF["signer"].person_id)


def test_gateway_tells_not_sent_from_indeterminate(engine_as, waiting_letter, make_director, sql_as) -> None:
    make_director(1)
    case_id = waiting_letter()
    database = Database(engine_as(STAFF["signer"].login))
    filing = EmbeddedFiling(database)
    holder = sql_as("postgres")
    with holder.transaction():
        holder.execute("SELECT 1 FROM pqr.case_file WHERE case_id = %s FOR UPDATE", [case_id])
        with pytest.raises(NotSent), database.transaction() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
            _take_on(connection, case_id, filing)
    assert filing.find(case_id) is None


def _take_on(connection, case_id, filing) -> None:
    """The same call inside a transaction whose lock wait is short."""

    class Within(Database):
        def __init__(self) -> None:
            """Use the open connection."""

        def call(self, function, /, **arguments):
            from sqlalchemy import exc, text

            from app.services.database import translated

            names = ", ".join(f"{name} => :{name}" for name in arguments)
            try:
                return connection.execute(text(f"SELECT pqr_api.{function}({names})"), arguments).scalar()
            except exc.DBAPIError as error:
                raise translated(error) from error

    EmbeddedFiling(Within()).take(case_id, case_id)


def test_two_signers_at_once_get_one_number(waiting_letter, make_director, sql_as, connect_as) -> None:
    make_director(1)
    case_id = waiting_letter()
    query = "SELECT pqr_api.take_outgoing_number(%s, gen_random_uuid()) ->> 'filing_number'"
    with ThreadPoolExecutor(4) as pool:
        sessions = [connect_as(STAFF["signer"].login) for _ in range(4)]
        numbers = list(pool.map(lambda session: session.execute(query, [case_id]).fetchone()[0], sessions))
    assert len(set(numbers)) == 1
    assert len(_facts(sql_as, case_id)["numbers"]) == 1
