"""Inputs with their facts, people who asked before, splits that came back wrong, and ORFEO's side of the archives."""

from __future__ import annotations

import datetime as dt
import random
import uuid

from app.services.demo.enacted import Stage, petitions
from app.services.demo.people import STAFF
from app.services.documents import sample_people

_AGENT, _LEAD, _LAWYER = "u_paulina", "u_genaro", "u_baltasar"
_RUV = {"state": "included", "victimizing_act": "displacement", "declared_on": "2012-05-14", "decided_on": "2012-08-30"}
_MONEY = {
    "phase": "method",
    "resolution_number": "04102019-7 de 2025",
    "method_result": "pending",
    "method_year": "2026",
}


def tell(stage: Stage) -> None:
    """All of it; called when everything else is written."""
    _past_cases(stage)
    _captured(stage)
    _splits(stage)
    _mirror(stage)


def _past_cases(stage: Stage) -> None:
    """Four people of the agent's tray asked before: what was found for them then still holds."""
    now = petitions(stage, "f.activity = 13 AND f.priority < 9 AND w.login = %s", _AGENT, most=10)[-4:]
    past = stage.rows(
        "SELECT f.case_id FROM pqr.case_file f JOIN pqr.petition p USING (case_id)"
        " WHERE f.closed_at IS NOT NULL AND f.status = 'archived'"
        " AND EXISTS (SELECT FROM pqr.claim k JOIN pqr.claim_node n ON n.code = k.claim_code"
        "             WHERE k.case_id = f.case_id AND k.ordinal = 1 AND NOT n.is_sensitive)"
        " ORDER BY p.filing_number LIMIT 4"
    )
    for at, (each, (before,)) in enumerate(zip(now, past, strict=False)):
        stage.rows(
            "UPDATE pqr.petitioner b SET full_name = a.full_name, document_type = a.document_type,"
            " document_number = a.document_number, capacity = a.capacity FROM pqr.petitioner a"
            " WHERE a.case_id = %s AND a.ordinal = 1 AND b.case_id = %s AND b.ordinal = 1 RETURNING 1",
            each.case_id, before,
        )  # fmt: skip
        # Of the first, the two petitions do not say the same birth date: the agent sees both.
        for case, year in ((each.case_id, 1980), (before, 1983 if at == 0 else 1980)):
            born = dt.date(year, 3, 12 + at)
            stage.rows(
                "UPDATE pqr.petitioner SET birth_date = %s WHERE case_id = %s AND ordinal = 1 RETURNING 1", born, case
            )
        facts = _RUV | {"declaration_number": f"BE00{100200 + at}"} if at % 2 == 0 else _MONEY
        _past_input(stage, before, "RUV" if at % 2 == 0 else "INDEMNIZA", facts)


def _past_input(stage: Stage, case: uuid.UUID, system: str, facts: dict[str, str]) -> None:
    """An input as its step would have written it."""
    key, day = uuid.uuid5(case, f"past {system}"), stage.today - dt.timedelta(days=20)
    stage.rows(
        "INSERT INTO pqr.input (case_id, input_id, claim_ordinal, area_id, system, content, content_sha256, found_on,"
        " valid_until, recorded_by, recorded_at)"
        " SELECT k.case_id, %s, 1, k.area_id, %s, '', sha256(''), %s, %s, 4, clock_timestamp() - interval '20 days'"
        " FROM pqr.claim k WHERE k.case_id = %s AND k.ordinal = 1 RETURNING 1",
        key, system, day, stage.today + dt.timedelta(days=40), case,
    )  # fmt: skip
    pairs = [item for pair in facts.items() for item in pair]
    stage.rows("SELECT pqr_core.write_facts(%s, %s, %s, jsonb_object(%s::text[]))", case, key, system, pairs)
    stage.rows(
        "UPDATE pqr.input SET content = w.words, content_sha256 = sha256(convert_to(w.words, 'UTF8'))"
        " FROM (SELECT pqr_core.facts_text(%s, %s) AS words) w WHERE case_id = %s AND input_id = %s RETURNING 1",
        case, key, case, key,
    )  # fmt: skip


def _captured(stage: Stage) -> None:
    """Two cases whose systems were looked up, fact by fact; an area must still be asked."""
    chosen = petitions(stage, "f.activity = 13 AND f.priority < 9 AND w.login = %s", _AGENT, most=6)
    turn = {
        "kind": "interview",
        "state": "scheduled",
        "scheduled_on": (stage.today + dt.timedelta(days=12)).isoformat(),
    }
    for each, system, facts in zip(chosen[2:4], ("SGV", "INDEMNIZA"), (turn, _MONEY), strict=False):
        found = {
            "claim": 1, "system": system, "content": "", "facts": facts, "found_on": stage.today.isoformat(),
            "valid_until": (stage.today + dt.timedelta(days=30)).isoformat(),
        }  # fmt: skip
        stage.step(_AGENT, each.case_id, "search_inputs", "missing", inputs=[found])


def _splits(stage: Stage) -> None:
    """Three collective petitions: one waits for its list, one came back with faults, one came back whole."""
    analyst = next(member.login for member in STAFF if "analyst" in member.roles)
    for at, each in enumerate(petitions(stage, "f.activity = 9 AND p.signatory_count > 1", most=4)[1:]):
        rng = random.Random(f"split {at}")
        people = [sample_people.person(rng) for _ in range(6)]
        rows = [
            {"full_name": p.name, "document_type": p.document_type, "document_number": p.document_number}
            for p in {p.document_number: p for p in people}.values()
        ]
        stage.step(analyst, each.case_id, "decide_split", "split", signatories=rows)
        stage.step(each.login, each.case_id, "send_to_split", "sent")
        if at == 1:
            # A stranger; one of the table with two digits swapped; and one whom a second person found and added.
            number = rows[2]["document_number"] or ""
            slip = rows[2] | {"document_number": number[:-2] + number[:-3:-1]}
            back = [*rows[:2], rows[0], _stranger("Ninguna Persona Que Firmara", "11223344"), slip]
            back += [_stranger("Otilia Invención Del Ejemplo", "55667788"), *rows[4:]]
            stage.step(_LEAD, each.case_id, "receive_split", "received", returned=back, file="devuelto.xlsx")
            reason = "Su firma está en la última página, al respaldo; faltaba en la tabla."
            command = uuid.uuid5(each.case_id, "adopted")
            stage.call(_LAWYER, "decide_extra", command, each.case_id, 1, 6, True, reason)
        elif at == 2:
            stage.step(_LEAD, each.case_id, "receive_split", "received")


def _stranger(name: str, number: str) -> dict[str, str | None]:
    """Somebody of a returned list who is not in the table."""
    return {"full_name": name, "document_type": "CC", "document_number": number}


def _mirror(stage: Stage) -> None:
    """ORFEO holds the same, but for one that somebody left out, one typed wrong, and one made there by hand."""
    # Some of what was asked and decided is to reassign.
    stage.rows(
        "UPDATE pqr.endorsement e SET kind = 'reassign', reason_code = 'R01', target = 'Grupo de Talento Humano',"
        " note = 'Pide una certificación laboral; no es asunto de PQR.'"
        " FROM (SELECT x.case_id, row_number() OVER (PARTITION BY x.decision ORDER BY x.case_id) AS n"
        "       FROM pqr.endorsement x WHERE x.reason_code = 'A01') r"
        " WHERE r.case_id = e.case_id AND r.n <= 6 RETURNING 1"
    )
    stage.rows(
        "UPDATE pqr.archive_report a SET kind = e.kind FROM pqr.endorsement e"
        " WHERE e.case_id = a.case_id AND e.decision = 'granted' AND e.kind <> a.kind RETURNING 1"
    )
    stage.rows(
        "UPDATE pqr.case_file f SET status = 'reassigned' FROM pqr.archive_report a"
        " WHERE a.case_id = f.case_id AND a.kind = 'reassign' RETURNING 1"
    )
    stage.rows(
        "INSERT INTO pqr.filing_transaction"
        " (transaction_id, filing_number, reference, code, target, report_number, made_by, made_at)"
        " SELECT uuidv7(), p.filing_number, f.lex_code, a.kind, e.target,"
        "        CASE r.n WHEN 2 THEN 'R-00000' ELSE a.report_number END, w.login, a.mirrored_at"
        " FROM (SELECT x.case_id, row_number() OVER (ORDER BY x.reported_at DESC, x.case_id) AS n"
        "       FROM pqr.archive_report x) r"
        " JOIN pqr.archive_report a USING (case_id) JOIN pqr.petition p USING (case_id)"
        " JOIN pqr.case_file f USING (case_id) JOIN pqr.person w ON w.person_id = a.reported_by"
        " JOIN pqr.endorsement e ON e.case_id = a.case_id AND e.decision = 'granted'"
        " WHERE r.n <> 1 RETURNING 1"
    )
    stage.rows(
        "INSERT INTO pqr.filing_transaction (transaction_id, filing_number, code, made_by, made_at)"
        " VALUES (uuidv7(), '20267119876542', 'archive', 'orfeo_ventanilla', clock_timestamp() - interval '3 days')"
        " RETURNING 1"
    )
