"""Requests to the citizen and withdrawals, attacked by plain SQL: late, twice, early, by another, and around them."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest

from app.calendar import add_business_days, business_days_between, subtract_business_days
from tests.models.test_earlier import answered
from tests.support.petitions import REGISTRY
from tests.support.requirements import HOLIDAYS, WHY, Case, month_after

__all__ = ["answered"]


@pytest.fixture
def stand(sql_as):
    return lambda received=3, activity="search_inputs", **more: Case(
        sql_as("postgres"), sql_as, received, activity, **more
    )


def refused(call) -> str:
    with pytest.raises(psycopg.Error) as why:
        call()
    assert why.value.sqlstate == "PQ100", why.value
    return str(why.value.diag.message_primary)


def paused(due: dt.date, told: dt.date, until: dt.date) -> dt.date:
    """Days that were left, counted by hand from the day after."""
    return add_business_days(until, max(1, business_days_between(told, due, HOLIDAYS)), HOLIDAYS)


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ("2026-01-31", "2026-03-02"),  # February has no 31, and its last day is a Saturday
        ("2026-02-28", "2026-03-30"),  # the 28th is a Saturday; Holy Week's Monday counts
        ("2028-01-31", "2028-02-29"),  # leap year
        ("2026-11-12", "2026-12-14"),  # the 12th is a Saturday
        ("2026-06-13", "2026-07-14"),  # 13 July is a holiday since Ley 2578 de 2026
        ("2026-12-07", "2027-01-07"),
    ],
)
def test_a_month_is_a_calendar_month_that_ends_on_a_day_that_counts(sql_as, told: str, until: str) -> None:
    day = dt.date.fromisoformat(told)
    found = sql_as("postgres").execute("SELECT pqr_core.add_months(%s, 1)", [day]).fetchone()[0]
    assert found == dt.date.fromisoformat(until) == month_after(day)


def test_pauses_move_a_date_as_counted_by_hand_from_2010_to_2040(sql_as) -> None:
    query = "SELECT pqr_core.after_pause(d, t, u) FROM unnest(%s::date[], %s::date[], %s::date[]) AS x(d, t, u)"
    asked = []
    for n in range(400):
        received = dt.date(2010, 1, 4) + dt.timedelta(days=27 * n)
        due = add_business_days(received, (10, 15, 30)[n % 3], HOLIDAYS)
        told = add_business_days(received, 1 + n % 10, HOLIDAYS)
        asked.append((due, told, told + dt.timedelta(days=1 + n % 61)))
    dues, tolds, untils = map(list, zip(*asked, strict=True))
    found = [row[0] for row in sql_as("postgres").execute(query, [dues, tolds, untils])]
    assert found == [paused(*each) for each in asked]


def test_the_term_stands_still_from_the_notice_and_goes_on_the_day_after_the_papers(stand) -> None:
    case = stand()
    number = case.ask()["filing_number"]
    assert len(number) == 15
    assert number.endswith("1")
    assert case.due_now == case.due
    told = case.tell()
    until = month_after(case.today)
    assert told["answer_by"] == until.isoformat()
    assert case.due_now == paused(case.due, case.today, until)
    case.move_back(7)
    due = add_business_days(case.received - dt.timedelta(days=7), 15, HOLIDAYS)
    told_on = case.today - dt.timedelta(days=7)
    case.supply()
    assert case.due_now == paused(due, told_on, case.today)
    words = case.sql_as("agent").execute("SELECT outcome_label FROM pqr_api.case_history(%s)", [case.case]).fetchall()
    assert [each[0] for each in words[-4:]] == [
        "Requerimiento para completar (art. 17)",
        "Prueba del aviso, por confirmar",
        "Requerimiento avisado: el término se suspende",
        "El ciudadano completó: el término se reactiva",
    ]
    # It can't be begun again to win another month.
    assert refused(lambda: case.ask()) == "requirement_again"
    assert refused(lambda: case.tell()) == "requirement_again"
    assert refused(lambda: case.supply()) == "requirement_supplied"


def test_asked_or_sent_after_the_tenth_day_it_stops_nothing(stand) -> None:
    assert refused(lambda: stand(11).ask()) == "requirement_late"
    late = stand(9)
    late.ask()
    late.move_back(3)
    late.admin.execute("UPDATE pqr.requirement SET send_by = pqr_core.today() - 1 WHERE case_id = %s", [late.case])
    assert refused(lambda: late.tell()) == "requirement_late"
    expired = stand(9)
    expired.ask()
    yesterday = subtract_business_days(expired.today, 1, HOLIDAYS)
    expired.admin.execute("UPDATE pqr.case_file SET due_on = %s WHERE case_id = %s", [yesterday, expired.case])
    assert refused(lambda: expired.tell()) == "requirement_expired"
    assert expired.due_now == yesterday


def test_what_is_missing_is_said_one_by_one(stand) -> None:
    case = stand()
    assert refused(lambda: case.ask(own=False)) == "own_files"
    assert refused(lambda: case.ask(why="Falta")) == "requirement_reason"
    assert refused(lambda: case.ask(items=[" ", ""])) == "requirement_items"
    assert refused(lambda: case.ask(items=["RC"])) == "requirement_item"
    assert refused(lambda: case.tell()) == "requirement_untold"
    case.ask()
    tomorrow = case.today + dt.timedelta(days=1)
    assert refused(lambda: case.tell(told=tomorrow)) == "law_day"
    assert refused(lambda: case.tell(sent=tomorrow)) == "told_before_sent"
    assert refused(lambda: case.supply()) == "requirement_untold"
    assert refused(lambda: case.call("record_withdrawal", tomorrow, case.paper("citizen_paper"))) == "law_day"
    typed = stand(class_key="judicial", typed_due_at=dt.datetime.now(dt.UTC) + dt.timedelta(days=5))
    assert refused(lambda: typed.ask()) == "requirement_typed"


def test_a_letter_written_again_takes_another_number_and_annuls_the_first(stand) -> None:
    case = stand()
    first, second = case.ask(), case.ask()
    assert first["filing_number"] < second["filing_number"]
    query = "SELECT filing_number, annulled_at IS NOT NULL FROM pqr.legal_letter WHERE case_id = %s ORDER BY 1"
    assert case.admin.execute(query, [case.case]).fetchall() == [
        (first["filing_number"], True), (second["filing_number"], False),
    ]  # fmt: skip
    again = case.call("ask_requirement", (second["letter"],), "complete", WHY, ["Otra cosa"], True, version=1)
    assert (again["replayed"], again["filing_number"]) == (True, second["filing_number"])


def test_the_citizen_gets_one_more_month_when_asked_in_time(stand) -> None:
    case = stand()
    case.ask()
    case.tell()
    until, most = month_after(case.today), month_after(case.today, 2)

    def prolong(to: dt.date, asked: dt.date | None = None) -> object:
        return case.call("prolong_requirement", asked or case.today, to, case.paper("citizen_paper"))

    assert refused(lambda: prolong(until)) == "prolonged_date"
    assert refused(lambda: prolong(add_business_days(most, 1, HOLIDAYS))) == "prolonged_long"
    assert refused(lambda: prolong(most, until + dt.timedelta(days=1))) == "prolonged_late"
    prolong(most)
    assert case.due_now == paused(case.due, case.today, most)
    assert refused(lambda: prolong(most)) == "prolonged_again"


def test_the_withdrawal_waits_for_the_whole_month_a_lawyer_a_notice_and_ten_days(stand, perform) -> None:
    case = stand()
    aval = {"kind": "archive", "reason_code": "A05", "note": "No aportó el registro civil."}

    def step(who: str, activity: str, outcome: str, payload: dict[str, object] | None = None) -> dict[str, object]:
        return perform(who, case.case, case.version, activity, outcome, payload or {})

    assert step("agent", "search_inputs", "to_archive")["reason"] == "law_archive_ready"
    case.ask()
    case.tell()
    case.move_back((month_after(case.today) - case.today).days)
    assert step("agent", "search_inputs", "to_archive")["reason"] == "law_archive_ready"
    case.move_back(1)
    assert step("agent", "search_inputs", "to_archive")["status"] == "applied"
    assert step("agent", "request_endorsement", "requested", aval)["status"] == "applied"
    assert step("agent", "request_endorsement", "archived")["status"] == "refused"
    assert step("lawyer", "request_endorsement", "archived")["status"] == "applied"
    assert step("agent", "close_archived", "reported")["reason"] == "act_untold"
    letter = uuid.uuid4()
    case.call("start_notice", (letter,))
    case.sql_as("agent").execute("SELECT pqr_api.file_legal_letter(%s, %s)", [letter, case.paper("legal_letter")])
    case.call("tell_legal_letter", (letter,), case.today, case.today, "personal", case.paper("legal_proof"))
    assert step("agent", "close_archived", "reported")["reason"] == "act_appealable"
    # The citizen asks for it to be taken back: a lawyer decides again, with a new act and a new notice.
    case.call("record_appeal", case.today, case.paper("citizen_paper"))
    assert step("agent", "close_archived", "reported")["reason"] == "act_appealed"
    assert refused(lambda: case.call("record_appeal", case.today, case.paper("citizen_paper"))) == "appeal_again"
    assert step("agent", "close_archived", "appealed")["status"] == "applied"
    assert step("agent", "request_endorsement", "requested", aval)["status"] == "applied"
    assert step("lawyer", "request_endorsement", "archived")["status"] == "applied"
    assert step("agent", "close_archived", "reported")["reason"] == "act_untold"
    second = uuid.uuid4()
    case.call("start_notice", (second,))
    case.sql_as("agent").execute("SELECT pqr_api.file_legal_letter(%s, %s)", [second, case.paper("legal_letter")])
    case.call("tell_legal_letter", (second,), case.today, case.today, "personal", case.paper("legal_proof"))
    assert step("agent", "close_archived", "reported")["status"] == "applied"


def test_papers_that_come_before_the_act_undo_the_withdrawal(stand, perform) -> None:
    case = stand(activity="request_endorsement")
    aval = {"kind": "archive", "reason_code": "A05", "note": "No aportó el registro civil."}
    early = perform("agent", case.case, case.version, "request_endorsement", "requested", aval)
    assert early["reason"] == "ground_unasked"
    case.ask()
    case.tell()
    early = perform("agent", case.case, case.version, "request_endorsement", "requested", aval)
    assert early["reason"] == "ground_early"
    case.move_back(40)
    perform("agent", case.case, case.version, "request_endorsement", "requested", aval)
    case.supply()
    late = perform("lawyer", case.case, case.version, "request_endorsement", "archived", {})
    assert late["reason"] == "ground_supplied"


def test_an_express_withdrawal_is_archived_or_gone_on_with_by_a_reasoned_act(stand, perform) -> None:
    case = stand(activity="request_endorsement")
    aval = {"kind": "archive", "reason_code": "A04", "note": "Escrito firmado."}
    without = perform("agent", case.case, case.version, "request_endorsement", "requested", aval)
    assert without["reason"] == "ground_unwithdrawn"
    paper = case.paper("citizen_paper")
    case.call("record_withdrawal", case.today, paper)
    assert case.call("record_withdrawal", case.today, paper, version=1)["replayed"]
    assert perform("agent", case.case, case.version, "request_endorsement", "requested", aval)["status"] == "applied"
    short = perform(
        "lawyer", case.case, case.version, "request_endorsement", "denied", {"note": "Sigue", "denial_code": "N99"}
    )
    assert short["reason"] == "continue_reason"
    why = {"note": "Hay un interés público: otras cuarenta familias están en la misma situación.", "denial_code": "N99"}
    assert perform("lawyer", case.case, case.version, "request_endorsement", "denied", why)["status"] == "applied"
    query = "SELECT decision, act_number FROM pqr.express_withdrawal WHERE case_id = %s"
    decision, number = case.admin.execute(query, [case.case]).fetchone()
    assert decision == "continued"
    assert number.endswith(f" de {case.today.year}")
    assert (
        refused(lambda: case.call("record_withdrawal", case.today, case.paper("citizen_paper"))) == "withdrawal_again"
    )
    letter = uuid.uuid4()
    assert case.call("start_continuation", (letter,))["filing_number"]


def test_only_what_is_not_understood_is_returned_to_be_clarified(stand, perform) -> None:
    assert refused(lambda: stand(claims=(REGISTRY,)).ask("clarify")) == "clarify_understood"
    case = stand(activity="classify_claim")
    # What nobody was told of gives way; what the citizen was told does not.
    case.ask()
    case.ask("clarify", own=False)
    assert refused(lambda: case.tell()) == "requirement_untold"
    told = case.tell("clarify")
    assert refused(lambda: case.ask()) == "requirement_one"
    until = add_business_days(case.today, 10, HOLIDAYS)
    assert told["answer_by"] == until.isoformat()
    assert case.due_now == paused(case.due, case.today, until)
    early = perform("agent", case.case, case.version, "classify_claim", "to_archive", {})
    assert early["reason"] == "law_archive_ready"
    case.move_back((until - case.today).days + 1)
    assert perform("agent", case.case, case.version, "classify_claim", "to_archive", {})["status"] == "applied"
    asked = {"kind": "archive", "reason_code": "A06", "note": "No aclaró."}
    assert perform("agent", case.case, case.version, "request_endorsement", "requested", asked)["status"] == "applied"


def test_a_repeated_petition_refers_only_to_an_answer_whose_delivery_is_proved(stand, answered, perform) -> None:
    case, letter = stand(), uuid.uuid4()

    def refer(*, sure: bool = True) -> object:
        return case.call("refer_to_earlier", (letter,), WHY, sure)

    assert refused(refer) == "earlier_unproved"
    earlier = answered()
    link = "SELECT pqr_api.link_petition(%s, %s, %s, %s, 'repeated', %s)"
    case.sql_as("agent").execute(link, [uuid.uuid4(), case.case, case.version, earlier, WHY])
    case.admin.execute("UPDATE pqr.dispatch SET state = 'returned' WHERE case_id = %s", [earlier])
    assert refused(refer) == "earlier_unproved"
    case.admin.execute("UPDATE pqr.dispatch SET state = 'delivered' WHERE case_id = %s", [earlier])
    assert refused(lambda: refer(sure=False)) == "earlier_exceptions"
    assert refer()["filing_number"]
    query = "SELECT earlier_case_id, attempt FROM pqr.earlier_answer WHERE case_id = %s"
    assert case.admin.execute(query, [case.case]).fetchone() == (earlier, 1)
    case.sql_as("agent").execute("SELECT pqr_api.file_legal_letter(%s, %s)", [letter, case.paper("legal_letter")])
    # Archived by aval, but closed only once the citizen has the letter.
    assert perform("agent", case.case, case.version, "search_inputs", "to_archive", {})["status"] == "applied"
    aval = {"kind": "archive", "reason_code": "A02", "note": WHY}
    perform("agent", case.case, case.version, "request_endorsement", "requested", aval)
    perform("lawyer", case.case, case.version, "request_endorsement", "archived", {})
    assert perform("agent", case.case, case.version, "close_archived", "reported", {})["reason"] == "act_untold"
    case.call("tell_legal_letter", (letter,), case.today, case.today, "post", case.paper("legal_proof"))
    assert perform("agent", case.case, case.version, "close_archived", "reported", {})["status"] == "applied"


@pytest.mark.parametrize("who", ["agent2", "lawyer", "quality", "mission", "printing"])
def test_nobody_else_does_any_of_it(stand, who: str) -> None:
    case = stand()
    assert refused(lambda: case.ask(who=who)) == "not_permitted"
    letter = case.ask()["letter"]
    assert refused(lambda: case.tell(who=who)) == "not_permitted"
    case.tell()
    assert refused(lambda: case.supply(who=who)) == "not_permitted"
    paper = case.paper("citizen_paper")
    assert refused(lambda: case.call("record_withdrawal", case.today, paper, who=who)) == "not_permitted"
    file = "SELECT pqr_api.file_legal_letter(%s, %s)"
    assert refused(lambda: case.sql_as(who).execute(file, [letter, paper])) == "not_permitted"
    for table in ("requirement", "legal_letter", "express_withdrawal"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            case.sql_as(who).execute(f"DELETE FROM pqr.{table}")


def test_no_other_function_moves_the_date_of_a_term_that_stands_still(stand) -> None:
    case = stand()
    case.ask()
    case.tell()
    case.admin.execute("SET ROLE pqr_kernel")
    try:
        with pytest.raises(psycopg.Error) as why:
            case.admin.execute("UPDATE pqr.case_file SET due_on = due_on + 7 WHERE case_id = %s", [case.case])
    finally:
        case.admin.execute("RESET ROLE")
    assert why.value.diag.message_primary == "due_date_fixed"
    asked = case.sql_as("agent").execute("SELECT * FROM pqr_api.awaiting_citizen(%s)", [[case.case]]).fetchall()
    assert asked == [(case.case, "complete", "waiting", month_after(case.today))]


def test_a_closure_after_the_wait_moves_the_date_and_an_extension_counts_the_wait(stand) -> None:
    case = stand()
    case.ask()
    case.tell()
    assert refused(lambda: extend(case, case.due_now + dt.timedelta(days=1))) == "extension_paused"
    case.move_back(7)
    case.supply()
    told, received = case.today - dt.timedelta(days=7), case.received - dt.timedelta(days=7)
    closed = add_business_days(case.today, 2, HOLIDAYS)
    case.admin.execute("SELECT pqr_core.put_day(%s, 'closure', 'Cierre', 'Resolución')", [closed])
    moved = "SELECT new_due FROM pqr_core.moved_terms(%s) WHERE case_id = %s"
    days = HOLIDAYS | {closed}
    left = business_days_between(told, add_business_days(received, 15, days), days)
    assert case.admin.execute(moved, [closed, case.case]).fetchone() == (add_business_days(case.today, left, days),)
    # Twice the term, and the days that it stood still.
    most = add_business_days(received, 30, days)
    latest = add_business_days(case.today, business_days_between(told, most, days), days)
    assert refused(lambda: extend(case, add_business_days(latest, 1, days))) == "extension_too_long"
    assert extend(case, latest)["status"] == "applied"


def extend(case: Case, until: dt.date) -> dict[str, object]:
    found: dict[str, object] = case.call("ask_extension", (uuid.uuid4(),), until, WHY)
    return found
