"""Directors sign between the dates of their act; gaps are seen before they happen; only administrators register."""

from __future__ import annotations

import datetime as dt

import pytest

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


def test_registered_with_signature_and_authority(admin_database, sql_as):
    director = service.register(admin_database, _new(signature_png=signature_image.invent("Directora Inventada")))
    service.register_authority(admin_database, director, "Resolución 2", START, START, None)
    row = service.read_directors(admin_database)[0]
    assert (row.full_name, row.authority_act, row.signs_on(START)) == (
        "Directora Inventada Prueba",
        "Resolución 2",
        True,
    )
    kind = (
        sql_as("postgres")
        .execute("SELECT kind, state, mime FROM pqr.document WHERE document_id = %s", [row.signature_document_id])
        .fetchone()
    )
    assert kind == ("signature_image", "ready", "image/png")
    service.change(admin_database, director, dt.date(2026, 6, 30))
    assert not service.read_directors(admin_database)[0].signs_on(dt.date(2026, 7, 1))


def test_two_titulars_of_one_area_do_not_cross_but_an_encargo_covers(admin_database):
    service.register(admin_database, _new())
    with pytest.raises(Refused) as told:
        service.register(admin_database, _new(full_name="Otro Director", valid_from=dt.date(2026, 5, 1)))
    assert "cruzan" in told.value.user_message
    service.register(
        admin_database,
        _new(
            full_name="Encargada Inventada",
            is_acting=True,
            valid_from=dt.date(2026, 5, 1),
            valid_to=dt.date(2026, 5, 9),
        ),
    )
    assert len(service.read_directors(admin_database)) == 2


def test_gaps_are_found_before_they_happen(admin_database):
    service.register(admin_database, _new(valid_to=dt.date(2026, 3, 31)))
    service.register(admin_database, _new(full_name="Otra Directora", valid_from=dt.date(2026, 4, 10)))
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
        service.register(database, _new())
    with pytest.raises(Refused):
        database.call("change_director", p_director=1, p_to=None, p_signature=None)
