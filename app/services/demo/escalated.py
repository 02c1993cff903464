"""Escalations of the demonstration's petitions: asked, accepted and answered as far as each has come."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from app.services.demo.people import STAFF
from app.services.demo.world import fact
from app.services.demo.writer import Walk

if TYPE_CHECKING:
    from app.services.demo.petitions import Case, Maker


def escalation(maker: Maker, case: Case, ordinal: int) -> None:
    """The case that an area works on for one claim, as far as its number says."""
    area = maker.world.leaves[case.leaves[ordinal - 1]].area_id
    people = [m for m in STAFF if "mission" in m.roles and m.area_id == area]
    at = case.times[-1]
    child = uuid.uuid5(case.case_id, f"escalation {ordinal}")
    walk = Walk(maker.rows, child, "escalation_v01", 1, at)
    walk.step(case.agent, "opened", 1, at, area=area, status="decide_competence")
    state = case.number % 20 if people else 0
    later = at + (maker.now - at) / 3
    answered = state >= 15
    if state >= 9:
        walk.step(people[0], "accepted", 2, later, status="answer_input")
    if answered:
        walk.step(people[0], "answered", 3, later + (maker.now - at) / 4, status="check_input")
    due = maker.calendar.add(at.date(), 3)
    _escalation_case(maker, case, child, walk, ordinal, due)
    maker.rows.add(
        "pqr.escalation",
        **_asked(maker, case, child, area, ordinal, due),
        competence="accepted" if state >= 9 else None,
        competence_by=people[0].person_id if state >= 9 else None,
        competence_at=later if state >= 9 else None,
        answered_by=people[0].person_id if answered else None,
        answered_at=walk.at if answered else None,
    )
    maker.rows.add("pqr.escalation_claim", case_id=child, claim_ordinal=ordinal)
    if answered:
        maker.rows.add(
            "pqr.escalation_answer",
            case_id=child,
            claim_ordinal=ordinal,
            content=fact(maker, case, ordinal),
            found_on=walk.at.date(),
            valid_until=maker.calendar.today + dt.timedelta(days=45),
        )


def _asked(maker: Maker, case: Case, child: uuid.UUID, area: int, ordinal: int, due: dt.date) -> dict[str, Any]:
    """What PQR asked, before the area says anything."""
    return {
        "case_id": child,
        "petition_case_id": case.case_id,
        "round": 1,
        "area_id": area,
        "question": f"{maker.world.leaves[case.leaves[ordinal - 1]].title}: estado y próximo paso para la persona.",
        "requested_by": case.agent.person_id,
        "requested_at": case.times[-1],
        "due_on": due,
        "promised_on": due,
        "loop_count": 0,
    }


def _escalation_case(maker: Maker, case: Case, child: uuid.UUID, walk: Walk, ordinal: int, due: dt.date) -> None:
    maker.rows.add(
        "pqr.case_file",
        case_id=child,
        procedure="escalation_v01",
        activity=walk.activity,
        version=walk.version,
        assignee_id=None,
        area_id=walk.area,
        parent_id=case.case_id,
        root_id=case.case_id,
        lex_code=None,
        label=f"Escalamiento {ordinal}",
        status=walk.status,
        due_on=due,
        internal_due_at=None,
        weight=1.0,
        priority=0,
        bulk_group=None,
        opened_at=walk.at,
        changed_at=walk.at,
        closed_at=None,
        chain_head=walk.head,
    )
