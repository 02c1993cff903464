"""Preparations of activities 1 to 15: intake, assignment, analysis, endorsement, split, inputs, escalation."""

from __future__ import annotations

import uuid
from typing import Any

from tests.fixtures.cases import insert_case
from tests.matrix.payloads import Bench, Step, ready
from tests.people import STAFF
from tests.support.intake import petition, upload
from tests.support.petitions import REGISTRY, REPARATION, stand_petition

PQR = "pqr_v08"
PERSON = {"full_name": "Rosa Prueba Inventada", "document_type": "CC", "document_number": "10203040"}
SIGNATORIES = [
    {"full_name": "Firmante Uno", "document_type": "CC", "document_number": "5001"},
    {"full_name": "Firmante Dos", "document_type": "CC", "document_number": "5002"},
]
INPUT = {"system": "RUV", "content": "Incluido", "found_on": "2026-11-05"}


def _stand(bench: Bench, **options: Any) -> uuid.UUID:
    return bench.stand(stand_petition(bench.admin, bench.activity, **options))


@ready(PQR, "receive_petition", "filed")
def _filed(bench: Bench) -> Step:
    return Step(uuid.uuid4(), petition(document_id=upload(bench.sql_as("records"))).payload(), version=0)


@ready(PQR, "receive_petition", "rescanned")
def _rescanned(bench: Bench) -> Step:
    first = upload(bench.sql_as("records"))
    case = _stand(bench, document_id=first)
    bench.admin.execute("UPDATE pqr.document SET case_id = %s WHERE document_id = %s", [case, first])
    bench.admin.execute("UPDATE pqr.case_file SET status = 'image_returned' WHERE case_id = %s", [case])
    bench.admin.execute(
        "INSERT INTO pqr.image_issue (case_id, seq, cause, pages, note, reported_by)"
        " VALUES (%s, 1, 'blank', '', '', %s)",
        [case, STAFF["agent"].person_id],
    )
    return Step(case, {"document_id": str(upload(bench.sql_as("records")))})


@ready(PQR, "import_intake", "loaded")
def _loaded(bench: Bench) -> Step:
    return Step(_stand(bench))


@ready(PQR, "assign_case", "assigned")
def _assigned(bench: Bench) -> Step:
    return Step(_stand(bench), {"assignee_id": STAFF["agent"].person_id})


@ready(PQR, "assign_case", "claimed")
def _claimed(bench: Bench) -> Step:
    # Nobody has anything to do yet: whoever takes the next keeps the balance.
    bench.admin.execute("UPDATE pqr.case_file SET assignee_id = NULL WHERE assignee_id IS NOT NULL")
    case = _stand(bench)
    # Other tests of the run leave cases in the pool: this one is the next of them all.
    bench.admin.execute(
        "UPDATE pqr.case_file SET assignee_id = NULL, priority = 9, due_on = '2000-01-03' WHERE case_id = %s", [case]
    )
    return Step(case)


@ready(PQR, "check_image", "image_bad")
def _image_bad(bench: Bench) -> Step:
    return Step(_stand(bench), {"cause": "blank", "pages": "1", "note": ""})


@ready(PQR, "classify_claim", "classified")
def _classified(bench: Bench) -> Step:
    return Step(_stand(bench), {"petitioner": PERSON, "claims": [{"code": REGISTRY, "words": "Pido mi certificado"}]})


@ready(PQR, "request_endorsement", "not_needed")
def _not_needed(bench: Bench) -> Step:
    return Step(_stand(bench))


@ready(PQR, "request_endorsement", "requested")
def _requested(bench: Bench) -> Step:
    row = bench.admin.execute("SELECT min(code) FROM pqr.endorsement_reason WHERE kind = 'archive'").fetchone()
    assert row is not None
    return Step(_stand(bench), {"kind": "archive", "reason_code": row[0], "note": "Ya se respondió"})


@ready(PQR, "request_endorsement", "archived", "reassigned", "denied")
def _decided(bench: Bench) -> Step:
    case = _stand(bench)
    _endorse(bench, case, "reassign" if bench.outcome == "reassigned" else "archive", None)
    return Step(case, {"note": "Se revisó la petición", "denial_code": "N99"})


@ready(PQR, "decide_split", "single")
def _single(bench: Bench) -> Step:
    return Step(_stand(bench))


@ready(PQR, "decide_split", "split")
def _split(bench: Bench) -> Step:
    return Step(_stand(bench), {"signatories": SIGNATORIES})


@ready(PQR, "close_archived", "reported")
def _reported(bench: Bench) -> Step:
    case = _stand(bench)
    _endorse(bench, case, "archive", "granted")
    return Step(case)


@ready(PQR, "send_to_split", "sent")
def _sent(bench: Bench) -> Step:
    return Step(_to_split(bench, sent=False))


@ready(PQR, "receive_split", "received")
def _received(bench: Bench) -> Step:
    return Step(_to_split(bench, sent=True))


@ready(PQR, "receive_split", "finished")
def _finished(bench: Bench) -> Step:
    case = _to_split(bench, sent=True)
    child = insert_case(bench.admin, PQR, "hand_to_courier", parent_id=case)
    bench.admin.execute("UPDATE pqr.case_file SET activity = 0, closed_at = now() WHERE case_id = %s", [child])
    # Everybody who signed has a case: that one.
    bench.admin.execute("UPDATE pqr.signatory SET child_case_id = %s WHERE case_id = %s", [child, case])
    return Step(case)


@ready(PQR, "search_inputs", "found")
def _found(bench: Bench) -> Step:
    return Step(_stand(bench, claims=(REGISTRY,)), {"inputs": [{"claim": 1, **INPUT}]})


@ready(PQR, "search_inputs", "missing")
def _missing(bench: Bench) -> Step:
    return Step(_stand(bench, claims=(REGISTRY, REPARATION)), {"inputs": [{"claim": 1, **INPUT}]})


@ready(PQR, "escalate_inputs", "escalated")
def _escalated(bench: Bench) -> Step:
    return Step(_stand(bench, claims=(REGISTRY,)), {"requests": [{"claims": [1], "question": "¿Está incluida?"}]})


@ready(PQR, "receive_inputs", "resolves", "does_not_resolve")
def _resolves(bench: Bench) -> Step:
    return Step(_stand(bench, claims=(REGISTRY,), inputs=True))


@ready(PQR, "receive_inputs", "rejected")
def _rejected(bench: Bench) -> Step:
    case = _stand(bench, claims=(REGISTRY,))
    child = escalation_of(bench, case, "decide_competence", competence="rejected")
    bench.admin.execute("UPDATE pqr.case_file SET activity = 0, closed_at = now() WHERE case_id = %s", [child])
    # Everybody who signed has a case: that one.
    bench.admin.execute("UPDATE pqr.signatory SET child_case_id = %s WHERE case_id = %s", [child, case])
    return Step(case)


@ready("escalation_v01", "decide_competence", "accepted", "rejected")
def _competence(bench: Bench) -> Step:
    return Step(_child(bench), {"reason": "Lo lleva otra dirección"} if bench.outcome == "rejected" else {})


@ready("escalation_v01", "answer_input", "answered")
def _answered(bench: Bench) -> Step:
    answer = {"claim": 1, "content": "Está incluida desde 2014", "found_on": "2026-11-05"}
    return Step(_child(bench, competence="accepted"), {"answers": [answer]})


@ready("escalation_v01", "decide_competence", "disputed")
def _competence_disputed(bench: Bench) -> Step:
    return Step(_child(bench, loop_count=2), {"reason": "Lo lleva otra dirección"})


@ready("escalation_v01", "decide_jointly", "proposed")
def _to_propose(bench: Bench) -> Step:
    case = _child(bench, competence="rejected", loop_count=2)
    return Step(case, {"ruling": "area_answers", "reason": "La resolución la expidió esta área"})


@ready("escalation_v01", "decide_jointly", "objected", "answers", "leaves")
def _proposed(bench: Bench) -> Step:
    case = _child(bench, competence="rejected", loop_count=2)
    bench.admin.execute(
        "INSERT INTO pqr.joint_decision (case_id, seq, turn, ruling, reason, proposed_by, proposed_at)"
        " VALUES (%s, 1, 3, %s, 'Lo dice el acto', %s, now() - interval '20 days')",
        [case, "without_area" if bench.outcome == "leaves" else "area_answers", STAFF["lawyer2"].person_id],
    )
    return Step(case, {"reason": "El acto es de otra dirección"} if bench.outcome == "objected" else {})


@ready("escalation_v01", "check_input", "conforms", "not_conforming", "disputed")
def _checked(bench: Bench) -> Step:
    case = _child(bench, competence="accepted", loop_count=2 if bench.outcome == "disputed" else 0)
    bench.admin.execute(
        "INSERT INTO pqr.escalation_answer (case_id, claim_ordinal, content, found_on)"
        " VALUES (%s, 1, 'Sí', '2026-11-05')",
        [case],
    )
    return Step(case, {} if bench.outcome == "conforms" else {"note": "Falta la fecha", "reasons": ["F03"]})


def _child(bench: Bench, **columns: Any) -> uuid.UUID:
    parent = stand_petition(bench.admin, "receive_inputs", claims=(REGISTRY,))
    return bench.stand(escalation_of(bench, parent, bench.activity, **columns))


def escalation_of(bench: Bench, parent: uuid.UUID, activity: str, **columns: Any) -> uuid.UUID:
    """An escalation of the petition's first claim to its area, standing in that activity of its own procedure."""
    row = bench.admin.execute("SELECT area_id FROM pqr.claim WHERE case_id = %s", [parent]).fetchone()
    assert row is not None
    case = insert_case(bench.admin, "escalation_v01", activity, parent_id=parent, area_id=row[0])
    values = {
        "case_id": case,
        "petition_case_id": parent,
        "round": 1,
        "area_id": row[0],
        "question": "¿Está incluida?",
        "requested_by": STAFF["agent"].person_id,
        "due_on": "2031-01-02",
        "promised_on": "2031-01-02",
    } | columns
    names, marks = ", ".join(values), ", ".join(f"%({name})s" for name in values)
    bench.admin.execute(f"INSERT INTO pqr.escalation ({names}) VALUES ({marks})", values)
    bench.admin.execute("INSERT INTO pqr.escalation_claim (case_id, claim_ordinal) VALUES (%s, 1)", [case])
    return case


def _endorse(bench: Bench, case: uuid.UUID, kind: str, decision: str | None) -> None:
    bench.admin.execute(
        "INSERT INTO pqr.endorsement (case_id, seq, kind, reason_code, note, target, requested_by, due_at, decision,"
        " decided_by, decided_at, act_state, signer_id, signed_by, signed_at)"
        " SELECT %s, 1, %s, min(code), 'nota', 'Alcaldía', %s, now(), %s, %s, %s, %s, %s, %s, %s"
        " FROM pqr.endorsement_reason WHERE kind = %s",
        [
            case,
            kind,
            STAFF["agent2"].person_id,
            decision,
            STAFF["lawyer2"].person_id if decision else None,
            "2026-11-05" if decision else None,
            "signed" if decision == "granted" else None,
            *[STAFF["lawyer2"].person_id if decision == "granted" else None] * 2,
            "2026-11-05" if decision == "granted" else None,
            kind,
        ],
    )


def _to_split(bench: Bench, *, sent: bool) -> uuid.UUID:
    case = _stand(bench, signatory_count=2)
    for ordinal, one in enumerate(SIGNATORIES, start=1):
        bench.admin.execute(
            "INSERT INTO pqr.signatory (case_id, ordinal, full_name, document_type, document_number)"
            " VALUES (%s, %s, %s, %s, %s)",
            [case, ordinal, *one.values()],
        )
    bench.admin.execute(
        "INSERT INTO pqr.split (case_id, decided_by, sent_by, sent_at) VALUES (%s, %s, %s, %s)",
        [case, STAFF["lawyer"].person_id, STAFF["agent"].person_id if sent else None, "2026-11-05" if sent else None],
    )
    return case


@ready(PQR, "classify_claim", "to_archive")
@ready(PQR, "decide_split", "to_archive")
@ready(PQR, "search_inputs", "to_archive")
@ready(PQR, "escalate_inputs", "to_archive")
def _to_archive(bench: Bench) -> Step:
    case = _stand(bench)
    paper = upload(bench.sql_as("records"))
    bench.admin.execute(
        "INSERT INTO pqr.express_withdrawal (case_id, withdrawn_on, document_id, recorded_by)"
        " VALUES (%s, '2026-11-05', %s, %s)",
        [case, paper, STAFF["agent"].person_id],
    )
    return Step(case, {"reason_code": "A04"})


@ready(PQR, "close_archived", "appealed")
def _appealed(bench: Bench) -> Step:
    case = _stand(bench)
    _endorse(bench, case, "archive", "granted")
    paper = upload(bench.sql_as("records"))
    bench.admin.execute(
        "INSERT INTO pqr.act_appeal (case_id, act_seq, filed_on, document_id, recorded_by)"
        " SELECT case_id, max(seq), '2026-11-05', %s, %s FROM pqr.endorsement WHERE case_id = %s GROUP BY case_id",
        [paper, STAFF["agent"].person_id, case],
    )
    return Step(case)
