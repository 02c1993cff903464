"""Petitions of the demonstration that wait for their citizen, were withdrawn or repeat an answer: one in each state."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.filing_number import shown
from app.services.demo.enacted import Petition, Stage, petitions
from app.services.documents import law_letters
from app.services.documents.law_letters import LawLetter

_AGENT, _LAWYER = "u_paulina", "u_baltasar"
_REASON = "Sin ese documento no se puede saber a quién se le reconoce la medida."
_ITEMS = ("Registro civil de nacimiento del menor", "Copia legible del documento de quien firma")
_UNCLEAR = "El escrito no dice qué trámite pide ni por qué lo dirige a la Unidad."
_ASKS = ("Qué espera de la Unidad", "A qué solicitud anterior se refiere")
_LETTERS = {"complete": "requirement", "clarify": "clarification"}


@dataclass(frozen=True)
class Asker:
    """A petition in hand, with the calls that its agent makes."""

    stage: Stage
    of: Petition

    def call(self, name: str, *values: Any, first: tuple[Any, ...] = ()) -> Any:
        """A function that takes the case and its version, by its agent."""
        case = self.of.case_id
        return self.stage.call(self.of.login, name, *first, case, self.stage.version(case), *values)

    def step(self, login: str, activity: str, outcome: str, **payload: Any) -> None:
        """A step through the door."""
        self.stage.step(login, self.of.case_id, activity, outcome, **payload)

    def letter(self, kind: str, name: str, *values: Any, **words: Any) -> uuid.UUID:
        """A letter with its number and its file."""
        key = uuid.uuid5(self.of.case_id, kind)
        number = self.call(name, *values, first=(key,))["filing_number"]
        told = LawLetter(
            kind=kind, number=number, filing_number=shown(self.of.number), received_on=self.of.received_on,
            petitioner=self.of.name, address=self.of.address, signer=self.stage.name(self.of.login),
            day=self.stage.today, **words,
        )  # fmt: skip
        paper = self.stage.paper(self.of.login, self.of.case_id, "legal_letter", law_letters.render(told))
        self.stage.call(self.of.login, "file_legal_letter", key, paper)
        return key

    def proof(self, kind: str, words: str) -> uuid.UUID:
        """An invented paper of the case, under its number: the same file proves nothing of another one."""
        return self.stage.proof(self.of.login, self.of.case_id, kind, f"{words} Radicado {shown(self.of.number)}.")

    def ask(self, kind: str = "complete") -> None:
        """Asked, and not told yet."""
        reason, items = (_REASON, _ITEMS) if kind == "complete" else (_UNCLEAR, _ASKS)
        self.letter(
            _LETTERS[kind], "ask_requirement", kind, reason, list(items), kind == "complete", reason=reason, items=items
        )

    def record(self, kind: str = "complete") -> uuid.UUID:
        """Asked, and told today: the proof waits for a lawyer."""
        self.ask(kind)
        today, proof = self.stage.today, self.proof("legal_proof", "Acuse de recibo del ciudadano.")
        self.call("confirm_requirement", kind, today, today, "email", proof)
        return proof

    def tell(self, kind: str = "complete") -> None:
        """The same, and a lawyer confirmed it."""
        proof = self.record(kind)
        self.stage.call(_LAWYER, "check_term_proof", proof, self.stage.version(self.of.case_id), True, "")

    def age(self, days: int) -> None:
        """As if it had begun so many days before."""
        case = self.of.case_id
        for table, columns in (
            ("petition", ("received_on", "received_at")), ("requirement", ("send_by", "old_due_on", "answer_by")),
            ("requirement", ("asked_at",)), ("legal_letter", ("sent_on", "told_on", "made_at", "told_at")),
            ("term_proof", ("sent_on", "told_on", "recorded_at", "checked_at")),
        ):  # fmt: skip
            whole = [c for c in columns if c.endswith(("_on", "_by"))]
            sets = ", ".join(
                f"{c} = {c} - {days}" if c in whole else f"{c} = {c} - make_interval(days => {days})" for c in columns
            )
            self.stage.rows(f"UPDATE pqr.{table} SET {sets} WHERE case_id = %s RETURNING 1", case)
        self.stage.rows(
            "UPDATE pqr.requirement r SET answer_by = pqr_core.add_months(l.told_on, 1) FROM pqr.legal_letter l"
            " WHERE l.letter_id = r.letter_id AND r.case_id = %s RETURNING 1",
            case,
        )
        self.stage.rows(
            "UPDATE pqr.case_file SET due_on = pqr_core.lawful_due(case_id), opened_at = opened_at"
            " - make_interval(days => %s) WHERE case_id = %s RETURNING 1",
            days,
            case,
        )

    def lapse(self) -> None:
        """Told more than a month ago, and no answer."""
        self.tell()
        self.age(37)

    def to_lawyer(self, ground: str, note: str) -> None:
        """Back to 8 from wherever it stands, asking for the aval."""
        query = (
            "SELECT a.key FROM pqr.case_file f JOIN pqr.activity a ON a.procedure = f.procedure"
            " AND a.number = f.activity WHERE f.case_id = %s"
        )
        activity = self.stage.rows(query, self.of.case_id)[0][0]
        if activity == "check_image":
            self.step(self.of.login, activity, "image_good")
            activity = "classify_claim"
        self.step(self.of.login, activity, "to_archive", reason_code=ground)
        self.step(self.of.login, "request_endorsement", "requested", kind="archive", reason_code=ground, note=note)

    def declare(self) -> None:
        """A lawyer declared the withdrawal; it waits to be notified."""
        self.lapse()
        self.to_lawyer("A05", "No aportó lo que se le requirió y su plazo venció.")
        self.step(_LAWYER, "request_endorsement", "archived", note="Se verificó la prueba de entrega.")

    def notify(self) -> None:
        """Notified: the days of the reposición run."""
        self.declare()
        act = self.stage.rows(
            "SELECT act_number, note FROM pqr.endorsement WHERE case_id = %s AND decision = 'granted'", self.of.case_id
        )[0]
        key = self.letter(
            "act_notice", "start_notice", reason=act[1], act_number=act[0], act_on=self.stage.today, ground="A05",
            has_remedy=True,
        )  # fmt: skip
        today, proof = self.stage.today, self.proof("legal_proof", "Constancia de notificación personal.")
        self.call("tell_legal_letter", today, today, "personal", proof, first=(key,))

    def withdraw(self) -> None:
        """The petitioner withdrew; nobody has decided."""
        self.call("record_withdrawal", self.stage.today, self.proof("citizen_paper", "Desisto de mi petición."))

    def go_on(self) -> None:
        """The petitioner withdrew, and a lawyer goes on ex officio."""
        self.withdraw()
        self.to_lawyer("A04", "Escrito firmado que está en el caso.")
        why = "Otras familias del mismo barrio dependen de lo que se decida: hay interés público en responder."
        self.step(_LAWYER, "request_endorsement", "denied", note=why, denial_code="N06")


def _supply(one: Asker) -> None:
    one.tell()
    one.age(7)
    paper = one.proof("citizen_paper", "Adjunto lo que me pidieron.")
    one.call("supply_requirement", "complete", one.stage.today, paper)


def _prolong(one: Asker) -> None:
    one.tell()
    until = one.stage.rows("SELECT pqr_core.prolong_most(r) FROM pqr.requirement r WHERE case_id = %s", one.of.case_id)
    paper = one.proof("citizen_paper", "Pido más tiempo: el registro queda en otro municipio.")
    one.call("prolong_requirement", one.stage.today, until[0][0], paper)


#: One petition for each, in this order, all of them of the first agent.
_STATES: tuple[Callable[[Asker], object], ...] = (
    Asker.tell, Asker.lapse, Asker.notify, Asker.record, Asker.withdraw, Asker.ask, _supply, Asker.go_on, Asker.declare,
    _prolong,
)  # fmt: skip


def enact(owner: Any) -> None:
    """Every state for which there is a petition; called once everything else is written."""
    stage = Stage(owner)
    where = (
        "f.activity = ANY (%s) AND w.login = %s AND f.priority < 9 AND p.typed_due_at IS NULL"
        " AND f.due_on > pqr_core.today() AND pqr_core.require_by(p.received_on) >= pqr_core.today() AND NOT EXISTS ("
        "SELECT FROM pqr.transfer t WHERE t.case_id = f.case_id)"
    )
    free = petitions(stage, where, [6, 13], _AGENT)
    # Only what is not classified may be returned to be clarified.
    unclear = [each for each in free if not each.claims][:1]
    for each in unclear:
        Asker(stage, each).tell("clarify")
    for act, each in zip(_STATES, [each for each in free if each not in unclear], strict=False):
        act(Asker(stage, each))
    for each, earlier in _repeated(stage):
        _refer(Asker(stage, each), earlier)


def _repeated(stage: Stage) -> Iterator[tuple[Petition, uuid.UUID]]:
    """One that somebody already answered sent again; of the first agent if there is."""
    again = (
        "f.activity = 6 AND f.priority < 9 AND f.due_on > pqr_core.today() AND EXISTS (SELECT FROM pqr.petitioner o"
        " JOIN pqr.delivery v ON v.case_id = o.case_id AND v.result = 'delivered' AND v.document_id IS NOT NULL"
        " WHERE o.document_number = t.document_number AND o.document_type = t.document_type"
        " AND o.case_id <> f.case_id)"
    )
    found = sorted(petitions(stage, again, most=60), key=lambda each: each.login != _AGENT)
    for each in found[:1]:
        rows = stage.rows(
            "SELECT o.case_id FROM pqr.petitioner t JOIN pqr.petitioner o ON o.document_number = t.document_number"
            " AND o.document_type = t.document_type JOIN pqr.delivery v ON v.case_id = o.case_id"
            " AND v.result = 'delivered' AND v.document_id IS NOT NULL"
            " WHERE t.case_id = %s AND o.case_id <> t.case_id ORDER BY 1 LIMIT 1",
            each.case_id,
        )
        yield each, rows[0][0]


def _refer(one: Asker, earlier: uuid.UUID) -> None:
    version = one.stage.version(one.of.case_id)
    one.stage.call(
        one.of.login, "link_petition", uuid.uuid5(one.of.case_id, "link"), one.of.case_id, version, earlier, "repeated",
        "Pide lo mismo que ya se le respondió.",
    )  # fmt: skip
    found = one.stage.rows(
        "SELECT filing_number, answer_number, delivered_on FROM pqr_core.proved_earlier(%s)", one.of.case_id
    )
    if not found:
        return
    filing, answer, day = found[0]
    reason = "No trae hechos ni documentos nuevos: pregunta otra vez por el mismo resultado."
    one.letter(
        "earlier_answer", "refer_to_earlier", reason, True, reason=reason, earlier_number=shown(answer),
        earlier_filing=shown(filing), earlier_on=day,
    )  # fmt: skip
