"""Each act of signing leaves a chained record in the transaction of its step; nobody changes it, and a gap is seen."""

from __future__ import annotations

import datetime as dt
import hashlib
from uuid import uuid4

import psycopg
import pytest

from app.services.signatures.act import SigningFacts, note_failure
from app.services.signatures.errors import PinWrong
from tests.people import STAFF

THUMBPRINT = hashlib.sha256(b"certificate").hexdigest()
FACTS = SigningFacts(
    uuid4(), "B-T", "0A01", "CN=Entidad de Prueba", THUMBPRINT, "TOKEN-7", "EQUIPO-1",
    dt.datetime(2026, 11, 21, 10, 5, tzinfo=dt.UTC),
)  # fmt: skip


@pytest.fixture
def record(sql_as):
    """Record an act through the function that the effect calls, as the kernel, with those changes."""

    def make(case_id, method="certificate", after=b"\2" * 32, **changes):
        act = FACTS.payload() | changes
        act = {key: value for key, value in act.items() if value is not None}
        admin = sql_as("postgres")
        with admin.transaction():
            return admin.execute(
                "SELECT pqr_core.record_signing(c, l, p, %s, %s, %s, %s, NULL)"
                " FROM pqr.case_file c JOIN pqr.letter l USING (case_id), pqr.person p"
                " WHERE c.case_id = %s AND p.person_id = %s",
                [method, psycopg.types.json.Jsonb(act), b"\1" * 32, after, case_id, STAFF["signer"].person_id],
            ).fetchone()[0]

    return make


@pytest.fixture
def letters(waiting_letter, make_director):
    director = make_director(1)
    return director, [waiting_letter() for _ in range(3)]


def _problems(sql_as):
    return sql_as("auditor").execute("SELECT seq, problem FROM pqr_api.verify_signing_records()").fetchall()


def _act(sql_as, director, case_id, after=b"\2" * 32) -> None:
    sql_as("postgres").execute(
        "INSERT INTO pqr.signing_act (case_id, letter_no, director_id, method, sha256_before, sha256_after, signed_by)"
        " VALUES (%s, 1, %s, 'certificate', %s, %s, %s)",
        [case_id, director, b"\1" * 32, after, STAFF["signer"].person_id],
    )


def test_a_record_has_everything_and_the_chain_holds(letters, record, sql_as) -> None:
    director, cases = letters
    for number, case_id in enumerate(cases, 1):
        assert record(case_id) == number
        _act(sql_as, director, case_id)
    row = sql_as("postgres").execute(
        "SELECT method, result, level, certificate_serial, certificate_issuer, certificate_thumbprint, token_serial,"
        " workstation, timestamp_at, actor_id, batch_id, director_act, incoming, prev_hash = '', octet_length(hash)"
        " FROM pqr_audit.signing_record WHERE seq = 1"
    ).fetchone()  # fmt: skip
    assert row[:8] == (
        "certificate",
        "signed",
        "B-T",
        "0A01",
        "CN=Entidad de Prueba",
        THUMBPRINT,
        "TOKEN-7",
        "EQUIPO-1",
    )
    assert row[8:11] == (FACTS.timestamp_at, STAFF["signer"].person_id, FACTS.batch_id)
    assert row[11] and row[12] and row[13:] == (True, 32)
    assert _problems(sql_as) == []


DAMAGES = (
    ("UPDATE pqr_audit.signing_record SET workstation = 'OTRO' WHERE seq = 2", (2, "altered")),
    ("UPDATE pqr_audit.signing_record SET timestamp_at = now() WHERE seq = 2", (2, "altered")),
    ("UPDATE pqr_audit.signing_record SET prev_hash = hash WHERE seq = 3", (3, "broken_link")),
    ("DELETE FROM pqr_audit.signing_record WHERE seq = 2", (3, "gap")),
    ("DELETE FROM pqr_audit.signing_record WHERE seq = 3", (None, "act_without_record")),
    ("UPDATE pqr.signing_act SET sha256_after = sha256_before", (3, "record_without_act")),
)


def test_whoever_owns_the_server_is_seen(letters, record, sql_as) -> None:
    director, cases = letters
    for case_id in cases:
        record(case_id)
        _act(sql_as, director, case_id)
    admin = sql_as("postgres")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append only"), admin.transaction():
        admin.execute("DELETE FROM pqr_audit.signing_record")
    admin.execute("SET session_replication_role = replica")
    for damage, problem in DAMAGES:
        with admin.transaction(force_rollback=True):
            admin.execute(damage)
            seen = admin.execute("SELECT seq, problem FROM pqr_api.verify_signing_records()").fetchall()
            assert problem in seen, damage
    assert _problems(sql_as) == []


ATTACKS = (
    "INSERT INTO pqr_audit.signing_record SELECT * FROM pqr_audit.signing_record",
    "UPDATE pqr_audit.signing_record SET level = 'B-LTA'",
    "DELETE FROM pqr_audit.signing_record",
    "TRUNCATE pqr_audit.signing_record",
    "SELECT pqr_core.append_signing(NULL, NULL, NULL)",
)


def test_nobody_writes_it_by_hand(sql_as) -> None:
    for key in ("agent", "printing", "signer", "admin", "auditor", "lead"):
        for attack in ATTACKS:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql_as(key).execute(attack)


def test_only_the_auditor_reads_it(sql_as) -> None:
    for key in ("agent", "signer", "admin"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql_as(key).execute("SELECT * FROM pqr_audit.signing_record")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql_as(key).execute("SELECT * FROM pqr_api.verify_signing_records()")


LACKING = (
    ({"level": None}, "level"),
    ({"level": "B-LTA"}, "level"),
    ({"certificate_serial": None}, "certificate_serial"),
    ({"certificate_thumbprint": "zz"}, "certificate_thumbprint"),
    ({"timestamp_at": None}, "timestamp_at"),
    ({"level": "B-B"}, "timestamp_at"),
    ({"certificate_issuer": "x" * 601}, "certificate_issuer"),
    ({"workstation": {"a": 1}}, "workstation"),
)


def test_an_act_that_lacks_something_is_refused(letters, record, sql_as) -> None:
    case_id = letters[1][0]
    for changes, field in LACKING:
        with pytest.raises(psycopg.Error) as refused:
            record(case_id, **changes)
        assert (refused.value.sqlstate, refused.value.diag.message_detail) == ("PQ100", field)
    record(case_id, method="mechanical", level="B-T", certificate_serial=None)
    rows = sql_as("auditor").execute("SELECT method, level FROM pqr_audit.signing_record").fetchall()
    assert rows == [("mechanical", None)], "an image says nothing of a certificate"


def test_a_refused_act_is_recorded_by_signers_only(letters, signer_database, sql_as) -> None:
    case_id = letters[1][0]
    assert note_failure(signer_database, case_id, FACTS, PinWrong()) == 1
    row = sql_as("postgres").execute(
        "SELECT result, reason, sha256_after, token_serial FROM pqr_audit.signing_record"
    ).fetchone()  # fmt: skip
    assert row == ("failed", "pin_wrong", None, "TOKEN-7") and _problems(sql_as) == []
    for key, reason in (("agent", "pin_wrong"), ("printing", "pin_wrong"), ("signer", "Texto; libre")):
        with pytest.raises(psycopg.Error) as refused:
            sql_as(key).execute("SELECT pqr_api.note_signing_failure(%s, '{}', %s)", [case_id, reason])
        assert refused.value.sqlstate == "PQ100"
    for bad in ('{"batch_id": "no"}', '{"timestamp_at": "mañana"}'):
        with pytest.raises(psycopg.Error) as refused:
            sql_as("signer").execute("SELECT pqr_api.note_signing_failure(%s, %s::jsonb, 'pin_wrong')", [case_id, bad])
        assert refused.value.sqlstate == "PQ100"
