"""Petitions with a reserved datum in every place where one can stand, written with a word that no other row has."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import psycopg

from tests.fixtures.cases import insert_case
from tests.fixtures.letters import put_director
from tests.people import STAFF
from tests.support.petitions import stand_paper, stand_petition

#: In the name of all that is reserved: leaves, the area and its director, texts, what was written and found.
WORD = "zafir"
SEXUAL, HEALTH, CHILD, ETHNIC, PROTECTION = "3.11", "3.9", "3.7", "6.1", "8.6"
AREA = 5
ENTITY = "unp"
TEXT = "ZF-77"
MARKS = ("ethnic", "child", "illness")

_NONE = uuid.UUID(int=0)


@dataclass
class Planted:
    """The cases by name, and every string by which a row names one of them."""

    cases: dict[str, uuid.UUID] = field(default_factory=dict)
    escalation: uuid.UUID = _NONE
    lot: uuid.UUID = _NONE
    closed_lot: uuid.UUID = _NONE
    batch: uuid.UUID = _NONE
    transfer: uuid.UUID = _NONE
    document: uuid.UUID = _NONE
    director: int = 0
    cursor: str = ""
    handles: set[str] = field(default_factory=set)


def plant(admin: psycopg.Connection) -> Planted:
    """Stand them: in the pool, in analysis, escalated, in bulk, in quality, signed, printed, closed; and a call."""
    found = Planted()
    _rename(admin)
    found.director = put_director(admin, AREA, "Directora Zafira Inventada")
    for name, activity, code in (
        ("pool", "assign_case", ETHNIC), ("analysis", "search_inputs", SEXUAL), ("classify", "classify_claim", CHILD),
        ("escalated", "receive_inputs", ETHNIC), ("bulk", "draft_in_bulk", HEALTH),
        ("drawn", "sample_for_quality", ETHNIC), ("review", "review_quality", HEALTH),
        ("signing", "stamp_signature", ETHNIC), ("printed", "hand_to_courier", SEXUAL),
        ("transferred", "search_inputs", PROTECTION), ("closed", "hand_to_courier", SEXUAL),
    ):  # fmt: skip
        found.cases[name] = _petition(admin, found, name, activity, code)
    admin.execute("UPDATE pqr.case_file SET assignee_id = NULL WHERE case_id = %s", [found.cases["pool"]])
    _escalate(admin, found)
    _law(admin, found)
    _write(admin, found)
    _draw(admin, found)
    _judge(admin, found)
    _call(admin, found)
    rows = admin.execute(
        "SELECT c.case_id::text, c.label, t.filing_number FROM pqr.case_file c LEFT JOIN pqr.petition t USING (case_id)"
    ).fetchall()
    found.handles |= {text for row in rows for text in row if text}
    found.handles |= {str(found.lot), str(found.closed_lot), str(found.batch), str(found.transfer)}
    return found


def _rename(admin: psycopg.Connection) -> None:
    admin.execute("UPDATE pqr.claim_node SET title = 'Hoja zafiro ' || code WHERE is_sensitive")
    # The second area of the tests is the one whose name tells: its people know where they work.
    admin.execute("UPDATE pqr.person SET area_id = %s WHERE login = %s", [AREA, STAFF["mission2"].login])
    admin.execute("UPDATE pqr.area SET name = 'Dirección Zafiro' WHERE area_id = %s", [AREA])
    admin.execute("UPDATE pqr.competent_entity SET name = 'Entidad Zafiro' WHERE key = %s", [ENTITY])
    admin.execute(
        "INSERT INTO pqr.approved_text (text_id, version, claim_code, title, decision, body_html, approved_by,"
        " approved_on, valid_from) VALUES (%s, 1, %s, 'Texto zafiro', 'explained', '<p>Zafiro.</p>', 'Alguien',"
        " date '2020-01-01', date '2020-01-01')",
        [TEXT, ETHNIC],
    )


def _petition(admin: psycopg.Connection, found: Planted, name: str, activity: str, code: str) -> uuid.UUID:
    case = stand_petition(
        admin, activity, claims=() if name == "pool" else (code,), inputs=name != "pool",
        name=f"Persona {name} Inventada", subject="Asunto zafiro", topic_code=code,
    )  # fmt: skip
    admin.execute("UPDATE pqr.petitioner SET differential = %s WHERE case_id = %s", [list(MARKS), case])
    admin.execute(
        "UPDATE pqr.claim SET title = 'Título zafiro', citizen_words = 'palabras zafiro' WHERE case_id = %s", [case]
    )
    admin.execute("UPDATE pqr.input SET content = 'hallazgo zafiro', note = 'nota zafiro' WHERE case_id = %s", [case])
    admin.execute(
        "INSERT INTO pqr.work_in_progress (case_id, person_id, activity, form) SELECT case_id, %s, activity,"
        """ '{"petitioner": {"differential": ["ethnic"]}, "words": "zafiro"}' FROM pqr.case_file WHERE case_id = %s""",
        [STAFF["agent"].person_id, case],
    )
    found.handles.add(f"Persona {name} Inventada")
    return case


def _escalate(admin: psycopg.Connection, found: Planted) -> None:
    parent = found.cases["escalated"]
    label = admin.execute("SELECT label FROM pqr.case_file WHERE case_id = %s", [parent]).fetchone()[0]
    case = insert_case(admin, "escalation_v01", "decide_competence", parent_id=parent, area_id=AREA, label=label)
    found.escalation = case
    admin.execute(
        "INSERT INTO pqr.escalation (case_id, petition_case_id, round, area_id, question, requested_by, due_on,"
        " promised_on, proposed_area_id)"
        " VALUES (%s, %s, 1, %s, 'Pregunta zafiro', %s, date '2030-01-01', date '2030-01-01', %s)",
        [case, parent, AREA, STAFF["agent"].person_id, AREA],
    )
    admin.execute("INSERT INTO pqr.escalation_claim (case_id, claim_ordinal) VALUES (%s, 1)", [case])
    admin.execute(
        "INSERT INTO pqr.joint_decision (case_id, seq, turn, ruling, area_id, reason, proposed_by)"
        " VALUES (%s, 1, 1, 'another_area', %s, 'Una razón zafiro, larga y completa como se pide aquí', %s)",
        [case, AREA, STAFF["lawyer"].person_id],
    )
    admin.execute(
        "INSERT INTO pqr.escalation_reminder (case_id, turn, kind, day, asked_by)"
        " VALUES (%s, 1, 'asked', pqr_core.today(), %s)",
        [case, STAFF["escalation_control"].person_id],
    )


def _law(admin: psycopg.Connection, found: Planted) -> None:
    agent, case = STAFF["agent"].person_id, found.cases["transferred"]
    proof = stand_paper(admin, case, "priority_proof", agent)
    admin.execute(
        "INSERT INTO pqr.priority_mark (case_id, seq, ground, reason, measures, proof_document_id, marked_by)"
        " VALUES (%s, 1, 'child', 'Un motivo zafiro, largo y completo', 'Medidas zafiro', %s, %s)",
        [case, proof, agent],
    )
    found.transfer = uuid.uuid4()
    admin.execute(
        "INSERT INTO pqr.transfer (transfer_id, case_id, entity_key, is_whole, destination, reason, due_on,"
        " letter_id, copy_letter_id, decided_by)"
        " VALUES (%s, %s, %s, true, 'Zafiro', 'Una razón zafiro, larga y completa como se pide aquí',"
        " date '2030-01-01', %s, %s, %s)",
        [
            found.transfer,
            case,
            ENTITY,
            _letter(admin, case, "transfer"),
            _letter(admin, case, "transfer_notice"),
            agent,
        ],
    )
    _told_by_law(admin, found)


def _told_by_law(admin: psycopg.Connection, found: Planted) -> None:
    agent, case = STAFF["agent"].person_id, found.cases["transferred"]
    admin.execute(
        "INSERT INTO pqr.data_claim (case_id, about, systems, mark_by, marked_on, marked_by)"
        " VALUES (%s, 'Un dato zafiro que no es exacto', '{RUV}', date '2026-11-05', date '2026-11-05', %s)",
        [case, agent],
    )
    admin.execute(
        "INSERT INTO pqr.endorsement (case_id, seq, kind, reason_code, note, target, requested_by, due_at)"
        " SELECT %s, 1, kind, code, 'Una nota zafiro, larga y completa', 'Destino zafiro', %s, now()"
        " FROM pqr.endorsement_reason LIMIT 1",
        [found.cases["analysis"], agent],
    )
    admin.execute(
        "INSERT INTO pqr.extension (case_id, old_due_on, new_due_on, reason, letter_id, asked_by)"
        " VALUES (%s, date '2031-03-03', date '2031-03-10', 'Una razón zafiro, larga y completa como se pide aquí',"
        " %s, %s)",
        [found.cases["classify"], _letter(admin, found.cases["classify"], "extension"), agent],
    )
    admin.execute(
        "INSERT INTO pqr.general_interest (case_id, reason, marked_by)"
        " VALUES (%s, 'Una razón zafiro, larga y completa como se pide aquí', %s)",
        [found.cases["classify"], agent],
    )


def _letter(admin: psycopg.Connection, case: uuid.UUID, kind: str) -> uuid.UUID:
    agent, key = STAFF["agent"].person_id, uuid.uuid4()
    admin.execute(
        "INSERT INTO pqr.legal_letter (letter_id, case_id, kind, filing_number, made_by, document_id)"
        " VALUES (%s, %s, %s, pqr_core.next_filing_number(2026), %s, %s)",
        [key, case, kind, agent, stand_paper(admin, case, "legal_letter", agent)],
    )
    return key


def _write(admin: psycopg.Connection, found: Planted) -> None:
    """Drafts from a text, letters with their director, and a batch."""
    agent = STAFF["agent"].person_id
    found.batch = uuid.uuid4()
    admin.execute(
        "INSERT INTO pqr.bulk_batch (batch_id, group_key, title, recipe, started_by, director_id)"
        " VALUES (%s, %s, 'Lote zafiro', %s, %s, %s)",
        [found.batch, f"{HEALTH}/3/RUV", f'{{"{HEALTH}": {{"text_id": "{TEXT}", "version": 1}}}}',
         STAFF["analyst"].person_id, found.director],
    )  # fmt: skip
    admin.execute(
        "INSERT INTO pqr.bulk_batch_case (case_id, batch_id, row_no) VALUES (%s, %s, 1)",
        [found.cases["review"], found.batch],
    )
    for name in ("drawn", "review", "signing", "printed", "closed"):
        case = found.cases[name]
        admin.execute(
            "INSERT INTO pqr.draft (case_id, version, author_id, reason) VALUES (%s, 1, %s, 'sent')", [case, agent]
        )
        admin.execute(
            "INSERT INTO pqr.draft_answer (case_id, version, claim_ordinal, decision, body_html, input_id, text_id,"
            " text_version) SELECT case_id, 1, 1, 'explained', '<p>Cuerpo zafiro</p>', input_id, %s, 1 FROM pqr.input"
            " WHERE case_id = %s",
            [TEXT, case],
        )
        if name in ("signing", "printed", "closed"):
            admin.execute(
                "INSERT INTO pqr.letter (case_id, letter_no, draft_version, area_id, director_id, named_by)"
                " VALUES (%s, 1, 1, %s, %s, %s)",
                [case, AREA, found.director, agent],
            )
    admin.execute(
        "INSERT INTO pqr.signing_act (case_id, letter_no, director_id, method, sha256_before, sha256_after, signed_by)"
        " VALUES (%s, 1, %s, 'mechanical', sha256(''), sha256('x'), %s)",
        [found.cases["printed"], found.director, STAFF["signer"].person_id],
    )
    found.document = admin.execute(
        "SELECT document_id FROM pqr.document WHERE case_id = %s", [found.cases["transferred"]]
    ).fetchone()[0]


def _draw(admin: psycopg.Connection, found: Planted) -> None:
    """One lot of the area, drawn by the database itself, and a second sample of what is closed."""
    admin.execute(
        "UPDATE pqr.case_file SET closed_at = now() - interval '2 days', activity = 0, status = 'closed'"
        " WHERE case_id = %s",
        [found.cases["closed"]],
    )
    leader = STAFF["quality"].person_id
    promise, scope = uuid.uuid4(), "SELECT w.scope FROM pqr_core.letters_waiting('area') w WHERE w.case_id = %s"
    admin.execute(
        "INSERT INTO pqr.quality_promise (promise_id, scope, method, inspection, tolerated, is_stratified, is_doubled,"
        f" letters, seed, in_transaction, promised_by) SELECT %s, ({scope}), 'iso_2859_1', 'normal', 2.5, true, true,"
        " 1, 'semilla', 1, %s",
        [promise, found.cases["drawn"], leader],
    )
    found.lot = admin.execute(
        "SELECT pqr_core.store_lot(p, %s) FROM pqr.quality_promise p WHERE p.promise_id = %s", [leader, promise]
    ).fetchone()[0]
    found.closed_lot = uuid.uuid4()
    admin.execute(
        "INSERT INTO pqr.quality_lot (lot_id, command_id, drawn_by, seed, method, inspection, tolerated, code_letter,"
        " lot_size, sample_size, forced_size, accept_number, scope) VALUES (%s, gen_random_uuid(), %s, 'semilla',"
        " 'proportion', 'normal', 2.5, '', 1, 1, 0, 0, 'closed:2026-01-01:2026-12-31:all')",
        [found.closed_lot, leader],
    )
    admin.execute(
        "INSERT INTO pqr.quality_lot_case (case_id, lot_id, draft_version, stratum, weight, is_sampled)"
        " VALUES (%s, %s, 1, '1', 1, true)",
        [found.cases["closed"], found.closed_lot],
    )


def _judge(admin: psycopg.Connection, found: Planted) -> None:
    """A verdict whose note says it."""
    admin.execute(
        "INSERT INTO pqr.quality_review (case_id, seq, draft_version, author_id, reviewer_id, verdict)"
        " VALUES (%s, 1, 1, %s, %s, 'rejected')",
        [found.cases["review"], STAFF["agent"].person_id, STAFF["quality2"].person_id],
    )
    admin.execute(
        "INSERT INTO pqr.quality_finding (case_id, seq, finding_no, criterion, fault_class, severity, note, code)"
        " VALUES (%s, 1, 1, 'substance', 'wrong', 'critical', 'Falta lo zafiro', 'F01')",
        [found.cases["review"]],
    )


def _call(admin: psycopg.Connection, found: Planted) -> None:
    """A campaign of the area, and the call to one person of it."""
    campaign = insert_case(admin, "outbound_v02", "contact_people", label="Campaña inventada")
    contact = insert_case(admin, "contact_v01", "make_contact", parent_id=campaign, label="Contacto 1")
    found.cases |= {"campaign": campaign, "contact": contact}
    admin.execute(
        "INSERT INTO pqr.campaign (case_id, name, objective, medium, area_id, requested_on, starts_on, ends_on, script,"
        " needs_validation, max_attempts, registered_by) VALUES (%s, 'Campaña zafiro', 'Objetivo zafiro', 'call', %s,"
        " date '2026-11-01', date '2026-11-10', date '2026-12-10', 'Guion zafiro', true, 3, %s)",
        [campaign, AREA, STAFF["phone_lead"].person_id],
    )
    admin.execute(
        "INSERT INTO pqr.campaign_person (case_id, row_no, full_name, document_number, phone, contact_case_id)"
        " VALUES (%s, 1, 'Persona llamada Inventada', '99887766', '3001234567', %s)",
        [campaign, contact],
    )
