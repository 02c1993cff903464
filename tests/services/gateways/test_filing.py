"""The embedded filing system: one number for each letter, annulled with a reason, and three ways to fail."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from app.services.database import Database
from app.services.gateways.failures import NotSent, Rejected
from app.services.gateways.filing import EmbeddedFiling
from tests.people import STAFF


def test_number_has_year_office_sequence_and_type(waiting_letter, make_director, signer, sql_as) -> None:
    make_director(1)
    numbers = [signer.sign(waiting_letter()).filing_number for _ in range(2)]
    year = sql_as("postgres").execute("SELECT extract(year FROM pqr_core.today())::int").fetchone()[0]
    assert numbers == [f"{year}72000000011", f"{year}72000000021"]


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
    assert _numbers(sql_as, case_id) == []


def test_no_file_of_a_signature_is_read_as_a_document(make_director, sql_as) -> None:
    director = make_director(1)
    image = sql_as("postgres").execute(
        "SELECT signature_document_id FROM pqr.director WHERE director_id = %s", [director]
    ).fetchone()[0]  # fmt: skip
    for key in ("signer", "printing", "agent", "lead", "auditor"):
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(key).execute("SELECT * FROM pqr_api.read_document(%s)", [image])


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
    version = filing.annul(case_id, uuid.uuid4(), "El director dejó el cargo antes de firmar la carta")
    assert (version, filing.find(case_id)) == (4, None)
    told = sql_as("signer").execute("SELECT * FROM pqr_api.case_history(%s) WHERE version = 4", [case_id]).fetchone()
    assert f"Anular el radicado {number.filing_number}: El director dejó el cargo" in str(told)
    assert STAFF["signer"].person_id in told
    assert sql_as("auditor").execute("SELECT * FROM pqr_api.verify_chains(%s)", [case_id]).fetchall() == []
    assert perform("signer", case_id, 4, "file_outgoing", "sent_back", reason)["activity"] == "draft_response"
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
    assert len(_numbers(sql_as, case_id)) == 1


def _numbers(sql_as, case_id):
    query = "SELECT filing_number FROM pqr.outgoing_filing WHERE case_id = %s"
    return sql_as("postgres").execute(query, [case_id]).fetchall()
