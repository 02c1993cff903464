"""Carries a plan of a folder into the database: each file once, each with its result, and on again after a cut."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from app import clock, errors, filing_number
from app.services import stored_documents
from app.services.command import Command
from app.services.database import Database
from app.services.intake import check_scan
from app.services.intake.catalogue_words import CatalogueWords, document_type, read_catalogues
from app.services.intake.folder import IntakeItem, IntakePlan
from app.services.intake.scan_report import SENTENCES, NormalisedScan
from app.services.perform import Performer
from app.services.refusals import RefusedStep, sentences
from app.services.verbs.classify_claim import Person
from app.services.verbs.receive_petition import IntakeLine, ReceivePetition

#: Names of loads, cases and documents are made from what they hold: the same folder is the same load.
_SPACE = UUID("5b0e3a0e-6e0b-5d3c-9a55-740040805000")
#: A file's own name is kept only when it cannot name a person.
_HARMLESS = re.compile(r"[a-z]{0,10}[-_ .]?[\d\-_ .]{1,40}\.[a-z0-9]{2,4}", re.IGNORECASE)
_QUOTED = re.compile("«([^«»]+)»")
_TRIES = 3

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What holds for files whose index says nothing of it."""

    received_on: dt.date
    channel: str = "window"
    class_key: str = "petition"


@dataclass(frozen=True, kw_only=True)
class ItemResult:
    """What became of one file or row; `file` is its name on this computer."""

    item_no: int
    file: str
    filing_number: str | None = None
    imported: bool = False
    code: str = ""
    sentence: str = ""

    @property
    def was_there(self) -> bool:
        """Left out because the program already has it."""
        return self.code in ("already_imported", "filing_number_taken", "same_file")


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """received == imported + rejected once `closed`; a load that was cut or cancelled can be taken up again."""

    batch_id: UUID
    received: int
    items: tuple[ItemResult, ...]
    closed: bool
    #: The same folder had been loaded before: nothing was changed now.
    unchanged: bool = False

    @property
    def imported(self) -> int:
        """Petitions filed."""
        return sum(1 for item in self.items if item.imported)

    @property
    def rejected(self) -> int:
        """Files and rows left out, each with its reason."""
        return len(self.items) - self.imported


def batch_of(plan: IntakePlan) -> UUID:
    """The load's identity: what the folder holds, by name and content."""
    good = sorted(f"{item.file.name}\x1f{item.sha256}" for item in plan.accepted)
    bad = sorted(f"{item.file}\x1f{item.row}\x1f{item.code}" for item in plan.rejected)
    return uuid5(_SPACE, "\n".join([*good, "\x1e", *bad]))


class Importer:
    """One person's imports; everything goes through the door under that person's login."""

    def __init__(self, database: Database, performer: Performer, person_id: int) -> None:
        """The performer must be without an outbox: a load doesn't wait for the network, it goes on later."""
        self._database = database
        self._performer = performer
        self._person_id = person_id

    def run(
        self,
        plan: IntakePlan,
        defaults: Defaults,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportReport:
        """Import what is not there yet. Raises Offline or Busy (run it again to go on), InvalidInput if empty.

        Cancelled, it stops between two files and the load stays open. The same folder again changes nothing.
        """
        if not plan.seen:
            raise errors.InvalidInput(sentence="La carpeta no tiene archivos que cargar. Elija otra.")
        batch = batch_of(plan)
        begun = self._database.call("begin_intake", p_batch=batch, p_received=plan.seen)
        done: set[int] = set(begun["done"])
        if not begun["closed"]:
            self._carry_on(plan, _Work(batch, defaults, read_catalogues(self._database)), done, progress, cancelled)
        closed = begun["closed"] or len(done) == plan.seen
        if closed and not begun["closed"]:
            self._database.call("close_intake", p_batch=batch)
        return ImportReport(
            batch_id=batch,
            received=plan.seen,
            items=tuple(self._results(batch, plan)),
            closed=closed,
            unchanged=begun["closed"],
        )

    def _carry_on(
        self,
        plan: IntakePlan,
        work: _Work,
        done: set[int],
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        for item_no, bad in enumerate(plan.rejected, len(plan.accepted) + 1):
            if item_no not in done:
                self._reject(work, item_no, bad.file, None, None, bad.code, _without_names(bad.sentence, plan))
                done.add(item_no)
        there = self._already_there(plan)
        left = [(n, item) for n, item in enumerate(plan.accepted, 1) if n not in done]
        fresh = [(n, item) for n, item in left if not self._leave_out(work, n, item, there, done)]
        scans = check_scan.normalise_many([item.file for _n, item in fresh], cancelled=cancelled)
        with suppress(check_scan.CheckCancelled):
            for (item_no, item), scan in zip(fresh, scans, strict=True):
                if cancelled is not None and cancelled():
                    return
                if progress is not None:
                    progress(len(done), plan.seen, item.file.name)
                self._one(work, item_no, item, scan)
                done.add(item_no)
        if progress is not None:
            progress(len(done), plan.seen, "")

    def _one(self, work: _Work, item_no: int, item: IntakeItem, scan: NormalisedScan) -> None:
        if scan.pdf is None or scan.report.sha256 != item.sha256:
            code = scan.report.code or "changed"
            self._reject(
                work, item_no, item.file.name, item.sha256, None, code, SENTENCES.get(code, SENTENCES["corrupt"])
            )
        else:
            self._import(work, item_no, item, scan.pdf, scan.report.pages)

    def _leave_out(self, work: _Work, item_no: int, item: IntakeItem, there: Mapping[str, str], done: set[int]) -> bool:
        """Reject, before anything is uploaded, a file or a number that the program already has."""
        for key, code in ((item.sha256, "already_imported"), (item.details.filing_number, "filing_number_taken")):
            if key and key in there:
                sentence = f"{sentences()[code]} {there[key]}"
                self._reject(work, item_no, item.file.name, item.sha256, item.details.filing_number, code, sentence)
                done.add(item_no)
                return True
        return False

    def _already_there(self, plan: IntakePlan) -> dict[str, str]:
        """File hashes and filing numbers that are in the program, with when they came."""
        found: dict[str, str] = {}
        for start in range(0, len(plan.accepted), 500):
            piece = plan.accepted[start : start + 500]
            rows = self._database.table(
                "already_filed",
                p_sha256=[bytes.fromhex(item.sha256) for item in piece],
                p_filings=[item.details.filing_number or "" for item in piece],
            )
            for row in rows:
                day = row.registered_at.astimezone(clock.BOGOTA)
                words = f"Radicado {filing_number.shown(row.filing_number)}, {day:%d/%m/%Y %H:%M}."
                found[row.file_sha256.hex() if row.file_sha256 else row.filing_number] = words
        return found

    def _import(self, work: _Work, item_no: int, item: IntakeItem, pdf: bytes, pages: int) -> None:
        """File one petition, or note why not; refusals are the item's, lost connections everybody's."""
        try:
            document = uuid5(work.batch, f"{self._person_id}:{item.sha256}")
            verb = work.verb(item_no, item, pages, document)
            label = filing_number.shown(verb.filing_number)
            stored_documents.store(
                self._database, document, pdf, case_id=None, kind="petition", label=label, pages=pages
            )
            self._file(work, item, verb)
        except (RefusedStep, errors.InvalidInput) as refused:
            code = refused.reason if isinstance(refused, RefusedStep) else refused.code
            number = item.details.filing_number
            self._reject(work, item_no, item.file.name, item.sha256, number, code, refused.user_message)

    def _file(self, work: _Work, item: IntakeItem, verb: ReceivePetition) -> None:
        command = Command(
            case_id=uuid5(_SPACE, f"case:{item.sha256}"),
            version=0,
            procedure="pqr_v08",
            activity=verb.activity,
            outcome=verb.outcome,
            payload=verb.payload(),
            command_id=uuid5(work.batch, item.sha256),
        )
        for attempt in range(1, _TRIES + 1):
            try:
                self._performer.perform(command)
                return
            except errors.Busy:
                if attempt == _TRIES:
                    raise

    def _reject(
        self, work: _Work, item_no: int, file: str, sha256: str | None, number: str | None, code: str, sentence: str
    ) -> None:
        self._database.call(
            "reject_intake_item",
            p_batch=work.batch,
            p_item=item_no,
            p_label=safe_label(file, item_no),
            p_sha256=bytes.fromhex(sha256) if sha256 else None,
            p_filing=number,
            p_code=code,
            p_sentence=sentence.replace(file, safe_label(file, item_no)),
        )

    def _results(self, batch: UUID, plan: IntakePlan) -> Iterator[ItemResult]:
        names = [item.file.name for item in plan.accepted] + [item.file for item in plan.rejected]
        # Here, on this computer, a sentence may name the other file; the server's copy does not.
        said = {n: bad.sentence for n, bad in enumerate(plan.rejected, len(plan.accepted) + 1)}
        for row in self._database.table("intake_report", p_batch=batch):
            yield ItemResult(
                item_no=row.item_no,
                file=names[row.item_no - 1] if row.item_no <= len(names) else row.file_label,
                filing_number=row.filing_number,
                imported=row.result == "imported",
                code=row.reason_code or "",
                sentence=said.get(row.item_no) or row.sentence or "",
            )


@dataclass(frozen=True)
class _Work:
    """What every item of a load needs."""

    batch: UUID
    defaults: Defaults
    words: CatalogueWords

    def verb(self, item_no: int, item: IntakeItem, pages: int, document: UUID) -> ReceivePetition:
        """The petition of an item; InvalidInput names what is missing."""
        known = item.details
        if known.filing_number is None:
            raise errors.InvalidInput(
                sentence="No se sabe el radicado. Póngalo como nombre del archivo o agregue el índice con su fila."
            )
        day = known.received_on or self.defaults.received_on
        # Without an index nobody is known yet; in an index, a blank sender is an anonymous petition.
        anonymous = item.row is not None and not known.sender.strip()
        return ReceivePetition(
            filing_number=known.filing_number,
            received_at=dt.datetime.combine(day, dt.time(0, 0), clock.BOGOTA),
            channel=self.words.channel(known.channel, self.defaults.channel),
            class_key=self.words.petition_class(known.petition_class, self.defaults.class_key, item.row),
            subject=known.subject.strip() or "Por leer en la imagen",
            petitioner=None if anonymous else self._person(item),
            page_count=pages,
            is_anonymous=anonymous,
            document_id=document,
            intake=IntakeLine(
                batch_id=self.batch,
                item_no=item_no,
                file_label=safe_label(item.file.name, item_no),
                file_sha256=item.sha256,
            ),
        )

    def _person(self, item: IntakeItem) -> Person:
        known = item.details
        number = known.document_number or None
        place = self.words.municipality(known)
        # A municipality that the catalogue doesn't know is kept in the address, never dropped.
        parts = [known.address] if place else [known.address, known.municipality, known.department]
        return Person(
            full_name=known.sender.strip() or None,
            document_type=document_type(known.document_type, item.row) if number else None,
            document_number=number,
            phone=known.phone or None,
            email=known.email or None,
            address=", ".join(part for part in parts if part) or None,
            municipality_code=place,
        )


def _without_names(sentence: str, plan: IntakePlan) -> str:
    """The sentence with other files of the folder, quoted «so», under their harmless labels."""
    labels = {item.file.name: safe_label(item.file.name, n) for n, item in enumerate(plan.accepted, 1)}
    return _QUOTED.sub(lambda found: f"«{labels.get(found[1], found[1])}»", sentence)


def safe_label(file: str, item_no: int) -> str:
    """The file's name when it holds only a number, «archivo-012.pdf» otherwise: names of people stay here."""
    return file if _HARMLESS.fullmatch(file) else f"archivo-{item_no:03d}{Path(file).suffix.lower()[:6]}"
