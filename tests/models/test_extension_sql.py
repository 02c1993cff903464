"""The extension of a term, attacked by plain SQL: late, too long, twice, without proof, by another, and around it."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest

from app.calendar import add_business_days, subtract_business_days
from app.models.catalogue import holidays
from tests.people import STAFF
from tests.support.petitions import stand_paper, stand_petition

HOLIDAYS = frozenset(row["day"] for row in holidays())
WHY = "Se espera el cotejo del registro civil que pidió la Registraduría."


class Attempt:
    """A petition of mine, received some business days ago, and the calls that extend it."""

    def __init__(self, admin, sql_as, received: int, class_key: str = "petition") -> None:
        self.admin, self.sql_as = admin, sql_as
        self.today = admin.execute("SELECT pqr_core.today()").fetchone()[0]
        self.received = subtract_business_days(self.today, received, HOLIDAYS)
        days = 10 if class_key == "documents" else 15
        self.due = add_business_days(self.received, days, HOLIDAYS)
        self.most = add_business_days(self.received, 2 * days, HOLIDAYS)
        typed = {"typed_due_at": dt.datetime.combine(self.due, dt.time(17), dt.UTC)} if class_key == "judicial" else {}
        self.case = stand_petition(
            admin, "draft_response", due_on=self.due, received_on=self.received, class_key=class_key, **typed
        )

    def paper(self, kind: str) -> uuid.UUID:
        return stand_paper(self.admin, self.case, kind, STAFF["agent"].person_id)

    def ask(self, until: dt.date, *, who: str = "agent", why: str = WHY, kind: str = "legal_letter", version: int = 0):
        connection, letter = self.sql_as(who), uuid.uuid4()
        query = "SELECT pqr_api.ask_extension(%s, %s, %s, %s, %s)"
        values = [letter, self.case, version or self.version, until, why]
        made = connection.execute(query, values).fetchone()[0]
        connection.execute("SELECT pqr_api.file_legal_letter(%s, %s)", [letter, self.paper(kind)])
        return made

    def record(self, told: dt.date, *, who: str = "agent", kind: str = "legal_proof"):
        proof = self.paper(kind)
        query = "SELECT pqr_api.confirm_extension(%s, %s, %s, %s, 'post', %s)"
        self.sql_as(who).execute(query, [self.case, self.version, told, told, proof])
        return proof

    def check(self, proof: uuid.UUID, version: int = 0, *, who: str = "lawyer", right: bool = True, note: str = ""):
        query = "SELECT pqr_api.check_term_proof(%s, %s, %s, %s)"
        return self.sql_as(who).execute(query, [proof, version or self.version, right, note]).fetchone()[0]

    def confirm(self, told: dt.date, *, who: str = "agent", kind: str = "legal_proof"):
        return self.check(self.record(told, who=who, kind=kind))

    @property
    def version(self) -> int:
        query = "SELECT version FROM pqr.case_file WHERE case_id = %s"
        return self.admin.execute(query, [self.case]).fetchone()[0]

    def due_now(self) -> dt.date:
        return self.admin.execute("SELECT due_on FROM pqr.case_file WHERE case_id = %s", [self.case]).fetchone()[0]


@pytest.fixture
def attempt(sql_as):
    return lambda received=3, class_key="petition": Attempt(sql_as("postgres"), sql_as, received, class_key)


def refused(call) -> str:
    with pytest.raises(psycopg.Error) as why:
        call()
    assert why.value.sqlstate == "PQ100", why.value
    return why.value.diag.message_primary


def test_the_term_moves_with_the_proof_and_not_before(attempt, sql_as) -> None:
    tried = attempt()
    assert tried.ask(tried.most)["status"] == "applied"
    assert tried.due_now() == tried.due
    assert tried.confirm(tried.today)["due_on"] == tried.most.isoformat()
    assert tried.due_now() == tried.most
    events = sql_as("postgres").execute(
        "SELECT outcome, version FROM pqr_audit.case_event WHERE case_id = %s ORDER BY version DESC LIMIT 1",
        [tried.case],
    )
    assert events.fetchone() == ("extended", 4)
    told = sql_as("agent").execute("SELECT outcome_label FROM pqr_api.case_history(%s)", [tried.case]).fetchall()
    assert told[-2:] == [("Prueba del aviso, por confirmar",), ("Ampliar el término",)]
    assert refused(lambda: tried.ask(tried.most)) == "extension_again"
    assert refused(lambda: tried.confirm(tried.today)) == "extension_again"


@pytest.mark.parametrize("class_key", ["petition", "documents"])
def test_more_than_double_the_term_is_refused(attempt, class_key: str) -> None:
    tried = attempt(3, class_key)
    assert refused(lambda: tried.ask(add_business_days(tried.most, 1, HOLIDAYS))) == "extension_too_long"
    assert tried.ask(tried.most)["status"] == "applied"


def test_on_the_day_it_expires_it_is_still_time_and_the_day_after_it_is_not(attempt, sql_as) -> None:
    tried = attempt(14)
    due = "UPDATE pqr.case_file SET due_on = %s WHERE case_id = %s"
    admin = sql_as("postgres")
    admin.execute(due, [tried.today - dt.timedelta(days=1), tried.case])
    assert refused(lambda: tried.ask(tried.most)) == "extension_late"
    admin.execute(due, [tried.today, tried.case])
    assert tried.ask(tried.most)["status"] == "applied"


def test_asked_in_time_and_told_late_does_not_count(attempt, sql_as) -> None:
    tried = attempt(14)
    tried.ask(tried.most)
    yesterday = subtract_business_days(tried.today, 1, HOLIDAYS)
    sql_as("postgres").execute("UPDATE pqr.case_file SET due_on = %s WHERE case_id = %s", [yesterday, tried.case])
    assert refused(lambda: tried.confirm(yesterday)) == "extension_late"
    assert refused(lambda: tried.confirm(tried.today)) == "extension_late"
    assert tried.due_now() == yesterday


def test_what_the_law_does_not_give_is_refused(attempt) -> None:
    tried = attempt()
    sunday = tried.due + dt.timedelta(days=6 - tried.due.weekday())
    assert refused(lambda: tried.ask(tried.due)) == "extension_date"
    assert refused(lambda: tried.ask(sunday)) == "extension_date"
    assert refused(lambda: tried.ask(tried.most, why="Falta tiempo")) == "extension_reason"
    assert refused(lambda: tried.confirm(tried.today)) == "extension_unasked"
    assert refused(lambda: tried.ask(tried.most, kind="attachment")) == "document_missing"
    # It has its number and no file: nobody can have been told.
    assert refused(lambda: tried.confirm(tried.today)) == "letter_unmade"
    tried.ask(tried.most)
    assert refused(lambda: tried.confirm(tried.today + dt.timedelta(days=1))) == "law_day"
    assert refused(lambda: tried.confirm(tried.today - dt.timedelta(days=1))) == "law_day"
    assert refused(lambda: tried.confirm(tried.today, kind="attachment")) == "document_missing"
    assert refused(lambda: attempt(3, "judicial").ask(tried.most)) == "extension_typed"


@pytest.mark.parametrize("who", ["agent2", "quality", "printing", "mission", "lawyer"])
def test_nobody_else_extends_it(attempt, who: str) -> None:
    tried = attempt()
    assert refused(lambda: tried.ask(tried.most, who=who)) == "not_permitted"
    tried.ask(tried.most)
    assert refused(lambda: tried.confirm(tried.today, who=who)) == "not_permitted"


def test_an_old_version_extends_nothing(attempt) -> None:
    tried = attempt()
    assert refused(lambda: tried.ask(tried.most, version=7)) == "stale_version"


def test_no_function_moves_a_due_date_otherwise(attempt, sql_as) -> None:
    tried = attempt()
    admin = sql_as("postgres")
    with pytest.raises(psycopg.Error):
        sql_as("agent").execute("UPDATE pqr.case_file SET due_on = due_on + 30 WHERE case_id = %s", [tried.case])
    admin.execute("SET ROLE pqr_kernel")
    try:
        move = "UPDATE pqr.case_file SET due_on = due_on + 7 WHERE case_id = %s"
        assert refused(lambda: admin.execute(move, [tried.case])) == "due_date_fixed"
    finally:
        admin.execute("RESET ROLE")
    assert tried.due_now() == tried.due


def test_the_calendar_leaves_alone_the_date_that_the_citizen_was_told(attempt, sql_as) -> None:
    tried = attempt()
    tried.ask(tried.most)
    tried.confirm(tried.today)
    admin = sql_as("postgres")
    between = add_business_days(tried.today, 2, HOLIDAYS)
    admin.execute("INSERT INTO pqr.non_working_day VALUES (%s, 'Cierre', 'Resolución', 'closure')", [between])
    assert admin.execute("SELECT count(*) FROM pqr_core.moved_terms(%s)", [between]).fetchone() == (0,)
