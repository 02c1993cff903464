"""Which datum lacks where no term can be counted, and the alarm of what an hour was fixed for: asked as each role."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest

from tests.support.petitions import stand_petition

RECEIVED = dt.date(2026, 11, 3)


def refused(admin, *values) -> str | None:
    with pytest.raises(psycopg.Error) as caught:
        admin.execute("SELECT pqr_core.due_on(%s, %s, %s)", values)
    return caught.value.diag.message_detail


@pytest.mark.parametrize(
    ("class_key", "received", "lacks", "spoiled"),
    [
        ("judicial", RECEIVED, "typed_due_at", ""),
        ("oversight", RECEIVED, "typed_due_at", ""),
        ("congress", RECEIVED, "typed_due_at", ""),
        ("petition", None, "received_on", ""),
        (None, RECEIVED, "class_key", ""),
        ("petition", dt.date(2012, 5, 2), "regime", ""),
        ("petition", RECEIVED, "calendar", "DELETE FROM pqr.non_working_day WHERE extract(year FROM day) = 2026"),
        ("petition", RECEIVED, None, ""),
    ],
)
def test_a_term_that_cannot_be_counted_names_its_datum(admin, sql_as, class_key, received, lacks, spoiled) -> None:
    if spoiled:
        admin.execute(spoiled)
    asked = "SELECT pqr_core.term_lacks(%s, %s, NULL)"
    assert admin.execute(asked, [class_key, received]).fetchone() == (lacks,)
    if lacks is not None:
        assert lacks in (refused(admin, class_key, received, None) or "")
    if class_key is None or received is None:
        return
    case = stand_petition(admin, "search_inputs", class_key=class_key, received_on=received, due_on=None)
    told = "SELECT lacks, slack FROM pqr_api.slack(%s)"
    assert sql_as("agent").execute(told, [[case]]).fetchone() == (lacks or "uncounted", None)
    dated = stand_petition(admin, "search_inputs", class_key=class_key, received_on=received)
    assert sql_as("agent").execute(told, [[dated]]).fetchone()[0] is None


def test_an_hour_alarms_its_agent_and_the_leader_and_nobody_else(admin, sql_as) -> None:
    cases = [stand_petition(admin, "draft_response") for _ in range(4)]
    spells = ("3 hours", "-2 hours", "30 hours", "1 hour")
    for case, spell in zip(cases, spells, strict=True):
        admin.execute(
            "UPDATE pqr.petition SET class_key = 'judicial', typed_due_at = clock_timestamp() + %s::interval"
            " WHERE case_id = %s",
            [spell, case],
        )
    admin.execute(
        "UPDATE pqr.case_file c SET due_on = (p.typed_due_at AT TIME ZONE INTERVAL '-05:00')::date"
        " FROM pqr.petition p WHERE p.case_id = c.case_id"
    )
    # What is handed over alarms nobody.
    admin.execute("UPDATE pqr.case_file SET activity = 27 WHERE case_id = %s", [cases[3]])
    query = "SELECT case_id, mine FROM pqr_api.hours_alarm()"
    assert sql_as("agent").execute(query).fetchall() == [(cases[1], True), (cases[0], True)]
    assert sql_as("lead").execute(query).fetchall() == [(cases[1], False), (cases[0], False)]
    for who in ("agent2", "lawyer", "assigner", "auditor", "mission", "signer"):
        assert sql_as(who).execute(query).fetchall() == [], who
