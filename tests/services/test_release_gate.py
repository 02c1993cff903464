"""The release gate: a program older than the administrator allows only reads; the one before the newest still sends."""

from __future__ import annotations

import pytest

from app import errors, version
from app.services import database as databases
from app.services.access import sign_in
from app.services.administration import release
from app.services.command import Command
from app.services.perform import Performer, Result
from tests.people import PASSWORD, STAFF

AGENT = STAFF["agent"]


def good(case) -> Command:
    return Command(case_id=case, version=1, procedure="pqr_v08", activity="check_image", outcome="image_good")


@pytest.fixture
def case(make_case):
    return make_case("pqr_v08", "check_image", assignee_id=AGENT.person_id)


@pytest.fixture
def access(server, database):
    made = []

    def enter():
        made.append(sign_in(server.target(database), AGENT.login, PASSWORD))
        return made[-1]

    yield enter
    for each in made:
        each.close()


def test_the_program_before_a_newer_database_still_sends(access, case, sql_as) -> None:
    """N-1: the database has been brought to a form this program does not know, and still answers it."""
    sql_as("postgres").execute("UPDATE pqr_meta.alembic_version SET version_num = '9999'")
    signed = access()
    assert signed.database.oldest_allowed == ""
    assert Performer(signed.database).perform(good(case)).status == "applied"


def test_a_program_too_old_reads_and_sends_nothing(access, case, sql_as) -> None:
    answer = sql_as("admin").execute("SELECT pqr_api.set_min_client('99.0')").fetchone()[0]
    assert answer == {"status": "applied"}
    signed = access()
    assert signed.database.oldest_allowed == "99.0"
    assert signed.database.rows("SELECT version FROM pqr.case_file WHERE case_id = :case", {"case": case})[0][0] == 1
    with pytest.raises(errors.ProgramTooOld):
        Performer(signed.database).perform(good(case))


def test_the_door_refuses_a_program_too_old_that_asks_all_the_same(access, case, sql_as) -> None:
    signed = access()
    sql_as("admin").execute("SELECT pqr_api.set_min_client('0.1.1')")
    # This program does not know yet: the server does.
    with pytest.raises(errors.ProgramTooOld):
        Performer(signed.database).perform(good(case))
    with pytest.raises(errors.ProgramTooOld):
        Performer(signed.database).undo(Result(good(case), "applied", 1, "check_image"), 0)
    sql_as("admin").execute("SELECT pqr_api.set_min_client('0.1.0')")
    assert Performer(signed.database).perform(good(case)).status == "applied"


@pytest.mark.parametrize(
    ("ours", "asked", "allowed"),
    [
        ("0.1.0", "0.1.0", True),
        ("0.10.0", "0.9.5", True),
        ("0.9.5", "0.10", False),
        ("1.0", "1.0.1", False),
        ("1.0.1", "1.0", True),
    ],
)
def test_versions_are_compared_as_numbers_here_and_there(
    connect_as, sql_as, monkeypatch: pytest.MonkeyPatch, ours: str, asked: str, allowed: bool
) -> None:
    sql_as("admin").execute("SELECT pqr_api.set_min_client(%s)", [asked])
    admin = sql_as("postgres")
    admin.execute("SELECT set_config('application_name', %s, false)", [f"pqr/{ours} 0123456789abcdef"])
    assert admin.execute("SELECT pqr_core.too_old()").fetchone()[0] is not allowed
    monkeypatch.setattr(databases, "VERSION", ours)
    here = databases.Database(None)  # type: ignore[arg-type]
    here.note_identity({"min_client": asked})
    assert (here.oldest_allowed == "") is allowed


def test_only_an_administrator_sets_it_and_only_to_a_version(sql_as) -> None:
    for key, words in (("lead", "1.0"), ("admin", "la última"), ("admin", "")):
        with pytest.raises(Exception, match=r"payload|permission denied"):
            sql_as(key).execute("SELECT pqr_api.set_min_client(%s)", [words])


def test_a_database_says_from_which_program_on_it_answers(sql_as) -> None:
    said = sql_as("postgres").execute("SELECT min_client FROM pqr_meta.server").fetchone()[0]
    assert said == version.OLDEST
    assert version.as_numbers(version.OLDEST) <= version.as_numbers(version.VERSION)


def test_the_administrator_sees_who_would_only_read_and_the_change_is_written_down(access, engine_as, sql_as) -> None:
    signed, admin = access(), databases.Database(engine_as(STAFF["admin"].login))
    found = release.read_release(admin)
    assert found.minimum == version.OLDEST
    ours = next(each for each in found.programs if each.version == version.VERSION)
    assert ours.people >= 2 and found.left_out("99") >= 2 and found.left_out(version.VERSION) == 0
    assert release.set_minimum(admin, " 1.02 ").minimum == "1.2"
    told = sql_as("postgres").execute("SELECT session_login, what, detail FROM pqr_audit.staff_event").fetchall()
    assert told == [(STAFF["admin"].login, "min_client", {"old": version.OLDEST, "new": "1.2"})]
    with pytest.raises(errors.Refused):
        release.read_release(signed.database)
    for words in ("", "1.", "la última", "1.2.3.4.5", "12345", "1.-2", "١.٢"):
        with pytest.raises(errors.InvalidInput):
            release.set_minimum(admin, words)
