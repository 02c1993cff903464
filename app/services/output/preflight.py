"""What is looked at before a batch is signed, each with its measured value; the server checks it all again."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.clock import BOGOTA, now
from app.services.database import Database
from app.services.documents import letter as letters
from app.services.documents import signature_image
from app.services.documents.stamp import stamp
from app.services.legal_calendar import LegalCalendar
from app.services.output import means as signing_means
from app.services.output.findings import Finding
from app.services.output.letter_data import read_sheet
from app.services.output.means import Found, Means
from app.services.output.signing_reads import Lane, LetterRow

#: A clock this far from the server's says so; the date on letters is the server's anyway.
_CLOCK_SECONDS = 120
_SOON = 5
#: Why a letter is held, in the words of its row.
HELD = {
    "addressee_name": "falta el nombre del destinatario",
    "addressee_address": "falta la dirección del destinatario",
    "addressee_town": "falta el municipio del destinatario",
    "lot_rejected": "Calidad rechazó su lote",
}


@dataclass(frozen=True, slots=True)
class Preflight:
    """The findings of a lane, and the measured seconds that one letter takes to make and stamp here."""

    findings: tuple[Finding, ...]
    seconds_per_letter: float
    #: What the source of the certificate offers, for a lane that is signed with one.
    source: Found | None = None

    @property
    def stops(self) -> bool:
        """Whether something keeps the batch from being signed."""
        return any(finding.state == "danger" for finding in self.findings)


def check(
    database: Database,
    calendar: LegalCalendar,
    lane: Lane,
    rows: Sequence[LetterRow],
    sample: LetterRow | None,
    means: Means | None = None,
) -> Preflight:
    """Look at a lane and its letters. `sample` is rendered and stamped in memory to measure; nothing is signed.

    `means` is how this computer signs with a certificate; a lane of the mechanical signature needs none.
    """
    source = None
    findings = [_director(calendar, lane)]
    if lane.by_certificate:
        source = signing_means.look(lane, means or Means(None, None, None))
        findings += source.findings
    else:
        findings += [_authority(calendar, lane), _image(lane)]
    findings += [_held(rows), _clock(database)]
    seconds, finding = _test_letter(database, sample)
    return Preflight((*findings, finding), seconds, source)


def _image(lane: Lane) -> Finding:
    if lane.obstacle == "signature_image_missing":
        return Finding("danger", "Imagen de la firma", "no registrada")
    return Finding("good", "Imagen de la firma", "registrada")


def _director(calendar: LegalCalendar, lane: Lane) -> Finding:
    if lane.obstacle == "director_not_in_force":
        return Finding("danger", "Director en ejercicio", "no lo está hoy")
    if lane.obstacle == "director_replaced":
        return Finding("danger", "Director en ejercicio", "hoy firma la persona encargada")
    return _term(calendar, "Director en ejercicio", lane.director_to)


def _authority(calendar: LegalCalendar, lane: Lane) -> Finding:
    if not lane.authority_act:
        return Finding("danger", "Acto de firma mecánica", "sin acto vigente")
    return _term(calendar, "Acto publicado y vigente", lane.authority_to)


def _term(calendar: LegalCalendar, title: str, until: dt.date | None) -> Finding:
    if until is None:
        return Finding("good", title, "sin vencimiento")
    left = calendar.days_left(until) or 0
    days = "hoy es el último día" if left == 0 else "queda 1 día" if left == 1 else f"quedan {left} días"
    return Finding("warn" if left <= _SOON else "good", title, days)


def _held(rows: Sequence[LetterRow]) -> Finding:
    """Letters that take no number: the others go on, these wait for what is said of each."""
    held = [row.held for row in rows if row.held]
    if not held:
        return Finding("good", "Destinatarios completos", f"{len(rows)} de {len(rows)}")
    counted = ((sum(each == code for each in held), words) for code, words in HELD.items())
    said = "; ".join(f"{count}: {words}" for count, words in counted if count)
    sentence = f"No se firman hasta corregirlas ({said}). Las demás siguen."
    return Finding("warn", "Cartas retenidas", f"{len(held)} de {len(rows)}", sentence)


def _clock(database: Database) -> Finding:
    before = now()
    server = dt.datetime.fromisoformat(str(database.call("server_identity")["now"]))
    middle = before + (now() - before) / 2
    apart = (middle - server.astimezone(BOGOTA)).total_seconds()
    words = f"{apart:+.1f} s".replace(".", ",") if abs(apart) >= 0.05 else "0,0 s"
    return Finding("good" if abs(apart) <= _CLOCK_SECONDS else "warn", "Reloj del equipo", words)


def _test_letter(database: Database, sample: LetterRow | None) -> tuple[float, Finding]:
    """Make and stamp one letter twice in memory, with a made-up number and an invented signature."""
    if sample is None:
        return 0.0, Finding("warn", "Carta de prueba", "no hay cartas")
    sheet = read_sheet(database, sample.case_id, "Prueba de firma")
    missing = letters.missing_glyphs(sheet.letter.addressee.name)
    if missing:
        return 0.0, Finding("danger", "Carta de prueba", f"sin letra para «{min(missing)}»")
    trial = replace(sheet.letter, filing_number=f"{now().year}72000000001", filed_at=now())
    image = signature_image.invent("prueba")
    took = []
    try:
        for _ in range(2):
            start = time.perf_counter()
            stamp(letters.render(trial), image)
            took.append(time.perf_counter() - start)
    except letters.LetterIncomplete:
        # It will be refused by itself; the others of the batch can be signed.
        return 0.0, Finding("warn", "Carta de prueba", "le falta un dato")
    seconds = statistics.median(took)
    return seconds, Finding("good", "Carta de prueba", f"{seconds:.2f} s por carta".replace(".", ","))
