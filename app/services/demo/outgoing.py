"""The demonstration's letters: named, numbered, rendered, signed, printed, handed over and delivered for real."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from reportlab.lib.pagesizes import A6
from reportlab.pdfgen.canvas import Canvas

from app import filing_number
from app.services.demo import content
from app.services.demo.writer import document_rows
from app.services.documents import letter as letters
from app.services.documents import stamp
from app.services.documents.letter import Addressee, ClaimAnswer, Decision, Letter, Signatory
from app.services.documents.sample_scans import shown_identity

if TYPE_CHECKING:
    from app.services.demo.petitions import Case, Maker

OFFICE = "720"
CONTRACT = "CT-2026-072"
#: area -> director, position, act: filled once from the database by `remember_directors`.
Directors = dict[int, tuple[int, str, str, str, bytes]]
_DECISIONS = {
    "granted": Decision.GRANTS,
    "denied": Decision.DENIES,
    "explained": Decision.EXPLAINS,
    "guided": Decision.GUIDES,
    "transferred": Decision.TRANSFERS,
}


def read_directors(owner: Any) -> Directors:
    """Who signs for each area, with the bytes of the signature."""
    rows = owner.execute(
        "SELECT d.area_id, d.director_id, d.full_name, d.position, d.act_number,"
        " (SELECT string_agg(k.bytes, ''::bytea ORDER BY k.chunk_no) FROM pqr.document_chunk k"
        "   WHERE k.document_id = d.signature_document_id)"
        " FROM pqr.director d"
    ).fetchall()
    return {row[0]: tuple(row[1:]) for row in rows}


def letter(maker: Maker, case: Case) -> None:
    """Whatever the way out left for this case, as far as it went."""
    areas = Counter(maker.world.leaves[code].area_id for code in case.leaves)
    area = max(areas, key=lambda a: areas[a])
    director = maker.world.directors[area]
    signed = case.reached(22)
    maker.rows.add(
        "pqr.letter",
        case_id=case.case_id,
        letter_no=1,
        draft_version=1,
        area_id=area,
        director_id=director[0],
        named_by=case.agent.person_id,
        named_at=_left(case, "named"),
        unsigned_document_id=_document(case, "unsigned") if signed else None,
        signed_document_id=_document(case, "signed") if signed else None,
        uploaded_at=_left(case, "uploaded") if signed else None,
    )
    if signed:
        _signed(maker, case, director)
    if case.reached(26):
        _printed(maker, case)


def _signed(maker: Maker, case: Case, director: tuple[int, str, str, str, bytes]) -> None:
    signer = maker.actor("signer", case)
    maker.numbers += 1
    number = f"{maker.now.year}{OFFICE}{maker.numbers:07d}1"
    at = _left(case, "numbered")
    unsigned = letters.render(_value(maker, case, director, number, at))
    signed = stamp.stamp(unsigned, director[4])
    hashes = [
        _file(maker, case, name, body, number, _left(case, when))
        for name, body, when in (("unsigned", unsigned, "rendered"), ("signed", signed, "stamped"))
    ]
    maker.rows.add(
        "pqr.outgoing_filing",
        filing_number=number,
        case_id=case.case_id,
        letter_no=1,
        answers_filing=case.filing_number,
        taken_by=signer.person_id,
        taken_at=at,
        image_document_id=_document(case, "signed"),
    )
    maker.rows.add(
        "pqr.signing_act",
        case_id=case.case_id,
        letter_no=1,
        director_id=director[0],
        authority_id=director[0],
        method="mechanical",
        sha256_before=hashes[0],
        sha256_after=hashes[1],
        signed_by=signer.person_id,
        signed_at=_left(case, "stamped"),
    )


def _file(maker: Maker, case: Case, name: str, body: bytes, number: str, at: dt.datetime) -> bytes:
    """Write one of the letter's files; returns its hash."""
    return document_rows(
        maker.rows,
        document_id=_document(case, name),
        case_id=case.case_id,
        kind=f"letter_{name}",
        mime="application/pdf",
        content=body,
        pages=None,
        label=number,
        person_id=maker.actor("signer", case).person_id,
        at=at,
    )


def _value(
    maker: Maker, case: Case, director: tuple[int, str, str, str, bytes], number: str, at: dt.datetime
) -> Letter:
    person = case.person
    answers = []
    for ordinal, code in enumerate(case.leaves, 1):
        html, text = content.body(maker, case, ordinal)
        decision = _DECISIONS[text.decision if text else "explained"]
        answers.append(ClaimAnswer(maker.world.leaves[code].title, decision, html))
    return Letter(
        filing_number=number,
        filed_at=at,
        city="Bogotá D. C.",
        addressee=Addressee(person.name, (person.address,), f"{person.municipality}, {person.department}"),
        subject=f"Respuesta a su petición radicada con el número {filing_number.shown(case.filing_number)}",
        incoming_number=case.filing_number,
        incoming_on=case.received_at.date(),
        lex_code=f"{5_100_000 + case.number}",
        identity=shown_identity(person),
        claims=tuple(answers),
        signatory=Signatory(director[1], director[2], director[3]),
        prepared_by=case.agent.initials,
    )


def _printed(maker: Maker, case: Case) -> None:
    printing = maker.actor("printing", case)
    maker.rows.add(
        "pqr.letter_print",
        case_id=case.case_id,
        letter_no=1,
        print_no=1,
        batch_id=_batch(case.times[0].date()),
        printed_by=printing.person_id,
        printed_at=_left(case, "printed"),
    )
    if not any(s.outcome == "handed" for s in case.steps):
        return
    _handed(maker, case, printing)
    if case.stage.last == "delivered":
        maker.rows.add(
            "pqr.delivery",
            case_id=case.case_id,
            attempt=1,
            result="delivered",
            happened_on=_left(case, "delivered").date(),
            received_by=case.person.name,
            document_id=_proved(maker, case, printing),
            recorded_by=printing.person_id,
            recorded_at=_left(case, "delivered"),
        )


def _proved(maker: Maker, case: Case, printing: Any) -> uuid.UUID:
    """The operator's image of a delivery, drawn: a guide, who received and when."""
    target, at = io.BytesIO(), _left(case, "delivered")
    page = Canvas(target, pagesize=A6, invariant=1)
    lines = ("PRUEBA DE ENTREGA (INVENTADA)", _guide(maker.dispatched), case.person.name, f"{at:%d/%m/%Y %H:%M}")
    for place, words in enumerate(lines):
        page.drawString(30, 380 - 30 * place, words)
    page.save()
    document_rows(
        maker.rows, document_id=_document(case, "proof"), case_id=case.case_id, kind="delivery_proof",
        mime="application/pdf", content=target.getvalue(), pages=1, label="prueba-de-entrega",
        person_id=printing.person_id, at=at,
    )  # fmt: skip
    return _document(case, "proof")


def _handed(maker: Maker, case: Case, printing: Any) -> None:
    maker.dispatched += 1
    sheet = (maker.dispatched - 1) // 18
    row = (maker.dispatched - 1) % 18 + 1
    sheet_id = uuid.uuid5(uuid.NAMESPACE_OID, f"sheet {sheet}")
    if row == 1:
        maker.rows.add(
            "pqr.dispatch_sheet",
            sheet_id=sheet_id,
            sheet_number=sheet + 1,
            contract=CONTRACT,
            guide_from=_guide(sheet * 18 + 1),
            guide_to=_guide(sheet * 18 + 18),
            document_id=None,
            service_order=f"OS-{7000 + sheet}",
            created_by=printing.person_id,
            created_at=_left(case, "handed"),
        )
    maker.rows.add(
        "pqr.dispatch",
        case_id=case.case_id,
        attempt=1,
        letter_no=1,
        kind="postal",
        sheet_id=sheet_id,
        sheet_row=row,
        guide=_guide(maker.dispatched),
        addressee=case.person.name,
        address=case.person.address,
        municipality_code=case.person.divipola,
        weight_grams=20,
        value_pesos=6500,
        state="delivered" if case.stage.last == "delivered" else "in_transit",
        handed_by=printing.person_id,
        handed_at=_left(case, "handed"),
    )


def _guide(number: int) -> str:
    return f"RA{400_000_000 + number:09d}CO"


@cache
def _batch(day: dt.date) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"batch {day}")


def _document(case: Case, name: str) -> uuid.UUID:
    return uuid.uuid5(case.case_id, f"letter {name}")


def _left(case: Case, outcome: str) -> dt.datetime:
    return next(at for step, at in zip(case.steps, case.times, strict=True) if step.outcome == outcome)
