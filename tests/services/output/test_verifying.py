"""A paper copy compared with the stored letter: genuine, annulled, not signed or not of the entity; counted."""

from __future__ import annotations

import datetime as dt

import pytest

from app.clock import BOGOTA
from app.errors import InvalidInput, PqrError
from app.services.database import Database
from app.services.documents import verification
from app.services.output import verifying

CODE = "ABCD-2EFG-HIJK"
NUMBER = "202672000004181"


@pytest.fixture
def paper(sql_as, make_drafting):
    """A letter with that number and code, as the saga leaves it; `signed` says whether its file was signed."""
    admin = sql_as("postgres")
    case = make_drafting(claims=1).case_id

    def make(signed: bool = True) -> None:
        director = admin.execute(
            "INSERT INTO pqr.director (area_id, full_name, position, act_number, valid_from)"
            " SELECT area_id, 'Beatriz Inventada Sanín', 'Directora', 'Resolución 001', '2020-01-01'"
            " FROM pqr.area WHERE kind = 'mission' LIMIT 1 RETURNING director_id, area_id"
        ).fetchone()
        admin.execute("INSERT INTO pqr.draft (case_id, version, author_id, reason) VALUES (%s, 1, 4, 'sent')", [case])
        admin.execute(
            "INSERT INTO pqr.letter (case_id, letter_no, draft_version, area_id, director_id, named_by)"
            " VALUES (%s, 1, 1, %s, %s, 4)",
            [case, director[1], director[0]],
        )
        admin.execute(
            "INSERT INTO pqr.outgoing_filing (filing_number, case_id, letter_no, answers_filing, taken_by)"
            " SELECT %s, %s, 1, filing_number, 4 FROM pqr.petition WHERE case_id = %s",
            [NUMBER, case, case],
        )
        admin.execute("SELECT pqr_core.note_letter_code(%s, %s)", [NUMBER, CODE])
        if signed:
            document = admin.execute(
                "INSERT INTO pqr.document (document_id, case_id, kind, mime, state, created_by, byte_count, sha256,"
                " year, file_label) VALUES (gen_random_uuid(), %s, 'letter_signed', 'application/pdf', 'ready', 4, 1,"
                " sha256(''), 2026, 'x') RETURNING document_id",
                [case],
            ).fetchone()[0]
            admin.execute("UPDATE pqr.letter SET signed_document_id = %s WHERE case_id = %s", [document, case])

    return make, case, admin


@pytest.mark.parametrize("url", ["https://ejemplo.gov.co/verificar", ""])
def test_what_the_qr_says_is_read_back(url):
    text = verification.qr_text(url, NUMBER, dt.datetime(2026, 11, 21, tzinfo=BOGOTA), CODE)
    assert verification.read_back(text) == (NUMBER, CODE)
    assert verification.read_back("hola") == ("", "") and verification.read_back("2026-720-0000418-1")[1] == ""


def test_a_genuine_letter_is_told_by_number_and_code_and_the_question_is_counted(paper, engine_as):
    make, case, admin = paper
    make()
    database = Database(engine_as("u_ana"))
    found = verifying.verify(database, "2026-720-0000418-1", "abcd 2efg hijk")
    assert (found.state, found.director) == ("genuine", "Beatriz Inventada Sanín")
    assert verifying.verify(database, NUMBER, "ABCD-2EFG-HIJL").state == "not"
    assert verifying.verify(database, "202672000009991", CODE).state == "not"
    reads = admin.execute(
        "SELECT case_id FROM pqr_audit.read_log WHERE reason = 'Verificación de una carta' ORDER BY at"
    ).fetchall()
    assert [r[0] for r in reads] == [case, None, None]


def test_annulled_or_unsigned_is_not_genuine(paper, engine_as):
    make, _case, admin = paper
    make(signed=False)
    database = Database(engine_as("u_ana"))
    assert verifying.verify(database, NUMBER, CODE).state == "unsigned"
    admin.execute(
        "UPDATE pqr.outgoing_filing SET annulled_at = now(), annulled_reason = 'una razón suficiente', annulled_by = 4"
    )
    found = verifying.verify(database, NUMBER, CODE)
    assert found.state == "annulled" and found.annulled_on is not None


@pytest.mark.parametrize(("number", "code"), [("12", CODE), (NUMBER, "ABC"), ("", "")])
def test_what_is_no_number_or_code_is_said_before_asking(number, code, engine_as):
    with pytest.raises(InvalidInput):
        verifying.verify(Database(engine_as("u_ana")), number, code)


def test_others_may_not_ask_and_nobody_reads_the_codes(sql_as, engine_as):
    with pytest.raises(PqrError):
        verifying.verify(Database(engine_as("u_saul")), NUMBER, CODE)
    rights = sql_as("postgres").execute("SELECT has_table_privilege('pqr_staff', 'pqr.letter_code', 'SELECT')")
    assert rights.fetchone() == (False,)


def test_the_address_is_set_by_two_administrators_and_its_history_stays(engine_as, own_login, sql_as):
    one, other = Database(engine_as("u_rosa")), Database(engine_as(own_login("lead", "admin")))
    for bad in ("http://ejemplo.co", "https://ejemplo.co/a b", "https://ejemplo.co/?q=1", "javascript:alert(1)"):
        with pytest.raises(InvalidInput):
            verifying.propose_address(one, bad)
        with pytest.raises(Exception, match="verification_url"):
            sql_as("admin").execute("SELECT pqr_api.propose_verification_url(%s)", [bad])
    in_use = sql_as("postgres").execute
    for url in ("https://ejemplo.gov.co/verificar", "https://ejemplo.gov.co/carta"):
        before = in_use("SELECT pqr_core.verification_url()").fetchone()
        assert verifying.propose_address(one, url)
        waiting = verifying.read_addresses(one)[0]
        assert (waiting.url, waiting.confirmed_at, waiting.mine) == (url, None, True)
        assert in_use("SELECT pqr_core.verification_url()").fetchone() == before, "one person alone sets nothing"
        for who in (one, Database(engine_as("u_ana"))):
            with pytest.raises(PqrError):
                verifying.decide_address(who, waiting.address_id, approve=True)
        with pytest.raises(PqrError):
            verifying.propose_address(other, "https://ejemplo.gov.co/tercera")
        verifying.decide_address(other, waiting.address_id, approve=True)
        assert in_use("SELECT pqr_core.verification_url()").fetchone() == (url,)
    assert not verifying.propose_address(one, "https://ejemplo.gov.co/carta")
    assert verifying.propose_address(one, "")
    verifying.decide_address(one, verifying.read_addresses(one)[0].address_id, approve=False)
    assert [a.url for a in verifying.read_addresses(one)] == [
        "https://ejemplo.gov.co/carta",
        "https://ejemplo.gov.co/verificar",
    ]
    told = in_use("SELECT count(*) FROM pqr_audit.staff_event WHERE what LIKE '%%verification_url'").fetchone()
    assert told == (6,)


def test_a_letter_of_before_the_codes_is_not_called_false(paper, engine_as):
    make, _case, admin = paper
    make()
    admin.execute("DELETE FROM pqr.letter_code")
    database = Database(engine_as("u_ana"))
    assert verifying.verify(database, NUMBER, CODE).state == "no_code"
    assert verifying.verify(database, "202672000009991", CODE).state == "not"
