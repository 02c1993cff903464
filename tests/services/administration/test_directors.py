"""Directors sign between the dates of their act; gaps are seen before they happen; only administrators register."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app import clock
from app.errors import InvalidInput, Refused
from app.services.administration import directors as service
from app.services.administration.directors import NewDirector
from app.services.database import Database
from app.services.documents import signature_image

START = dt.date(2026, 1, 1)


@pytest.fixture
def admin_database(engine_as, staff):
    return Database(engine_as(staff["admin"].login))


def _new(**changes):
    values = {
        "area_id": 1,
        "full_name": "Directora Inventada Prueba",
        "position": "Directora",
        "act_number": "Resolución 1 de 2026",
        "valid_from": START,
    }
    return NewDirector(**(values | changes))


@pytest.fixture
def second_database(engine_as, own_login):
    return Database(engine_as(own_login("lead", "admin")))


@pytest.fixture
def confirmed(admin_database, second_database):
    """confirmed(change_id): the other administrator says yes."""
    return lambda change: service.decide(second_database, change, approve=True)


def test_registered_with_signature_and_authority(admin_database, confirmed, sql_as):
    png = signature_image.invent("Directora Inventada")
    confirmed(service.propose_appointment(admin_database, _new(signature_png=png)))
    director = service.read_directors(admin_database)[0].director_id
    confirmed(service.propose_authority(admin_database, director, "Resolución 2", START, START, None))
    row = service.read_directors(admin_database)[0]
    assert (row.full_name, row.authority_act, row.signs_on(START), row.signing_method) == (
        "Directora Inventada Prueba",
        "Resolución 2",
        True,
        "mechanical",
    )
    kind = (
        sql_as("postgres")
        .execute("SELECT kind, state, mime FROM pqr.document WHERE document_id = %s", [row.signature_document_id])
        .fetchone()
    )
    assert kind == ("signature_image", "ready", "image/png")
    confirmed(service.propose_term(admin_database, director, dt.date(2026, 6, 30)))
    assert not service.read_directors(admin_database)[0].signs_on(dt.date(2026, 7, 1))


def test_nothing_exists_before_a_second_administrator_confirms(admin_database, second_database, sql_as):
    png = signature_image.invent("Directora Inventada")
    change = service.propose_appointment(admin_database, _new(signature_png=png))
    assert service.propose_appointment(admin_database, _new(), change_id=change) == change, "a repeat is the same one"
    assert service.read_directors(admin_database) == []
    with pytest.raises(Refused) as told:
        service.decide(admin_database, change, approve=True)
    assert told.value.reason == "two_people"
    assert service.proposed_image(second_database, change) == signature_image.normalise(png), "nobody confirms unseen"
    service.decide(second_database, change, approve=False)
    assert service.read_directors(admin_database) == []
    with pytest.raises(Refused):
        service.decide(second_database, change, approve=True)
    with pytest.raises(Refused):
        service.proposed_image(second_database, change)
    mine = service.propose_appointment(admin_database, _new())
    service.decide(admin_database, mine, approve=False)
    found = [(each.change_id, each.decision) for each in service.read_changes(second_database)]
    assert found == [(change, "rejected")], "who proposed it may take it back"
    events = sql_as("postgres").execute(
        "SELECT what FROM pqr_audit.staff_event WHERE what LIKE '%director_change' ORDER BY staff_event_id"
    )
    assert [row[0] for row in events] == [
        "propose_director_change",
        "reject_director_change",
        "propose_director_change",
        "withdraw_director_change",
    ]


def test_an_account_made_by_the_other_is_no_second_person(admin_database, engine_as, own_login, sql_as):
    puppet = own_login("lead", "admin")
    change = service.propose_appointment(admin_database, _new())
    person = "(SELECT person_id FROM pqr.person WHERE login = %s)"
    sql_as("postgres").execute(
        "INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail)"
        f" SELECT p.login, 'reset_password', {person}, '{{}}' FROM pqr.person p WHERE p.person_id = %s",
        [puppet, sql_as("admin").execute("SELECT pqr_api.my_person_id()").fetchone()[0]],
    )
    with pytest.raises(Refused) as told:
        service.decide(Database(engine_as(puppet)), change, approve=True)
    assert told.value.reason == "same_hand"
    assert service.read_directors(admin_database) == []


@pytest.mark.parametrize("key", ["admin", "agent", "signer", "lead", "auditor"])
def test_no_sql_of_one_person_makes_a_signer(sql_as, key, admin_database):
    """Everything that one stolen password may try: no table, no function, no own confirmation."""
    change = service.propose_appointment(admin_database, _new())
    thief = sql_as(key)
    for attempt in (
        "INSERT INTO pqr.director (area_id, full_name, position, act_number, valid_from)"
        " VALUES (1, 'Ladrón', 'Director', 'Ninguno', '2020-01-01')",
        "INSERT INTO pqr.signature_authority (director_id, act_number, published_on, valid_from)"
        " VALUES (1, 'Ninguno', '2020-01-01', '2020-01-01')",
        "INSERT INTO pqr.director_certificate (director_id, sha256, serial, issuer, subject, valid_from, valid_to,"
        f" change_id) VALUES (1, sha256('x'), '1', '', '', '2020-01-01', '2030-01-01', '{change}')",
        "UPDATE pqr.director_change SET decision = 'approved', decided_by = 99",
        "UPDATE pqr.director SET signing_method = 'certificate', valid_to = NULL",
        f"SELECT pqr_api.decide_director_change('{change}', true)",
        f"SELECT pqr_core.apply_director_change(x) FROM pqr.director_change x WHERE change_id = '{change}'",
    ):
        with pytest.raises(psycopg.Error):
            thief.execute(attempt)
    admin = sql_as("postgres")
    assert admin.execute("SELECT count(*) FROM pqr.director").fetchone() == (0,)
    with pytest.raises(psycopg.errors.CheckViolation):
        admin.execute("UPDATE pqr.director_change SET decision = 'approved', decided_by = proposed_by")


def test_a_certificate_is_registered_by_two_and_becomes_the_way_to_sign(admin_database, confirmed):
    confirmed(service.propose_appointment(admin_database, _new()))
    director = service.read_directors(admin_database)[0].director_id
    found = service.read_certificate(_certificate("Directora Inventada Prueba"))
    assert (found.subject, len(found.sha256)) == ("Directora Inventada Prueba", 64)
    confirmed(service.propose_certificate(admin_database, director, found))
    row = service.read_directors(admin_database)[0]
    assert (row.signing_method, row.certificate_serial) == ("certificate", found.serial)
    with pytest.raises(InvalidInput):
        service.read_certificate(b"not a certificate")


def _certificate(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = clock.now()
    return (
        x509.CertificateBuilder(who, who, key.public_key(), 77, today, today + dt.timedelta(days=90))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )


def test_two_titulars_of_one_area_do_not_cross_but_an_encargo_covers(admin_database, confirmed):
    confirmed(service.propose_appointment(admin_database, _new()))
    with pytest.raises(Refused) as told:
        service.propose_appointment(admin_database, _new(full_name="Otro Director", valid_from=dt.date(2026, 5, 1)))
    assert "cruzan" in told.value.user_message
    acting = _new(
        full_name="Encargada Inventada", is_acting=True, valid_from=dt.date(2026, 5, 1), valid_to=dt.date(2026, 5, 9)
    )
    confirmed(service.propose_appointment(admin_database, acting))
    assert len(service.read_directors(admin_database)) == 2


def test_what_was_right_when_proposed_is_looked_at_again(admin_database, confirmed):
    """Two proposals that cross each other: the second confirmation is refused."""
    one = service.propose_appointment(admin_database, _new())
    other = service.propose_appointment(admin_database, _new(full_name="Otra Directora"))
    confirmed(one)
    with pytest.raises(Refused) as told:
        confirmed(other)
    assert told.value.reason == "director_overlap"


def test_gaps_are_found_before_they_happen(admin_database, confirmed):
    confirmed(service.propose_appointment(admin_database, _new(valid_to=dt.date(2026, 3, 31))))
    later = _new(full_name="Otra Directora", valid_from=dt.date(2026, 4, 10))
    confirmed(service.propose_appointment(admin_database, later))
    rows = service.read_directors(admin_database)
    found = service.gaps(rows, 1, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert [(gap.starts_on, gap.ends_on) for gap in found] == [(dt.date(2026, 4, 1), dt.date(2026, 4, 9))]
    alone = service.gaps(rows, 2, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert [(gap.starts_on, gap.ends_on) for gap in alone] == [(dt.date(2026, 1, 1), None)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": "Una"}, "full_name"),
        ({"position": " "}, "position"),
        ({"act_number": ""}, "act_number"),
        ({"valid_to": dt.date(2025, 1, 1)}, "valid_to"),
    ],
)
def test_what_is_missing_is_named(changes, field):
    with pytest.raises(InvalidInput) as told:
        _new(**changes)
    assert str(told.value) == field


@pytest.mark.parametrize("who", ["agent", "signer", "lead", "auditor"])
def test_nobody_else_registers_directors(engine_as, staff, who):
    database = Database(engine_as(staff[who].login))
    with pytest.raises(Refused):
        service.propose_appointment(database, _new())
    with pytest.raises(Refused):
        database.call("decide_director_change", p_change=uuid4(), p_approve=True)
