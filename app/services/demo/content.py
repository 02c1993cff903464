"""What the demonstration's petitions hold along their way: claims, inputs, escalations, drafts and reviews."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services.demo import outgoing
from app.services.demo.people import STAFF
from app.services.demo.writer import Walk

if TYPE_CHECKING:
    from app.services.demo.petitions import Case, Maker

#: Tables in the order that their foreign keys ask for.
ORDER = (
    "pqr.case_file", "pqr_audit.case_event", "pqr.document", "pqr.document_chunk", "pqr.petition", "pqr.petitioner",
    "pqr.claim", "pqr.escalation", "pqr.escalation_claim", "pqr.escalation_answer", "pqr.input", "pqr.endorsement",
    "pqr.image_issue", "pqr.draft", "pqr.draft_answer", "pqr.quality_lot_case", "pqr.quality_review",
    "pqr.quality_finding", "pqr.letter", "pqr.outgoing_filing", "pqr.signing_act", "pqr.letter_print",
    "pqr.dispatch_sheet", "pqr.dispatch", "pqr.delivery", "pqr.archive_report",
)  # fmt: skip
#: Method, inspection and code letter of the lot in review.
LOT_PLAN = ("iso_2859_1", "normal", "E")
#: What a system says of each kind of claim, by the tree's first number; invented.
_FACTS = {
    "1": "inclusión en el registro por desplazamiento forzado, declaración {n} del {d}",
    "2": "hogar con carencia en alimentación; último giro {n} del {d}",
    "3": "solicitud {n} del {d}, en aplicación del método técnico de priorización",
    "5": "oferta de orientación ocupacional, remisión {n} del {d}",
    "6": "plan de la comunidad con acta {n} del {d}",
    "7": "atención {n} del {d}, revisada con el punto de atención",
}


@dataclass(frozen=True)
class Leaf:
    """A leaf of the claim tree as the database holds it."""

    code: str
    title: str
    area_id: int
    systems: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """An approved text in force."""

    text_id: str
    version: int
    decision: str
    body_html: str


@dataclass(frozen=True)
class World:
    """Catalogues read from the database."""

    leaves: dict[str, Leaf]
    texts: dict[str, Text]
    directors: outgoing.Directors
    lot_id: uuid.UUID


def read_world(owner: Any, directors: outgoing.Directors) -> World:
    """Leaves and approved texts in force, by leaf."""
    leaves = {
        row[0]: Leaf(row[0], row[1], row[2], tuple(row[3]))
        for row in owner.execute("SELECT code, title, area_id, lookup_systems FROM pqr.claim_node WHERE is_leaf")
    }
    texts = {
        row[0]: Text(*row[1:])
        for row in owner.execute(
            "SELECT claim_code, text_id, version, decision, body_html FROM pqr.approved_text"
            " WHERE claim_code IS NOT NULL AND (valid_to IS NULL OR valid_to >= pqr_core.today())"
        )
    }
    return World(leaves, texts, directors, uuid.UUID(int=0x740040805, version=4))


def petitioner(maker: Maker, case: Case) -> None:
    """Who asks; every name is invented."""
    person = case.person
    differential = maker.rng.choices(([], ["older_adult"], ["disability"], ["child"]), (88, 6, 4, 2))[0]
    maker.rows.add(
        "pqr.petitioner",
        case_id=case.case_id,
        ordinal=1,
        capacity="self",
        document_type=person.document_type,
        document_number=person.document_number,
        full_name=person.name,
        phone=re.sub(r"\D", "", person.phone) or None,
        email=person.email or None,
        address=person.address,
        municipality_code=person.divipola,
        accepts_email=False,
        differential=differential,
    )


def claims(maker: Maker, case: Case) -> None:
    """The claims found in the petition, in the order of its requests."""
    for ordinal, code in enumerate(case.leaves, 1):
        maker.rows.add(
            "pqr.claim",
            case_id=case.case_id,
            ordinal=ordinal,
            claim_code=code,
            area_id=maker.world.leaves[code].area_id,
            citizen_words=f"Se me informe sobre {maker.world.leaves[code].title.lower()}.",
        )


def along_the_way(maker: Maker, case: Case) -> None:
    """Whatever the steps of this case left behind."""
    if case.stage.name == "image_returned":
        _image_issue(maker, case)
    if case.stage.branch in ("endorsement", "archived"):
        _endorsement(maker, case)
    _inputs(maker, case)
    if case.reached(17):
        _draft(maker, case)
    if case.stage.branch in ("sampled", "quality_returned"):
        _sampled(maker, case)
    if case.reached(20):
        outgoing.letter(maker, case)


def _inputs(maker: Maker, case: Case) -> None:
    if not case.reached(13):
        return
    write = _escalation if case.stage.branch == "escalated" else _input
    for ordinal in range(1, len(case.leaves) + 1):
        write(maker, case, ordinal)


def fact(maker: Maker, case: Case, ordinal: int) -> str:
    """An invented fact for a claim."""
    pattern = _FACTS.get(case.leaves[ordinal - 1].split(".")[0], _FACTS["7"])
    day = case.received_at.date() - dt.timedelta(days=40 + case.number % 200)
    return pattern.format(n=100_000 + case.number * 7 + ordinal, d=f"{day:%d/%m/%Y}")


def input_id(case: Case, ordinal: int) -> uuid.UUID:
    """The key of a claim's input."""
    return uuid.uuid5(case.case_id, f"input {ordinal}")


def _input(maker: Maker, case: Case, ordinal: int) -> None:
    leaf = maker.world.leaves[case.leaves[ordinal - 1]]
    text = fact(maker, case, ordinal)
    at = _time_of(case, 13)
    maker.rows.add(
        "pqr.input",
        case_id=case.case_id,
        input_id=input_id(case, ordinal),
        claim_ordinal=ordinal,
        area_id=leaf.area_id,
        system=leaf.systems[0] if leaf.systems else "other",
        content=text,
        content_sha256=hashlib.sha256(text.encode()).digest(),
        found_on=at.date(),
        valid_until=maker.calendar.today + dt.timedelta(days=60),
        recorded_by=case.agent.person_id,
        recorded_at=at,
    )


def _escalation(maker: Maker, case: Case, ordinal: int) -> None:
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
        case_id=child,
        petition_case_id=case.case_id,
        round=1,
        area_id=area,
        question=f"{maker.world.leaves[case.leaves[ordinal - 1]].title}: estado y próximo paso para la persona.",
        requested_by=case.agent.person_id,
        requested_at=at,
        due_on=due,
        promised_on=due,
        competence="accepted" if state >= 9 else None,
        competence_by=people[0].person_id if state >= 9 else None,
        competence_at=later if state >= 9 else None,
        answered_by=people[0].person_id if answered else None,
        answered_at=walk.at if answered else None,
        loop_count=0,
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


def _image_issue(maker: Maker, case: Case) -> None:
    maker.rows.add(
        "pqr.image_issue",
        case_id=case.case_id,
        seq=1,
        cause="blank",
        pages="1",
        note="La primera página salió en blanco.",
        reported_by=case.agent.person_id,
        reported_at=case.times[-1],
    )


def _endorsement(maker: Maker, case: Case) -> None:
    archived = case.stage.branch == "archived"
    lawyer = maker.actor("lawyer", case)
    at = _time_of(case, 8)
    maker.rows.add(
        "pqr.endorsement",
        case_id=case.case_id,
        seq=1,
        kind="archive",
        reason_code="A03" if case.number % 2 else "A02",
        note="El mismo escrito ya tiene respuesta con prueba de entrega.",
        target=None,
        requested_by=case.agent.person_id,
        requested_at=at,
        due_at=at + dt.timedelta(days=1),
        decision="granted" if archived else None,
        decided_by=lawyer.person_id if archived else None,
        decided_at=case.times[-1] if archived else None,
        decision_note="Se verificó la prueba de entrega." if archived else None,
        act_number=f"AV-{case.number:05d}" if archived else None,
    )
    if archived:
        maker.rows.add(
            "pqr.archive_report",
            case_id=case.case_id,
            kind="archive",
            report_number=f"R-{case.number:05d}",
            reported_by=case.agent.person_id,
            reported_at=case.times[-1],
            mirrored_at=case.times[-1],
        )


def body(maker: Maker, case: Case, ordinal: int) -> tuple[str, Text | None]:
    """The paragraph that answers a claim: the approved text with this case's values, or plain words."""
    code = case.leaves[ordinal - 1]
    text = maker.world.texts.get(code)
    known = fact(maker, case, ordinal)
    if text is None:
        return (
            f"<p>Sobre su petición se encontró: {known}. La Unidad le informará por escrito el paso que sigue.</p>",
            None,
        )
    leaf = maker.world.leaves[code]
    values = {
        "insumo": known,
        "insumo_fecha": f"{_time_of(case, 13):%d/%m/%Y}",
        "insumo_sistema": leaf.systems[0] if leaf.systems else "los registros de la Unidad",
        "municipio": case.person.municipality,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda m: values.get(m[1], m[0]), text.body_html), text


def _draft(maker: Maker, case: Case) -> None:
    maker.rows.add(
        "pqr.draft",
        case_id=case.case_id,
        version=1,
        author_id=case.agent.person_id,
        saved_at=_time_of(case, 17),
        reason="sent",
        opening_html="",
    )
    for ordinal in range(1, len(case.leaves) + 1):
        html, text = body(maker, case, ordinal)
        maker.rows.add(
            "pqr.draft_answer",
            case_id=case.case_id,
            version=1,
            claim_ordinal=ordinal,
            decision=text.decision if text else "explained",
            body_html=html,
            input_id=input_id(case, ordinal),
            text_id=text.text_id if text else None,
            text_version=text.version if text else None,
        )


def _sampled(maker: Maker, case: Case) -> None:
    maker.rows.add(
        "pqr.quality_lot_case",
        case_id=case.case_id,
        lot_id=maker.world.lot_id,
        draft_version=1,
        stratum=case.agent.login,
        weight=1,
        is_sampled=True,
        forced_reason=None,
    )
    if case.stage.branch != "quality_returned":
        return
    reviewer = maker.actor("quality", case)
    maker.rows.add(
        "pqr.quality_review",
        case_id=case.case_id,
        seq=1,
        draft_version=1,
        author_id=case.agent.person_id,
        reviewer_id=reviewer.person_id,
        verdict="rejected",
        reviewed_at=case.times[-1],
    )
    maker.rows.add(
        "pqr.quality_finding",
        case_id=case.case_id,
        seq=1,
        finding_no=1,
        criterion="clarity",
        fault_class="incomplete",
        severity="major",
        claim_ordinal=1,
        note="Falta decir qué sigue y cuándo.",
    )


def _time_of(case: Case, activity: int) -> dt.datetime:
    """When the case left that activity (its last time)."""
    return next(
        at for step, at in zip(reversed(case.steps), reversed(case.times), strict=True) if step.activity == activity
    )
