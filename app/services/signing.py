"""Signing as one resumable operation for each letter: number (24), PDF (23), signature (22), upload (25).

The printed order, 22 → 23 → 24 → 25, would change the letter after signing it (docs/decisions, decision 12). There is
no record of the operation other than the case itself: its activity says which step is next and its letter's row
holds what the earlier ones left. So going on after a cut, a kill or a crash is looking where the case is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from app import errors
from app.services.command import Command, decide
from app.services.database import Database
from app.services.documents import letter as letters
from app.services.documents.print_batch import page_count
from app.services.gateways.failures import GatewayFailure, Indeterminate, Rejected
from app.services.gateways.filing import Capability, FilingGateway, OutgoingNumber
from app.services.output import checks
from app.services.output.batch import STEP_OF, STEPS, BatchReport, Brake, LetterOutcome, State, Step, Told
from app.services.output.letter_data import LetterSheet, read_sheet
from app.services.output.pens import CERTIFICATE, MechanicalPen, Pen, Penned
from app.services.perform import Performer
from app.services.stored_documents import Stored, fetch, store
from app.services.verbs.file_outgoing import NumberTaken
from app.services.verbs.render_document import DocumentRendered
from app.services.verbs.stamp_signature import SignatureStamped
from app.services.verbs.upload_image import ImageUploaded

if TYPE_CHECKING:
    from app.services.signatures.trust import Trust

__all__ = ["STEPS", "STEP_OF", "BatchReport", "Brake", "LetterOutcome", "Signer", "State", "Step"]

PROCEDURE = "pqr_v08"
#: A letter's file is named by its content, so that repeating a step after a kill finds the same file.
_FILES = UUID("6f0c3a52-54c1-5a0b-9d1e-2c7f6b1f2224")
#: Refusals that the next letter of the same director would get too: the batch stops at the first.
OF_THE_SIGNER = frozenset(
    {
        "director_not_in_force",
        "director_replaced",
        "authority_not_in_force",
        "signature_image_missing",
        "certificate_not_registered",
        "certificate_of_another",
        "not_permitted",
        "quota",
        errors.ServerFull.code,
    }
)
#: Nor would the next letter reach the server.
_NO_NETWORK = frozenset({errors.Offline.code, errors.ServerDown.code, errors.CannotWait.code, errors.AnswerLost.code})


#: Reason of a batch that a person paused; nothing is wrong with it.
PAUSED = "paused"

_Verb = NumberTaken | DocumentRendered | SignatureStamped | ImageUploaded


@dataclass(frozen=True)
class _Place:
    """Where a case is, as the door needs it."""

    case_id: UUID
    version: int
    procedure: str = PROCEDURE


@dataclass
class _Work:
    """One letter under way: where it is and what its steps left in memory."""

    sheet: LetterSheet
    version: int
    step: Step | None
    done: list[Step]
    pdf: bytes | None = None
    unsigned: UUID | None = None
    signed: UUID | None = None
    signed_pdf: bytes | None = None


class Signer:
    """Signs letters as the person signed in; needs the role of signer, which the server checks at each step."""

    def __init__(
        self,
        database: Database,
        performer: Performer,
        gateway: FilingGateway,
        pen: Pen | None = None,
        trust: Trust | None = None,
    ) -> None:
        """`gateway` gives the numbers and keeps the images; `pen` signs (without one, the mechanical signature).

        `trust` are the authorities that the verification of each letter believes.
        """
        self.pen: Pen = pen or MechanicalPen(database)
        self._trust = checks.quick(trust)
        self._database = database
        self._performer = performer
        self._gateway = gateway
        self._me: int | None = None

    def sign_batch(self, cases: Sequence[UUID], tell: Told | None = None, brake: Brake | None = None) -> BatchReport:
        """Sign many letters of one director, one after another; the outcome of each is its own.

        `tell(outcome, step)` hears each step begin and, with None, each letter end. Stops between letters when the
        brake is pressed, at the first refusal of the signer's authority, and when the network is cut.
        """
        outcomes: list[LetterOutcome] = []
        stopped = reason = ""
        for case_id in cases:
            if not stopped and brake is not None and brake.pressed:
                stopped, reason = "Usted pausó el lote entre dos cartas.", PAUSED
            if stopped:
                outcomes.append(LetterOutcome(case_id, State.UNTOUCHED))
                continue
            outcome = self.sign(case_id, tell)
            outcomes.append(outcome)
            if outcome.stops_batch or outcome.reason in OF_THE_SIGNER | _NO_NETWORK:
                stopped, reason = outcome.sentence, outcome.reason
        return BatchReport(tuple(outcomes), stopped, reason)

    def sign(self, case_id: UUID, tell: Told | None = None) -> LetterOutcome:
        """Take one letter from wherever it is to the end of its four steps. Never raises our own errors."""
        work: _Work | None = None
        try:
            work = self._look(case_id)
            while work.step is not None:
                if tell is not None:
                    tell(_outcome(case_id, work, State.UNTOUCHED), work.step)
                self._take_step(work)
            outcome = _outcome(case_id, work, State.SIGNED)
        except Indeterminate as error:
            outcome = _outcome(case_id, work, State.IN_DOUBT, error)
        except errors.PqrError as error:
            outcome = self._already_signed(case_id, error) or _outcome(case_id, work, State.FAILED, error)
        if tell is not None:
            tell(outcome, None)
        return outcome

    def _look(self, case_id: UUID) -> _Work:
        sheet = read_sheet(self._database, case_id, "Firma")
        step = STEP_OF.get(sheet.activity)
        if step is None:
            raise errors.CaseMoved("the letter left the signer's hands")
        done = list(STEPS[: STEPS.index(step)])
        return _Work(sheet, sheet.version, step, done, None, sheet.unsigned_document_id, sheet.signed_document_id)

    def _already_signed(self, case_id: UUID, error: errors.PqrError) -> LetterOutcome | None:
        """A letter that was signed and has gone on is no longer the signer's to read: that is no failure."""
        if getattr(error, "reason", error.code) not in ("not_permitted", errors.CaseMoved.code):
            return None
        try:
            state = self._database.call("signing_state", p_case=case_id)
        except errors.PqrError:
            return None
        if not state["uploaded"]:
            return None
        return LetterOutcome(case_id, State.SIGNED, STEPS, state["filing_number"])

    def _take_step(self, work: _Work) -> None:
        assert work.step is not None
        actions: dict[Step, Callable[[_Work], _Verb]] = {
            Step.NUMBER: self._number,
            Step.RENDER: self._render,
            Step.STAMP: self._stamp,
            Step.UPLOAD: self._upload,
        }
        verb = actions[work.step](work)
        place = _Place(work.sheet.case_id, work.version)
        command: Command = decide(place, verb.activity, verb.outcome, verb.payload())
        work.version = self._performer.perform(command).version
        work.done.append(work.step)
        here = STEPS.index(work.step) + 1
        work.step = STEPS[here] if here < len(STEPS) else None

    def _number(self, work: _Work) -> NumberTaken:
        number = self._ask_number(work.sheet.case_id)
        full = replace(work.sheet.letter, filing_number=number.filing_number, filed_at=number.taken_at)
        work.sheet = replace(work.sheet, letter=full)
        return NumberTaken(filing_number=number.filing_number)

    def _ask_number(self, case_id: UUID) -> OutgoingNumber:
        """Take the number; where the system didn't answer, ask it once which one it gave."""
        try:
            return self._gateway.take(case_id, uuid5(_FILES, f"{case_id}:number"))
        except Indeterminate:
            if Capability.FIND not in self._gateway.capabilities:
                raise
            found = self._gateway.find(case_id)
            if found is None:
                raise
            return found

    def _render(self, work: _Work) -> DocumentRendered:
        letter = letters.with_code(work.sheet.letter)
        work.pdf = letters.render(letter)
        stored = self._store(work, work.pdf, "letter_unsigned")
        work.unsigned = stored.document_id
        code = letter.verification_code
        return DocumentRendered(document_id=stored.document_id, sha256=stored.sha256, verification_code=code)

    def _stamp(self, work: _Work) -> SignatureStamped:
        if work.pdf is None:
            assert work.unsigned is not None, "activity 22 follows 23, which stored the letter"
            work.pdf = fetch(self._database, work.unsigned)
        before = hashlib.sha256(work.pdf).hexdigest()
        made, stored = self._left_behind(work, work.pdf) or (None, None)
        if made is None or stored is None:
            made = self.pen.sign(work.pdf, work.sheet)
            stored = self._store(work, made.pdf, "letter_signed")
        work.signed, work.signed_pdf = stored.document_id, made.pdf
        return SignatureStamped(
            document_id=stored.document_id,
            sha256_before=before,
            sha256_after=stored.sha256,
            method=self.pen.method,
            act=made.act,
        )

    def _left_behind(self, work: _Work, pdf: bytes) -> tuple[Penned, Stored] | None:
        """The signed file that a killed program stored and could not report: a certificate never signs twice.

        A mechanical stamp needs none of this: made again it is the same file.
        """
        if self.pen.method != CERTIFICATE:
            return None
        for row in self._database.table("documents_of", p_case=work.sheet.case_id):
            if row.kind != "letter_signed" or row.case_id != work.sheet.case_id or row.byte_count <= len(pdf):
                continue
            signed = fetch(self._database, row.document_id, bytes(row.sha256).hex())
            act = self.pen.act_of(checks.check(signed, "", self._trust)) if signed.startswith(pdf) else None
            if act is not None:
                return Penned(signed, act), Stored(row.document_id, bytes(row.sha256).hex(), len(signed))
        return None

    def _upload(self, work: _Work) -> ImageUploaded:
        assert work.signed is not None, "activity 25 follows 22, which stored the signed letter"
        pdf = work.signed_pdf if work.signed_pdf is not None else fetch(self._database, work.signed)
        # Looked at before it leaves: what the server says of the outcome it takes from this record.
        found = checks.check(pdf, hashlib.sha256(pdf).hexdigest(), self._trust)
        checks.record(self._database, work.sheet.case_id, found)
        self._gateway.attach(work.sheet.case_id, work.signed)
        return ImageUploaded()

    def _store(self, work: _Work, pdf: bytes, kind: str) -> Stored:
        if self._me is None:
            self._me = int(self._database.call("my_person_id"))
        # With the person: who sends a file owns it, and another signer may go on with the letter.
        name = f"{work.sheet.case_id}:{work.sheet.letter_no}:{kind}:{self._me}:{hashlib.sha256(pdf).hexdigest()}"
        return store(
            self._database,
            uuid5(_FILES, name),
            pdf,
            case_id=work.sheet.case_id,
            kind=kind,
            label=f"{work.sheet.number}.pdf",
            pages=page_count(pdf),
        )


def _outcome(case_id: UUID, work: _Work | None, state: State, error: errors.PqrError | None = None) -> LetterOutcome:
    reason = "" if error is None else str(getattr(error, "reason", "") or error.code)
    if isinstance(error, GatewayFailure):
        # The gateway keeps the server's own reason as its detail.
        reason = str(error) if isinstance(error, Rejected) else error.code
    return LetterOutcome(
        case_id=case_id,
        state=state,
        done=tuple(work.done) if work is not None else (),
        filing_number=work.sheet.number if work is not None else "",
        sentence="" if error is None else error.user_message,
        reason=reason,
        version=work.version if work is not None else 0,
        stops_batch=error is not None and _stops(error),
    )


def _stops(error: errors.PqrError) -> bool:
    """Whether the next letter would get the same answer: what the signer or a service lacks, it lacks for all."""
    concerns = getattr(error, "concerns", None)
    return concerns is not None and str(concerns) != "letter"
