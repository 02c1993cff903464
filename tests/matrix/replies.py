"""Preparations of activities 16 to 27: drafting, quality, signing, printing, delivery."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from typing import Any

from psycopg.types.json import Jsonb

from app.clock import today
from tests.fixtures.dispatches import read_back, sign_without_steps
from tests.fixtures.drafting import insert_reply
from tests.fixtures.letters import Reply, put_director, put_document, seed_reply
from tests.matrix.payloads import Bench, Step, ready
from tests.people import STAFF

PQR = "pqr_v08"
_guides = itertools.count(1)
FAULT = {
    "criterion": "clarity",
    "fault_class": "incomplete",
    "severity": "major",
    "note": "Falta decir la fecha.",
    "code": "L03",
}


@ready(PQR, "draft_in_bulk", "bulk")
def _bulk(bench: Bench) -> Step:
    case = bench.stand(insert_reply(bench.admin, bench.activity, claims=1).case_id)
    batch = uuid.uuid4()
    group = bench.admin.execute("SELECT pqr_core.bulk_group_of(%s)", [case]).fetchone()
    text = bench.admin.execute(
        "SELECT text_id, max(version) FROM pqr.approved_text WHERE text_id = 'IN-02' GROUP BY 1"
    ).fetchone()
    assert group is not None and text is not None
    recipe = Jsonb({"3.2": {"text_id": text[0], "version": text[1]}})
    bench.admin.execute(
        "INSERT INTO pqr.bulk_batch (batch_id, group_key, title, recipe, started_by) VALUES (%s, %s, 'Lote', %s, %s)",
        [batch, group[0], recipe, STAFF["analyst"].person_id],
    )
    bench.admin.execute("INSERT INTO pqr.bulk_batch_case (case_id, batch_id, row_no) VALUES (%s, %s, 1)", [case, batch])
    return Step(case, {"batch_id": str(batch)})


@ready(PQR, "draft_response", "drafted")
def _drafted(bench: Bench) -> Step:
    reply = insert_reply(bench.admin, bench.activity)
    return Step(bench.stand(reply.case_id), {"answers": reply.answers()})


@ready(PQR, "sample_for_quality", "sampled", "not_sampled")
def _drawn(bench: Bench) -> Step:
    reply = _seeded(bench)
    lot = uuid.uuid4()
    bench.admin.execute(
        "INSERT INTO pqr.quality_lot (lot_id, command_id, drawn_by, seed, method, inspection, tolerated, code_letter,"
        " lot_size, sample_size, forced_size, accept_number, scope)"
        " VALUES (%s, %s, %s, 'semilla', 'proportion', 'normal', 2.5, 'A', 1, 1, 0, 0, %s)",
        [lot, uuid.uuid4(), STAFF["quality"].person_id, str(lot)],
    )
    bench.admin.execute(
        "INSERT INTO pqr.quality_lot_case (case_id, lot_id, draft_version, stratum, weight, is_sampled)"
        " VALUES (%s, %s, 1, 'x', 1, %s)",
        [reply.case_id, lot, bench.outcome == "sampled"],
    )
    return Step(reply.case_id)


@ready(PQR, "review_quality", "approved", "rejected")
def _reviewed(bench: Bench) -> Step:
    return Step(_seeded(bench).case_id, {"findings": [FAULT] if bench.outcome == "rejected" else []})


@ready(PQR, "name_director", "recalled")
@ready(PQR, "send_to_printing", "recalled")
def _recalled(bench: Bench) -> Step:
    """A letter that passed unreviewed with a lot that the sample rejected."""
    reply, other, lot = _seeded(bench), seed_reply(bench.admin), uuid.uuid4()
    bench.admin.execute(
        "INSERT INTO pqr.quality_lot (lot_id, command_id, drawn_by, seed, method, inspection, tolerated, code_letter,"
        " lot_size, sample_size, forced_size, accept_number, scope)"
        " VALUES (%s, %s, %s, 'semilla', 'proportion', 'normal', 2.5, 'A', 2, 1, 0, 0, %s)",
        [lot, uuid.uuid4(), STAFF["quality"].person_id, str(lot)],
    )
    for case, sampled in ((reply.case_id, False), (other.case_id, True)):
        bench.admin.execute(
            "INSERT INTO pqr.quality_lot_case (case_id, lot_id, draft_version, stratum, weight, is_sampled)"
            " VALUES (%s, %s, 1, 'x', 1, %s)",
            [case, lot, sampled],
        )
    bench.admin.execute(
        "INSERT INTO pqr.quality_review (case_id, seq, lot_id, draft_version, author_id, reviewer_id, verdict)"
        " VALUES (%s, 1, %s, 1, %s, %s, 'rejected')",
        [other.case_id, lot, STAFF["agent"].person_id, STAFF["quality2"].person_id],
    )
    return Step(reply.case_id)


@ready(PQR, "name_director", "named")
def _named(bench: Bench) -> Step:
    _director(bench, 1)
    return Step(_seeded(bench).case_id)


@ready(PQR, "send_to_printing", "sent")
def _sent(bench: Bench) -> Step:
    return Step(_with_letter(bench).case_id)


@ready(PQR, "file_outgoing", "sent_back")
@ready(PQR, "render_document", "sent_back")
@ready(PQR, "stamp_signature", "sent_back")
def _sent_back(bench: Bench) -> Step:
    return Step(_with_letter(bench).case_id, {"reason": "El nombre está mal escrito"})


@ready(PQR, "file_outgoing", "numbered")
def _numbered(bench: Bench) -> Step:
    reply = _with_letter(bench)
    return Step(reply.case_id, {"filing_number": _number(bench, reply)})


@ready(PQR, "render_document", "rendered")
def _rendered(bench: Bench) -> Step:
    reply = _with_letter(bench)
    _number(bench, reply)
    document, sha256 = _pdf(bench, reply, "letter_unsigned", b"%PDF-1.7 carta")
    return Step(reply.case_id, {"document_id": document, "sha256": sha256})


@ready(PQR, "stamp_signature", "stamped")
def _stamped(bench: Bench) -> Step:
    reply = _with_letter(bench)
    _number(bench, reply)
    before, sha_before = _pdf(bench, reply, "letter_unsigned", b"%PDF-1.7 carta")
    bench.admin.execute("UPDATE pqr.letter SET unsigned_document_id = %s WHERE case_id = %s", [before, reply.case_id])
    after, sha_after = _pdf(bench, reply, "letter_signed", b"%PDF-1.7 carta firmada")
    payload = {"method": "mechanical", "document_id": after, "sha256_before": sha_before, "sha256_after": sha_after}
    return Step(reply.case_id, payload)


@ready(PQR, "upload_image", "uploaded")
def _uploaded(bench: Bench) -> Step:
    reply = _signed(bench)
    bench.admin.execute("UPDATE pqr.letter SET uploaded_at = NULL WHERE case_id = %s", [reply.case_id])
    return Step(reply.case_id)


@ready(PQR, "print_response", "printed")
def _printed(bench: Bench) -> Step:
    case_id = _signed(bench).case_id
    return Step(case_id, {"batch_id": read_back(bench.sql_as("printing"), case_id)})


@ready(PQR, "hand_to_courier", "handed")
def _handed(bench: Bench) -> Step:
    reply = _on_paper(bench)
    sheet, guide = _sheet(bench)
    return Step(reply.case_id, {"sheet_id": str(sheet), "sheet_row": 1, "guide": guide})


@ready(PQR, "hand_to_courier", "reprint")
def _reprint(bench: Bench) -> Step:
    return Step(_on_paper(bench).case_id, {"reason": "Se atascó en la impresora"})


@ready(PQR, "hand_to_courier", "delivered", "returned")
def _told(bench: Bench) -> Step:
    reply = _on_paper(bench)
    _dispatch(bench, reply, "in_transit")
    if bench.outcome == "returned":
        return Step(reply.case_id, {"cause_code": "D05", "happened_on": today().isoformat()})
    proof = put_document(bench.admin, "delivery_proof", b"imagen de prueba", reply.case_id)
    payload = {"received_by": "Vecina de Prueba", "happened_on": today().isoformat(), "document_id": str(proof)}
    return Step(reply.case_id, payload)


@ready(PQR, "hand_to_courier", "sent_again")
def _sent_again(bench: Bench) -> Step:
    reply = _on_paper(bench)
    _dispatch(bench, reply, "returned")
    bench.admin.execute(
        "INSERT INTO pqr.delivery (case_id, attempt, result, happened_on, cause_code, recorded_by)"
        " VALUES (%s, 1, 'returned', %s, 'D05', %s)",
        [reply.case_id, today(), STAFF["printing"].person_id],
    )
    return Step(reply.case_id, {"address": "Carrera 9 n.º 1-20", "municipality_code": "05154"})


def _seeded(bench: Bench) -> Reply:
    reply = seed_reply(bench.admin, bench.activity)
    bench.stand(reply.case_id)
    return reply


def _director(bench: Bench, area: int) -> int:
    known = bench.admin.execute(
        "SELECT director_id FROM pqr.director WHERE area_id = %s AND full_name = 'Directora de Prueba'", [area]
    ).fetchone()
    return int(known[0]) if known else put_director(bench.admin, area)


def _with_letter(bench: Bench) -> Reply:
    reply = _seeded(bench)
    bench.admin.execute(
        "INSERT INTO pqr.letter (case_id, letter_no, draft_version, area_id, director_id, named_by)"
        " VALUES (%s, 1, 1, %s, %s, %s)",
        [reply.case_id, reply.areas[0], _director(bench, reply.areas[0]), STAFF["agent"].person_id],
    )
    return reply


def _number(bench: Bench, reply: Reply) -> str:
    row = bench.admin.execute(
        "INSERT INTO pqr.outgoing_filing (filing_number, case_id, letter_no, answers_filing, taken_by)"
        " VALUES (pqr_core.next_filing_number(%s), %s, 1, %s, %s) RETURNING filing_number",
        [today().year, reply.case_id, reply.incoming, STAFF["signer"].person_id],
    ).fetchone()
    assert row is not None
    return str(row[0])


def _pdf(bench: Bench, reply: Reply, kind: str, data: bytes) -> tuple[str, str]:
    document = put_document(bench.admin, kind, data, reply.case_id, "application/pdf")
    return str(document), hashlib.sha256(data).hexdigest()


def _signed(bench: Bench) -> Reply:
    reply = _seeded(bench)
    sign_without_steps(bench.admin, reply, _director(bench, reply.areas[0]))
    bench.stand(reply.case_id)
    return reply


def _on_paper(bench: Bench) -> Reply:
    reply = _signed(bench)
    bench.admin.execute(
        "INSERT INTO pqr.letter_print (case_id, letter_no, print_no, batch_id, printed_by) VALUES (%s, 1, 1, %s, %s)",
        [reply.case_id, uuid.uuid4(), STAFF["printing"].person_id],
    )
    return reply


def _sheet(bench: Bench) -> tuple[uuid.UUID, str]:
    sheet, guide = uuid.uuid4(), f"RA{next(_guides):09d}CO"
    bench.sql_as("printing").execute(
        "SELECT pqr_api.open_dispatch_sheet(%s, '0217-2026', %s, %s, '[]')", [sheet, guide, guide]
    )
    return sheet, guide


def _dispatch(bench: Bench, reply: Reply, state: str) -> None:
    sheet, guide = _sheet(bench)
    values: dict[str, Any] = {
        "case_id": reply.case_id,
        "attempt": 1,
        "letter_no": 1,
        "kind": "postal",
        "sheet_id": sheet,
        "sheet_row": 1,
        "guide": guide,
        "addressee": "Rosa Prueba Inventada",
        "address": "Calle 1",
        "municipality_code": "05154",
        "weight_grams": 20,
        "value_pesos": 0,
        "state": state,
        "handed_by": STAFF["printing"].person_id,
    }
    names, marks = ", ".join(values), ", ".join(f"%({name})s" for name in values)
    bench.admin.execute(f"INSERT INTO pqr.dispatch ({names}) VALUES ({marks})", values)
