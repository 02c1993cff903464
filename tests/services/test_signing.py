"""Signing is one operation for each letter: killed anywhere it goes on, with one number, one file, one association."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.errors import Offline
from app.filing_number import shown
from app.services.database import Database
from app.services.documents.letter import LetterIncomplete
from app.services.documents.pdfium import LOCK
from app.services.documents.stamp import is_stamped, rendered_part
from app.services.gateways.failures import Indeterminate
from app.services.gateways.filing import Capability, EmbeddedFiling
from app.services.output.verifying import verify
from app.services.perform import Performer
from app.services.signing import STEPS, BatchReport, Brake, Signer, State, Step
from app.services.stored_documents import fetch
from tests.people import PASSWORD, STAFF

WORKER = Path(__file__).with_name("signing_worker.py")


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


def test_the_code_on_the_paper_is_the_one_that_is_compared(
    waiting_letter, make_director, signer, signer_database, sql_as
) -> None:
    make_director(1)
    case = waiting_letter()
    admin = sql_as("postgres")
    admin.execute("INSERT INTO pqr.verification_address (url, set_by) VALUES ('https://ejemplo.gov.co/v', 18)")
    outcome = signer.sign(case)
    query = "SELECT document_id FROM pqr.document WHERE case_id = %s AND kind = 'letter_signed'"
    words = _text_of(fetch(signer_database, admin.execute(query, [case]).fetchone()[0]))
    code = re.search(r"Verificación ([A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4})", words)
    assert verify(signer_database, outcome.filing_number, code[1]).state == "genuine"
    assert verify(signer_database, outcome.filing_number, "AAAA-AAAA-AAAA").state == "not"


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
        [sys.executable, str(WORKER)], input=json.dumps(order), text=True, capture_output=True, timeout=200,
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


def test_a_cut_network_stops_the_batch_and_loses_nothing(
    waiting_letter, make_director, signer, signer_database, sql_as
) -> None:
    make_director(1)
    cases = [waiting_letter() for _ in range(3)]

    class Cut(Performer):
        def perform(self, command):
            if command.activity == Step.UPLOAD and command.case_id == cases[1]:
                raise Offline("cut")
            return super().perform(command)

    cut = Signer(signer_database, Cut(signer_database), EmbeddedFiling(signer_database)).sign_batch(cases)
    assert [each.state for each in cut.letters] == [State.SIGNED, State.FAILED, State.UNTOUCHED]
    assert cut.letters[1].failed_at is Step.UPLOAD and "conexión" in cut.stopped
    assert len(signer.sign_batch(cases).of(State.SIGNED)) == 3, "signed letters are not signed again"
    for case in cases:
        _assert_signed_once(sql_as, case)


def test_one_bad_letter_does_not_stop_the_others(waiting_letter, make_director, signer, sql_as) -> None:
    make_director(1)
    cases = [waiting_letter(), waiting_letter()]
    sql_as("postgres").execute("UPDATE pqr.draft_answer SET body_html = '' WHERE case_id = %s", [cases[0]])
    report = signer.sign_batch(cases)
    assert [each.state for each in report.letters] == [State.FAILED, State.SIGNED]
    bad = report.letters[0]
    assert (bad.failed_at, bad.reason) == (Step.RENDER, LetterIncomplete.code)
    sql_as("postgres").execute("UPDATE pqr.draft_answer SET body_html = '<p>Sí.</p>' WHERE case_id = %s", [cases[0]])
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
