"""What the demonstration's people do by the server's own functions: acts of the law, and escalations that came back."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from psycopg import sql
from psycopg.rows import namedtuple_row

from app.filing_number import shown
from app.services.demo.first import letters_first
from app.services.demo.people import STAFF
from app.services.demo.writer import write_document
from app.services.documents import plain_letter, transfer_letters
from app.services.documents.transfer_letters import TransferLetter
from app.services.legal_acts import collective

_AGENT = "u_paulina"
_DESTINATION = "Ventanilla única, Bogotá D. C."
#: A closed petition becomes a data claim (with the legend that the agent put) or a consultation.
_TOLD = """
WITH chosen AS (
    SELECT f.case_id, p.received_on, d.author_id FROM pqr.case_file f JOIN pqr.petition p USING (case_id)
      JOIN pqr.delivery v ON v.case_id = f.case_id AND v.result = 'delivered' JOIN pqr.draft d ON d.case_id = f.case_id
     WHERE f.closed_at IS NOT NULL AND p.class_key IN ('petition', 'grievance') AND (v.happened_on > f.due_on) = %s
       AND p.received_on > %s::date - 85 AND d.version = 1 ORDER BY f.label LIMIT 1),
changed AS (UPDATE pqr.petition p SET class_key = %s FROM chosen c WHERE p.case_id = c.case_id RETURNING p.case_id)
INSERT INTO pqr.data_claim (case_id, about, systems, mark_by, marked_on, marked_by)
SELECT c.case_id, 'Su fecha de nacimiento no es la que está en el registro.', '{RUV}',
       pqr_core.add_business_days(c.received_on, 2), pqr_core.add_business_days(c.received_on, 1), c.author_id
  FROM chosen c JOIN changed USING (case_id) WHERE %s = 'data_claim' RETURNING 1
"""


@dataclass(frozen=True)
class Petition:
    """A petition that stands somewhere, as an act needs it."""

    case_id: uuid.UUID
    number: str
    received_on: dt.date
    name: str
    address: str
    scan: uuid.UUID
    claims: list[str]
    login: str


class Stage:
    """The database, as its people."""

    def __init__(self, owner: Any) -> None:
        self._owner = owner
        self.today: dt.date = owner.execute("SELECT pqr_core.today()").fetchone()[0]
        self._people = {member.login: member for member in STAFF}

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Rows, read by the owner."""
        found: list[Any] = self._owner.execute(query, list(values)).fetchall()
        return found

    def version(self, case: uuid.UUID) -> int:
        """Version of a case as it stands."""
        return int(self.rows("SELECT version FROM pqr.case_file WHERE case_id = %s", case)[0][0])

    def call(self, login: str, name: str, *values: Any) -> Any:
        """A function of the server, by that person."""
        marks = sql.SQL(", ").join(sql.Placeholder() * len(values))
        statement = sql.SQL("SELECT {}({})").format(sql.Identifier("pqr_api", name), marks)
        with self._as(login):
            return self._owner.execute(statement, list(values)).fetchone()[0]

    def call_rows(self, login: str, name: str, *values: Any) -> list[Any]:
        """A function of the server that gives rows, by that person."""
        marks = sql.SQL(", ").join(sql.Placeholder() * len(values))
        statement = sql.SQL("SELECT * FROM {}({})").format(sql.Identifier("pqr_api", name), marks)
        with self._as(login), self._owner.cursor(row_factory=namedtuple_row) as cursor:
            found: list[Any] = cursor.execute(statement, list(values)).fetchall()
        return found

    def step(self, login: str, case: uuid.UUID, activity: str, outcome: str, **payload: Any) -> None:
        """A step through the door."""
        version = self.version(case)
        answer = self.call(
            login, "perform", uuid.uuid5(case, f"enacted {version}"), case, version, activity, outcome,
            json.dumps(payload), "escalation_v01",
        )  # fmt: skip
        if answer["status"] != "applied":
            raise RuntimeError(f"{activity}/{outcome}: {answer}")

    def paper(self, login: str, case: uuid.UUID | None, kind: str, content: bytes) -> uuid.UUID:
        """A file of that person."""
        key = uuid.uuid5(case or uuid.NAMESPACE_OID, f"{kind} {uuid.uuid4()}")
        at = self.rows("SELECT clock_timestamp()")[0][0]
        write_document(
            self._owner, document_id=key, case_id=case, kind=kind, mime="application/pdf", content=content, pages=1,
            label=kind.replace("_", " "), person_id=self._people[login].person_id, at=at,
        )  # fmt: skip
        return key

    def proof(self, login: str, case: uuid.UUID | None, kind: str, words: str) -> uuid.UUID:
        """An invented proof of something."""
        return self.paper(login, case, kind, plain_letter.render(words, "Demostración", [(words, False)]))

    def told(self, login: str, case: uuid.UUID, letter: uuid.UUID, words: str) -> None:
        """A letter without a clock of its own left and came, today, with that proof."""
        proof = self.proof(login, case, "legal_proof", words)
        values = (letter, case, self.version(case), self.today, self.today, "email", proof)
        self.call(login, "tell_legal_letter", *values)

    def name(self, login: str) -> str:
        """Full name of a person."""
        return self._people[login].full_name

    @contextmanager
    def _as(self, login: str) -> Iterator[None]:
        self._owner.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(login)))
        yield
        self._owner.execute("RESET SESSION AUTHORIZATION")


def enact(owner: Any) -> None:
    """Every act, where there is a petition for it; called once everything else is written."""
    stage = Stage(owner)
    acts: tuple[Callable[[Stage], None], ...] = (
        _priorities, _transfers, _nobody, _data_claims, _answers, _loops, _heads,
    )  # fmt: skip
    for act in (*acts, letters_first):
        act(stage)


def petitions(stage: Stage, where: str, *values: Any, most: int = 20) -> list[Petition]:
    """Open petitions where that holds, the latest first."""
    rows = stage.rows(
        "SELECT f.case_id, p.filing_number, p.received_on, t.full_name, coalesce(t.address, ''), p.document_id,"
        " ARRAY(SELECT n.title FROM pqr.claim k JOIN pqr.claim_node n ON n.code = k.claim_code"
        " WHERE k.case_id = f.case_id ORDER BY k.ordinal), w.login"
        " FROM pqr.case_file f JOIN pqr.petition p USING (case_id) JOIN pqr.person w ON w.person_id = f.assignee_id"
        " JOIN pqr.petitioner t ON t.case_id = f.case_id AND t.ordinal = 1"
        f" WHERE f.closed_at IS NULL AND {where} ORDER BY p.received_on DESC, p.filing_number LIMIT {most}",
        *values,
    )
    return [Petition(*row) for row in rows]


def _priorities(stage: Stage) -> None:
    """A child's petition, and one for health, with what was done at once."""
    marks = (
        ("child", "La presenta una niña de trece años por ella y su hermano.", ""),
        (
            "life_health",
            "Está hospitalizado y sin acompañante en otra ciudad.",
            "Se llamó al hospital y se remitió hoy.",
        ),
    )
    for login in (_AGENT, "u_anselmo"):
        for (ground, reason, measures), each in zip(
            marks, petitions(stage, "f.activity = 13 AND w.login = %s", login, most=2), strict=False
        ):
            stage.call(
                login, "mark_priority", each.case_id, stage.version(each.case_id), ground, reason, measures, each.scan
            )


def _transfers(stage: Stage) -> None:
    """One without its proofs, one in time, one late."""
    where = "f.activity = 13 AND f.priority < 9 AND (SELECT count(*) FROM pqr.claim k WHERE k.case_id = f.case_id) > 1"
    several = petitions(stage, where, most=200)
    mine = [each for each in several if each.login == _AGENT]
    entities = ("fonvivienda", "sena", "icetex")
    others = [each for each in several if each not in mine[:1]]
    chosen = [*mine[:1], *others[:1], *others[-1:]]
    for at, each in enumerate({each.case_id: each for each in chosen}.values()):
        _transfer(stage, each, entities[at], prove=at > 0)


def _transfer(stage: Stage, each: Petition, entity: str, *, prove: bool) -> None:
    login, key = each.login, uuid.uuid5(each.case_id, "transfer")
    name = stage.rows("SELECT name FROM pqr.competent_entity WHERE key = %s", entity)[0][0]
    reason = "El programa que pide lo decide esa entidad; la Unidad no lo administra."
    told = TransferLetter(
        filing_number=shown(each.number), received_on=each.received_on, petitioner=each.name, address=each.address,
        entity=name, destination=_DESTINATION, claims=tuple(each.claims[1:2]), stay=tuple(each.claims[:1]),
        reason=reason, signer=stage.name(login), day=stage.today,
    )  # fmt: skip
    keys = [uuid.uuid5(each.case_id, kind) for kind in ("transfer", "transfer_notice")]
    version = stage.version(each.case_id)
    made = stage.call(login, "start_transfer", key, each.case_id, version, entity, _DESTINATION, [2], reason, *keys)
    official = transfer_letters.official(replace(told, number=made["filing_number"]))
    notice = transfer_letters.to_petitioner(replace(told, number=made["copy_number"]))
    for letter, data in zip(keys, (official, notice), strict=True):
        stage.call(login, "file_legal_letter", letter, stage.paper(login, each.case_id, "legal_letter", data))
    if not prove:
        return
    proofs = (f"Oficio de {each.number} recibido en {name}.", f"Acuse de recibo de {each.number}.")
    for letter, words in zip(keys, proofs, strict=True):
        stage.told(login, each.case_id, letter, words)


def _nobody(stage: Stage) -> None:
    """One claim that, as one person says, nobody is competent to decide: it waits for a lawyer."""
    where = (
        "f.activity = 13 AND f.priority < 9 AND (SELECT count(*) FROM pqr.claim k WHERE k.case_id = f.case_id) > 1"
        " AND NOT EXISTS (SELECT FROM pqr.transfer t WHERE t.case_id = f.case_id)"
    )
    for each in petitions(stage, where, most=1):
        reason = "Pide que se cambie una ley: eso lo decide el Congreso por iniciativa, no una entidad por petición."
        key, version = uuid.uuid5(each.case_id, "transfer"), stage.version(each.case_id)
        stage.call(each.login, "start_transfer", key, each.case_id, version, None, "", [2], reason, None, None)


def _data_claims(stage: Stage) -> None:
    """Two with their legend, one that still lacks it."""
    about = "El segundo nombre está mal escrito y pide corregirlo en el registro."
    where = "f.activity IN (7, 13) AND p.class_key = 'grievance' AND f.priority < 9"
    found = petitions(stage, where, most=6)
    for each in found[:2]:
        values = (each.case_id, stage.version(each.case_id), about, ["RUV", "VIVANTO"], stage.today)
        stage.call(each.login, "mark_data_claim", *values)
    # Told within the term, told late, and one that only asked what is kept of them: what the SIC asks for.
    for kind, late in (("data_claim", False), ("data_claim", True), ("data_query", True)):
        stage.rows(_TOLD, late, stage.today, kind, kind)
    for each in (petitions(stage, f"{where} AND w.login = %s", _AGENT, most=9) or found[2:])[-1:]:
        stage.rows("UPDATE pqr.petition SET class_key = 'data_claim' WHERE case_id = %s RETURNING 1", each.case_id)


def _answers(stage: Stage) -> None:
    """Two groups of equal consultations: one to be prepared, one that waits for its publication."""
    groups = stage.rows(
        "SELECT f.group_key FROM pqr_core.bulk_facts(ARRAY(SELECT w.case_id FROM pqr_core.waiting_for_bulk() w)) f"
        " WHERE f.group_key IS NOT NULL AND position('+' IN f.group_key) = 0 GROUP BY 1 HAVING count(*) > 10"
        " ORDER BY count(*) DESC, 1 LIMIT 2"
    )
    for at, (group,) in enumerate(groups):
        cases = _consultations(stage, group)
        if at == 0:
            continue
        title, body = "Estado de las solicitudes y cómo consultarlo", "La Unidad informa a quienes preguntan. " * 4
        key = uuid.uuid5(uuid.NAMESPACE_OID, group)
        made = stage.call("u_nicanor", "prepare_collective", uuid.uuid4(), group, title, body, key, cases)
        text = collective.render(
            title, body, made["petitions"], stage.name("u_nicanor"), stage.today, number=made["filing_number"]
        )
        stage.call("u_nicanor", "file_legal_letter", key, stage.paper("u_nicanor", None, "collective_answer", text))


def _consultations(stage: Stage, group: str) -> list[uuid.UUID]:
    """Those of the group, that ask for a concept and not for something of their own."""
    rows = stage.rows(
        "SELECT f.case_id FROM pqr_core.bulk_facts(ARRAY(SELECT w.case_id FROM pqr_core.waiting_for_bulk() w)) f"
        " WHERE f.group_key = %s ORDER BY f.case_id LIMIT 14",
        group,
    )
    cases = [row[0] for row in rows]
    stage.rows("UPDATE pqr.petition SET class_key = 'inquiry' WHERE case_id = ANY (%s) RETURNING 1", cases)
    stage.rows(
        "UPDATE pqr.case_file f SET due_on = pqr_core.due_on('inquiry', p.received_on) FROM pqr.petition p"
        " WHERE p.case_id = f.case_id AND f.case_id = ANY (%s) RETURNING 1",
        cases,
    )
    return cases


def _loops(stage: Stage) -> None:
    """Answers that came back: one in its second turn, one in its third, one that a lawyer decides with the area."""
    waiting = stage.rows(
        "SELECT f.case_id, w.login,"
        " ARRAY(SELECT k.claim_ordinal FROM pqr.escalation_claim k WHERE k.case_id = f.case_id)"
        " FROM pqr.case_file f JOIN LATERAL (SELECT p.login FROM pqr.person p JOIN pqr.person_role r USING (person_id)"
        "   WHERE p.area_id = f.area_id AND r.role = 'mission' ORDER BY p.person_id LIMIT 1) w ON true"
        " WHERE f.procedure = 'escalation_v01' AND f.activity = 3 AND f.closed_at IS NULL AND f.area_id = 2"
        " ORDER BY f.case_id LIMIT 4"
    )
    for (case, login, claims), turns in zip(waiting, (1, 2, 2, 3), strict=False):
        for turn in range(1, turns + 1):
            outcome = "disputed" if turn == 3 else "not_conforming"
            note = "No dice desde cuándo ni qué sigue para la persona."
            stage.step("u_edelmira", case, "check_input", outcome, reasons=["C02"], note=note)
            # The second-turn one waits at the area; the others were answered again and wait for Control.
            if outcome == "not_conforming" and turns > 1:
                content = "Se consultó de nuevo el expediente; la persona sigue en la misma situación."
                answers = [{"claim": claim, "content": content, "found_on": str(stage.today)} for claim in claims]
                stage.step(login, case, "answer_input", "answered", answers=answers)
        if turns == 3:
            why = "El área tiene el expediente: que responda con la fecha de la última medición."
            stage.step("u_baltasar", case, "decide_jointly", "proposed", ruling="area_answers", reason=why)


def _heads(stage: Stage) -> None:
    """Two areas have a head, who is told what they let go."""
    for area, login in ((2, "u_hortensia"), (3, "u_wenceslao")):
        person = stage.rows("SELECT person_id FROM pqr.person WHERE login = %s", login)[0][0]
        stage.call("u_genaro", "set_area_head", area, person)
