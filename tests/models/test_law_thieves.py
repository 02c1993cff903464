"""Clarification, reference to an earlier answer and reposición (Ley 1755, arts. 17 to 19), tried by others in SQL."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from tests.models.test_earlier import answered
from tests.models.test_requirement_sql import refused
from tests.support.requirements import WHY, Case, month_after

__all__ = ["answered"]
OTHERS = ("agent2", "lawyer", "lawyer2", "lead", "assigner", "analyst", "quality", "signer", "mission", "auditor")


def nobody_else(act) -> None:
    """`act(who)` is refused to everybody but the agent of the case, in words of ours or by the grants."""
    for who in OTHERS:
        with pytest.raises(psycopg.Error) as caught:
            act(who)
        said = (caught.value.diag.message_primary or "", caught.value.diag.message_detail or "")
        is_ours = any("not_permitted" in each for each in said)
        assert is_ours or isinstance(caught.value, psycopg.errors.InsufficientPrivilege), (who, said)


def nobody_writes(case: Case, *statements: str) -> None:
    """Not even the agent of the case writes what the functions write."""
    for statement in statements:
        for who in ("agent", "lawyer", "lead"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                case.sql_as(who).execute(statement, [case.case])


def kept(case: Case) -> tuple[object, ...]:
    found: tuple[object, ...] = case.admin.execute(
        "SELECT c.version, c.due_on, c.activity, (SELECT count(*) FROM pqr.legal_letter l WHERE l.case_id = c.case_id)"
        " FROM pqr.case_file c WHERE c.case_id = %s",
        [case.case],
    ).fetchone()
    return found


def test_nobody_else_asks_to_clarify_tells_it_or_says_that_it_was_clarified(sql_as) -> None:
    case = Case(sql_as("postgres"), sql_as, 3, "classify_claim")
    before = kept(case)
    nobody_else(lambda who: case.call("ask_requirement", (uuid.uuid4(),), "clarify", WHY, ["Qué pide"], False, who=who))
    assert kept(case) == before
    case.ask("clarify", own=False)
    proof = case.paper("legal_proof")
    tell = ("confirm_requirement", "clarify", case.today, case.today, "post", proof)
    nobody_else(lambda who: case.call(*tell, who=who))
    case.tell("clarify")
    waits, paper = kept(case), case.paper("citizen_paper")
    nobody_else(lambda who: case.call("supply_requirement", "clarify", case.today, paper, who=who))
    # A version that is not the one on record, and another case's paper, move no clock either.
    stale = lambda: case.call("supply_requirement", "clarify", case.today, paper, version=1)  # noqa: E731
    assert refused(stale) == "stale_version"
    foreign = Case(sql_as("postgres"), sql_as).paper("citizen_paper")
    assert refused(lambda: case.call("supply_requirement", "clarify", case.today, foreign)) in (
        "document_missing", "document_other",
    )  # fmt: skip
    nobody_writes(
        case,
        "UPDATE pqr.requirement SET supplied_on = current_date WHERE case_id = %s",
        "DELETE FROM pqr.requirement WHERE case_id = %s",
        "UPDATE pqr.case_file SET due_on = due_on + 30 WHERE case_id = %s",
    )
    assert kept(case) == waits
    assert case.call("supply_requirement", "clarify", case.today, paper)["status"] == "applied"


def test_nobody_else_refers_to_an_earlier_answer(sql_as, answered) -> None:
    case, earlier = Case(sql_as("postgres"), sql_as), answered()
    link = "SELECT pqr_api.link_petition(%s, %s, %s, %s, 'repeated', %s)"
    nobody_else(lambda who: sql_as(who).execute(link, [uuid.uuid4(), case.case, case.version, earlier, WHY]))
    sql_as("agent").execute(link, [uuid.uuid4(), case.case, case.version, earlier, WHY])
    case.admin.execute("UPDATE pqr.dispatch SET state = 'delivered' WHERE case_id = %s", [earlier])
    before = kept(case)
    nobody_else(lambda who: case.call("refer_to_earlier", (uuid.uuid4(),), WHY, True, who=who))
    assert kept(case) == before
    letter = uuid.uuid4()
    assert case.call("refer_to_earlier", (letter,), WHY, True)["status"] == "applied"
    # Whoever knows the key of the letter gets nothing of it, and does not file it.
    nobody_else(lambda who: case.call("refer_to_earlier", (letter,), WHY, True, who=who))
    paper = case.paper("legal_letter")
    nobody_else(lambda who: sql_as(who).execute("SELECT pqr_api.file_legal_letter(%s, %s)", [letter, paper]))
    nobody_writes(
        case,
        "UPDATE pqr.earlier_answer SET exceptions_checked = false WHERE case_id = %s",
        "DELETE FROM pqr.earlier_answer WHERE case_id = %s",
        "UPDATE pqr.legal_letter SET told_at = now() WHERE case_id = %s",
    )


def test_nobody_else_files_a_reposicion_nor_closes_over_it(sql_as, perform) -> None:
    case = Case(sql_as("postgres"), sql_as, 3, "search_inputs")

    def step(who: str, activity: str, outcome: str, payload: dict[str, object] | None = None) -> dict[str, object]:
        return perform(who, case.case, case.version, activity, outcome, payload or {})

    case.ask()
    case.tell()
    case.move_back((month_after(case.today) - case.today).days + 1)
    assert step("agent", "search_inputs", "to_archive")["status"] == "applied"
    aval = {"kind": "archive", "reason_code": "A05", "note": "El plazo terminó en silencio."}
    assert step("agent", "request_endorsement", "requested", aval)["status"] == "applied"
    assert step("lawyer", "request_endorsement", "archived")["status"] == "applied"
    letter, paper = uuid.uuid4(), case.paper("citizen_paper")
    appeal = ("record_appeal", case.today, paper)
    nobody_else(lambda who: case.call(*appeal, who=who))
    nobody_else(lambda who: case.call("start_notice", (letter,), who=who))
    assert refused(lambda: case.call(*appeal)) == "act_untold"
    case.call("start_notice", (letter,))
    sql_as("agent").execute("SELECT pqr_api.file_legal_letter(%s, %s)", [letter, case.paper("legal_letter")])
    told = ("tell_legal_letter", (letter,), case.today, case.today, "personal", case.paper("legal_proof"))
    nobody_else(lambda who: case.call(*told, who=who))
    case.call(*told)
    before = kept(case)
    nobody_else(lambda who: case.call(*appeal, who=who))
    nobody_writes(
        case,
        "DELETE FROM pqr.act_appeal WHERE case_id = %s",
        "INSERT INTO pqr.act_appeal (case_id, act_seq, filed_on) VALUES (%s, 1, current_date)",
    )
    for who in OTHERS:
        assert step(who, "close_archived", "reported")["status"] != "applied", who
    assert kept(case) == before
    assert case.call(*appeal)["status"] == "applied"
