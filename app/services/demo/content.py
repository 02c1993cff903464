"""What the demonstration's petitions hold along their way: claims, inputs, drafts and reviews."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from typing import TYPE_CHECKING

from app import clock
from app.services.demo import outgoing
from app.services.demo.escalated import escalation
from app.services.demo.world import Text, fact
from app.services.demo.writer import document_rows
from app.services.documents import plain_letter

if TYPE_CHECKING:
    from app.services.demo.petitions import Case, Maker


#: Why archiving is asked, and the fact; the last two lack the earlier petition that they name, and can't be granted.
_ARCHIVED = (
    ("A01", "Cuenta una novedad y da las gracias; no pide nada."),
    ("A04", "Adjunta escrito firmado en que desiste de la petición."),
    ("A01", "Copia informativa de un oficio dirigido a la Personería."),
    ("A04", "Retira la petición: ya recibió la información en el punto de atención."),
    ("A02", "El mismo escrito ya tiene respuesta con prueba de entrega."),
    ("A03", "El mismo escrito ya tiene un caso abierto."),
)


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
    if case.stage.branch in ("sampled", "quality_returned") or case.stage.reviewed:
        _sampled(maker, case)
    if case.reached(20):
        outgoing.letter(maker, case)


def _inputs(maker: Maker, case: Case) -> None:
    if not case.reached(13):
        return
    write = escalation if case.stage.branch == "escalated" else _input
    for ordinal in range(1, len(case.leaves) + 1):
        write(maker, case, ordinal)


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
    asked_on = at.astimezone(clock.BOGOTA).date()
    reason, note = _ARCHIVED[case.number % len(_ARCHIVED)]
    maker.rows.add(
        "pqr.endorsement",
        case_id=case.case_id,
        seq=1,
        kind="archive",
        reason_code=reason,
        note=note,
        target=None,
        requested_by=case.agent.person_id,
        requested_at=at,
        due_at=dt.datetime.combine(maker.calendar.add(asked_on, 1), dt.time(17), clock.BOGOTA),
        decision="granted" if archived else None,
        decided_by=lawyer.person_id if archived else None,
        decided_at=case.times[-1] if archived else None,
        decision_note="Se verificó el soporte." if archived else None,
        act_number=f"AV-{case.number:05d}" if archived else None,
        act_state="signed" if archived else None,
        signer_id=lawyer.person_id if archived else None,
        signed_by=lawyer.person_id if archived else None,
        signed_at=case.times[-1] if archived else None,
    )
    if reason == "A04":
        _withdrawal(maker, case, at, note, lawyer.person_id if archived else None)
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


def _withdrawal(maker: Maker, case: Case, at: dt.datetime, note: str, lawyer: int | None) -> None:
    """The writing by which the petitioner withdrew (art. 18)."""
    paper = uuid.uuid5(case.case_id, "withdrawal")
    letter = plain_letter.render("Desistimiento", case.filing_number, [(f"Desisto de mi petición. {note}", False)])
    document_rows(
        maker.rows, document_id=paper, case_id=case.case_id, kind="citizen_paper", mime="application/pdf",
        content=letter,
        pages=1, label="desistimiento", person_id=case.agent.person_id, at=at,
    )  # fmt: skip
    maker.rows.add(
        "pqr.express_withdrawal",
        case_id=case.case_id,
        withdrawn_on=at.astimezone(clock.BOGOTA).date(),
        document_id=paper,
        recorded_by=case.agent.person_id,
        recorded_at=at,
        decision="accepted" if lawyer else None,
        act_number=f"AV-{case.number:05d}" if lawyer else None,
        decided_by=lawyer,
        decided_at=case.times[-1] if lawyer else None,
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


#: What quality found in the letters it returned: criterion, code, class, gravity, note.
_FOUND = (
    ("clarity", "L03", "incomplete", "major", "Falta decir qué sigue y cuándo."),
    ("substance", "F03", "incomplete", "major", "Niega sin decir por qué: cite la norma y el hecho."),
    ("system_use", "S03", "inconsistent", "major", "El año del método no es el del insumo."),
    ("spelling", "O03", "wrong", "major", "El segundo apellido está mal escrito."),
)


def _lot(maker: Maker, case: Case) -> uuid.UUID:
    """The lot of a letter. Those returned belong to two lots of one area, which so gets tightened inspection."""
    lots = maker.world.lot_ids
    if case.stage.branch == "sampled":
        return lots[0]
    if not case.stage.reviewed:
        return lots[1] if case.number % 2 else lots[-1]
    return lots[1 + case.number % (len(lots) - 1)]


def _sampled(maker: Maker, case: Case) -> None:
    lot = _lot(maker, case)
    maker.rows.add(
        "pqr.quality_lot_case",
        case_id=case.case_id,
        lot_id=lot,
        draft_version=1,
        stratum=case.agent.login,
        weight=1,
        is_sampled=True,
        forced_reason=None,
    )
    if case.stage.branch == "sampled":
        return
    reviewer = maker.actor("quality", case)
    maker.rows.add(
        "pqr.quality_review",
        case_id=case.case_id,
        seq=1,
        lot_id=lot,
        draft_version=1,
        author_id=case.agent.person_id,
        reviewer_id=reviewer.person_id,
        verdict="approved" if case.stage.reviewed else "rejected",
        reviewed_at=_time_of(case, 19),
    )
    if case.stage.reviewed:
        return
    _finding(maker, case)


def _finding(maker: Maker, case: Case) -> None:
    criterion, code, fault_class, severity, note = _FOUND[case.number // 2 % len(_FOUND)]
    maker.rows.add(
        "pqr.quality_finding",
        case_id=case.case_id,
        seq=1,
        finding_no=1,
        criterion=criterion,
        code=code,
        fault_class=fault_class,
        severity=severity,
        claim_ordinal=1,
        note=note,
    )


def _time_of(case: Case, activity: int) -> dt.datetime:
    """When the case left that activity (its last time)."""
    return next(
        at for step, at in zip(reversed(case.steps), reversed(case.times), strict=True) if step.activity == activity
    )
