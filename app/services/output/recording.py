"""What became of one sending, with its proof, and what follows a return: again, by e-mail or by notice (27)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from app.errors import InvalidInput
from app.services.command import CaseRef, decide
from app.services.database import Database
from app.services.intake import check_scan
from app.services.perform import Performer, Result
from app.services.stored_documents import store
from app.services.verbs.hand_to_courier import Delivered, HandedOver, Returned, SentAgain


def record_delivered(
    database: Database, performer: Performer, row: CaseRef, received_by: str, happened_on: dt.date, image: bytes,
    mime: str,
) -> Result:  # fmt: skip
    """Store the proof and close the case with it. Raises InvalidInput, a refusal, Offline, Busy."""
    # Said before anything is stored: the field, not the file, may be what is missing.
    Delivered(received_by=received_by, happened_on=happened_on, document_id=row.case_id)
    proof = store_proof(database, row.case_id, image, mime)
    verb = Delivered(received_by=received_by, happened_on=happened_on, document_id=proof)
    return performer.perform(decide(row, verb.activity, verb.outcome, verb.payload()))


def record_returned(
    database: Database, performer: Performer, row: CaseRef, cause_code: str, happened_on: dt.date, image: bytes = b"",
    mime: str = "application/pdf",
) -> Result:  # fmt: skip
    """Record that the mail came back, with its image if there is one."""
    Returned(cause_code=cause_code, happened_on=happened_on)
    proof = store_proof(database, row.case_id, image, mime) if image else None
    verb = Returned(cause_code=cause_code, happened_on=happened_on, document_id=proof)
    return performer.perform(decide(row, verb.activity, verb.outcome, verb.payload()))


def send_again(performer: Performer, row: CaseRef, address: str = "", municipality_code: str = "") -> Result:
    """Send a returned letter back to be printed and sent, to another address if one is given."""
    verb = SentAgain(address=address, municipality_code=municipality_code)
    return performer.perform(decide(row, verb.activity, verb.outcome, verb.payload()))


def send_by_email(performer: Performer, row: CaseRef, receipt: str) -> Result:
    """Sent by certified e-mail under the number of its receipt; the server knows the address that was accepted."""
    verb = HandedOver(guide=receipt, kind="email")
    return performer.perform(decide(row, verb.activity, verb.outcome, verb.payload()))


def clean_proof(image: bytes, mime: str) -> tuple[bytes, str]:
    """What a person chose as proof, rebuilt in the limited child as a PDF; no image stays none. Raises InvalidInput."""
    if not image:
        return b"", mime
    scan = check_scan.normalise(image)
    if scan.pdf is None:
        raise InvalidInput(
            scan.report.code, sentence=scan.report.sentence.replace("El archivo", "El archivo de la imagen", 1)
        )
    return scan.pdf, "application/pdf"


def store_proof(database: Database, case_id: UUID, image: bytes, mime: str, kind: str = "delivery_proof") -> UUID:
    """Keep an image or a PDF as a proof of the case. Raises InvalidInput without one."""
    if not image:
        raise InvalidInput(sentence="Falta la imagen de la prueba. Escójala antes de registrar.")
    label = "prueba-de-entrega" if kind == "delivery_proof" else "prueba-de-aviso"
    return store(database, uuid4(), image, case_id=case_id, kind=kind, label=label, mime=mime).document_id
