"""Search finds by name without accents, by whole identity and by filing number, within what one takes part in."""

from __future__ import annotations

import psycopg
import pytest

from tests.people import STAFF
from tests.support.petitions import stand_petition


def _found(session: psycopg.Connection, text: str) -> list:
    return [row[0] for row in session.execute("SELECT case_id FROM pqr_api.search(%s)", [text])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("muñoz", True),
        ("MUNOZ peña", True),
        ("pena yolan", True),
        ("10203040", True),
        ("1020", False),
        ("10203041", False),
        ("mu", False),
        ("'; DROP TABLE pqr.area; --", False),
        ("muñoz & !x:* (", False),
        ("   ", False),
        ("x" * 201, False),
    ],
)
def test_what_is_found(sql_as, text, found):
    case = stand_petition(sql_as("postgres"), "check_image", name="Yolanda Muñoz Peña")
    assert _found(sql_as("agent"), text) == ([case] if found else [])


def test_a_filing_number_is_found_whole(sql_as):
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    number = admin.execute("SELECT filing_number FROM pqr.petition WHERE case_id = %s", [case]).fetchone()[0]
    assert _found(sql_as("agent"), number) == [case]
    assert _found(sql_as("agent"), number[:-1]) == []


def test_a_corrected_name_is_found_and_the_old_one_not(sql_as):
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image", name="Nombre Viejo")
    admin.execute("UPDATE pqr.petitioner SET full_name = 'Nombre Nuevo' WHERE case_id = %s", [case])
    assert _found(sql_as("agent"), "nuevo") == [case]
    assert _found(sql_as("agent"), "viejo") == []


def test_who_once_worked_on_it_still_finds_it(sql_as, perform):
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    assert perform("agent", case, 1, "check_image", "image_good")["status"] == "applied"
    admin.execute("UPDATE pqr.case_file SET assignee_id = %s WHERE case_id = %s", [STAFF["agent2"].person_id, case])
    for who in ("agent", "agent2"):
        assert _found(sql_as(who), "rosa") == [case]
    assert _found(sql_as("lawyer"), "rosa") == []


def test_every_search_counts_also_without_result(sql_as):
    sql_as("postgres").execute("UPDATE pqr.quota SET allowed = 1 WHERE kind = 'search'")
    assert _found(sql_as("agent"), "nadie") == []
    with pytest.raises(psycopg.Error) as raised:
        _found(sql_as("agent"), "nadie")
    assert raised.value.diag.message_primary == "quota"
    reasons = sql_as("postgres").execute("SELECT reason FROM pqr_audit.read_log").fetchall()
    assert all("nadie" not in reason for (reason,) in reasons)
