"""Documents arrive in chunks, are sealed against their hash, and are read by who takes part in the case."""

from __future__ import annotations

import hashlib
import random
import uuid

import psycopg
import pytest

from tests.people import STAFF

AGENT = STAFF["agent"].person_id
SIZE = 262144
BEGIN = "SELECT pqr_api.begin_document(%s, %s, %s, %s, %s, %s, %s, %s)"


def _begin(session, data, case=None, kind="petition", mime="application/pdf", document=None):
    document = document or uuid.uuid4()
    digest = hashlib.sha256(data).digest()
    answer = session.execute(BEGIN, [document, case, kind, mime, len(data), digest, 1, "prueba"]).fetchone()[0]
    return document, answer


def _put(session, document, data, chunks=None):
    for number in chunks if chunks is not None else range(0, -(-len(data) // SIZE)):
        part = data[number * SIZE : (number + 1) * SIZE]
        session.execute("SELECT pqr_api.put_chunk(%s, %s, %s)", [document, number, part])


def _seal(session, document):
    return session.execute("SELECT pqr_api.seal_document(%s)", [document]).fetchone()[0]


def _read(session, document, start=0, count=16):
    rows = session.execute("SELECT * FROM pqr_api.read_document(%s, %s, %s)", [document, start, count])
    return b"".join(bytes(part) for _, part in rows)


@pytest.fixture(scope="module")
def data() -> bytes:
    return random.Random(7).randbytes(2 * SIZE + 1000)


def test_it_comes_back_as_it_was(sql_as, make_case, data):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    session = sql_as("agent")
    document, answer = _begin(session, data, case, "attachment")
    assert answer == {"status": "applied", "state": "uploading", "chunks": []}
    _put(session, document, data)
    assert _seal(session, document) == {"status": "applied", "state": "ready"}
    assert _read(session, document) == data
    assert _read(session, document, 1, 1) == data[SIZE : 2 * SIZE]
    listed = session.execute("SELECT document_id, kind FROM pqr_api.documents_of(%s)", [case]).fetchall()
    assert listed == [(document, "attachment")]


def test_a_cut_upload_goes_on_where_it_was(sql_as, data):
    session = sql_as("records")
    document, _ = _begin(session, data)
    _put(session, document, data, [2, 0, 0])
    assert _seal(session, document) == {"status": "refused", "reason": "incomplete"}
    assert _begin(session, data, document=document)[1]["chunks"] == [0, 2]
    _put(session, document, data, [1])
    assert _seal(session, document)["state"] == "ready"
    assert _begin(session, data, document=document)[1]["state"] == "ready"


def test_what_arrives_damaged_is_thrown_away(sql_as, data):
    session = sql_as("records")
    document, _ = _begin(session, data)
    _put(session, document, data[:-1] + b"\0" if data[-1] else data[:-1] + b"\1")
    assert _seal(session, document) == {"status": "refused", "reason": "damaged"}
    _put(session, document, data)
    assert _seal(session, document)["state"] == "ready"


def test_others_neither_add_nor_seal_nor_read(sql_as, make_case, data):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    document, _ = _begin(sql_as("agent"), data, case, "attachment")
    _put(sql_as("agent"), document, data)
    for who in ("agent2", "lead", "auditor", "admin", "mission"):
        session = sql_as(who)
        for call in (lambda: _put(session, document, data, [0]), lambda: _seal(session, document)):  # noqa: B023
            with pytest.raises(psycopg.Error, match="not_permitted"):
                call()
    _seal(sql_as("agent"), document)
    for who in ("agent2", "lead", "auditor", "admin", "mission", "printing"):
        with pytest.raises(psycopg.Error, match="not_permitted"):
            _read(sql_as(who), document)


@pytest.mark.parametrize("who", ["agent2", "lead", "auditor", "quality"])
def test_only_who_may_act_adds_documents_to_a_case(sql_as, make_case, data, who):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    with pytest.raises(psycopg.Error, match="not_permitted"):
        _begin(sql_as(who), data, case, "attachment")


@pytest.mark.parametrize(
    ("who", "kind", "allowed"),
    [
        ("records", "petition", True), ("lead", "petition", True), ("agent", "petition", False),
        ("printing", "dispatch_sheet", True), ("agent", "dispatch_sheet", False),
        ("signer", "signature_image", True), ("agent", "signature_image", False),
        ("signer", "letter_signed", False),
    ],
)  # fmt: skip
def test_documents_without_a_case(sql_as, data, who, kind, allowed):
    if allowed:
        assert _begin(sql_as(who), data, kind=kind)[1]["status"] == "applied"
    else:
        with pytest.raises(psycopg.Error, match="not_permitted"):
            _begin(sql_as(who), data, kind=kind)


def test_an_area_reads_the_petition_it_was_asked_about(sql_as, make_case, data):
    admin = sql_as("postgres")
    area = admin.execute("SELECT area_id FROM pqr.person WHERE login = 'u_jairo'").fetchone()[0]
    parent = make_case("pqr_v08", "receive_inputs", assignee_id=AGENT)
    document, _ = _begin(sql_as("records"), data)
    _put(sql_as("records"), document, data)
    _seal(sql_as("records"), document)
    admin.execute("UPDATE pqr.document SET case_id = %s WHERE document_id = %s", [parent, document])
    with pytest.raises(psycopg.Error, match="not_permitted"):
        _read(sql_as("mission"), document)
    child = make_case("escalation_v01", "decide_competence", parent_id=parent, area_id=area)
    assert _read(sql_as("mission"), document) == data
    with pytest.raises(psycopg.Error, match="not_permitted"):
        _read(sql_as("mission2"), document)
    listed = sql_as("mission").execute("SELECT document_id FROM pqr_api.documents_of(%s)", [child]).fetchall()
    assert listed == [(document,)]


@pytest.mark.parametrize("mime", ["text/html", "application/x-msdownload", None])
def test_other_kinds_of_file_are_refused(sql_as, data, mime):
    with pytest.raises(psycopg.Error):
        _begin(sql_as("records"), data, mime=mime)


def test_wrong_pieces_are_refused(sql_as, data):
    session = sql_as("records")
    document, _ = _begin(session, data)
    for number, part in [(0, b"corto"), (3, b"x"), (-1, b"x"), (2, data[:SIZE]), (0, b"")]:
        with pytest.raises(psycopg.Error, match="payload"):
            session.execute("SELECT pqr_api.put_chunk(%s, %s, %s)", [document, number, part])
