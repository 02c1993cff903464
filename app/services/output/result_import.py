"""Takes the operator's results: each row judged against its sending, applied once, and told by row (27)."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.errors import Busy, Offline, PqrError
from app.services.command import Command
from app.services.database import Database, Json
from app.services.documents.dispatch_xlsx import defused
from app.services.output.proof_images import Images
from app.services.output.result_file import ResultFile, ResultRow
from app.services.perform import Outcome, Performer
from app.services.stored_documents import store
from app.services.verbs.hand_to_courier import Delivered, Returned

Progress = Callable[[int, int], None]
_AT_ONCE = 25
_ASKED = 2000
#: Verdicts, in the order of the report, with their words.
VERDICTS: Mapping[str, str] = {
    "contradictory": "Contradictoria",
    "unmatched": "Sin envío",
    "invalid": "No se entiende",
    "refused": "Rechazada",
    "no_proof": "Falta la imagen",
    "moving": "En reparto",
    "same": "Ya registrada",
    "returned": "Devolución registrada",
    "delivered": "Entrega registrada",
}
#: What a person has to look at.
TROUBLED = frozenset(("contradictory", "unmatched", "invalid", "refused", "no_proof"))


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, its verdict and the sentence that explains it; `sending` when it can be applied."""

    row: ResultRow
    verdict: str
    detail: str = ""
    sending: Any = None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of the report, as the server keeps it."""

    row: int
    guide: str
    verdict: str
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file; `is_new` is False when it had come before, `applied` counts what changed now."""

    rows: tuple[ReportRow, ...]
    is_new: bool
    applied: int
    stopped: str = ""

    def count(self, *verdicts: str) -> int:
        """Rows with one of these verdicts."""
        return sum(row.verdict in verdicts for row in self.rows)


def take(
    database: Database,
    performer: Performer,
    file: ResultFile,
    images: Images,
    *,
    today: dt.date,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Apply what can be applied and note every row. The same file again changes nothing; cut, it goes on.

    A row that is refused sinks no other. Raises Offline, Busy when nothing could be asked.
    """
    is_new = bool(database.call("begin_results", p_sha256=file.sha256, p_rows=len(file.rows)))
    before = {row.row for row in report_rows(database, file.sha256) if row.verdict in ("delivered", "returned")}
    judged = judge(file.rows, _sendings(database, file.rows), images, today)
    waiting = [each for each in judged if each.row.row not in before]
    settled = [each for each in waiting if each.verdict not in ("delivered", "returned")]
    ready = [each for each in waiting if each.verdict in ("delivered", "returned")]
    _note(database, file.sha256, settled)
    applied, stopped = 0, ""
    for start in range(0, len(ready), _AT_ONCE):
        if cancelled is not None and cancelled():
            stopped = "Se detuvo. Lo aplicado queda; importe el mismo archivo para seguir."
            break
        told, stopped = _apply(database, performer, ready[start : start + _AT_ONCE], images)
        applied += sum(each.verdict in ("delivered", "returned") for each in told)
        _note(database, file.sha256, told)
        if progress is not None:
            progress(min(start + _AT_ONCE, len(ready)), len(ready))
        if stopped:
            break
    if not stopped:
        database.call("note_results", p_sha256=file.sha256, p_rows=Json([]), p_last=True)
    return Report(tuple(report_rows(database, file.sha256)), is_new, applied, stopped)


def report_rows(database: Database, sha256: bytes) -> list[ReportRow]:
    """The rows noted for a file, in its order."""
    rows = database.table("results_report", p_sha256=sha256)
    return [ReportRow(row.row_no, row.guide, row.verdict, row.detail) for row in rows]


def report_csv(rows: Sequence[ReportRow]) -> bytes:
    """The report to keep: semicolons and a mark for Excel, every cell harmless."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(("Fila", "Guía", "Resultado", "Explicación"))
    for row in rows:
        words = VERDICTS.get(row.verdict, row.verdict)
        writer.writerow((row.row, defused(row.guide), words, defused(row.detail)))
    return out.getvalue().encode("utf-8-sig")


def judge(rows: Sequence[ResultRow], sendings: Sequence[Any], images: Images, today: dt.date) -> list[Judged]:
    """The verdict of each row, in order. Pure: nothing is changed."""
    by_guide = {each.guide: each for each in sendings}
    by_number: dict[str, list[Any]] = defaultdict(list)
    for each in sendings:
        by_number[each.outgoing].append(each)
    # One row may name a sending by its guide and the next one by its number.
    found = [_sending_of(row, by_guide, by_number) for row in rows]
    about = [
        (each.case_id, each.attempt) if each is not None else row.guide or row.number
        for row, each in zip(rows, found, strict=True)
    ]
    tells = _tells(rows, about)
    out: list[Judged] = []
    seen: set[tuple[object, ...]] = set()
    for row, sending, what in zip(rows, found, about, strict=True):
        key = (what, row.state, row.day, row.cause)
        if row.problem:
            out.append(Judged(row, "invalid", row.problem))
        elif len(tells[what]) > 1 and row.state != "moving":
            out.append(
                Judged(row, "contradictory", "El archivo dice dos cosas distintas de este envío. Pregunte a 4-72.")
            )
        elif key in seen:
            out.append(Judged(row, "same", "Repetida en el archivo."))
        else:
            out.append(_against(row, sending, images, today))
        seen.add(key)
    return out


def _tells(rows: Sequence[ResultRow], about: Sequence[object]) -> dict[object, set[tuple[object, ...]]]:
    """The different results that the file gives of each sending."""
    found: dict[object, set[tuple[object, ...]]] = defaultdict(set)
    for row, what in zip(rows, about, strict=True):
        if not row.problem and row.state != "moving":
            found[what].add((row.state, row.day, row.cause if row.state == "returned" else ""))
    return found


def _sending_of(row: ResultRow, by_guide: Mapping[str, Any], by_number: Mapping[str, list[Any]]) -> Any:
    if row.guide:
        return by_guide.get(row.guide)
    return max(by_number.get(row.number, ()), key=lambda each: each.attempt, default=None)


def _against(row: ResultRow, sending: Any, images: Images, today: dt.date) -> Judged:
    if sending is None:
        return Judged(row, "unmatched", "Ningún envío nuestro tiene esa guía o ese radicado. Se ignora.")
    if row.guide and row.number and row.number != sending.outgoing:
        return Judged(row, "contradictory", "La guía es de un envío y el radicado de otro. Pregunte a 4-72.")
    if row.state == "moving":
        return Judged(row, "moving", "Sigue en reparto: se espera.")
    if sending.result is not None:
        return _already(row, sending)
    assert row.day is not None
    if not sending.handed_on <= row.day <= today:
        return Judged(row, "invalid", "La fecha no está entre la entrega al operador y hoy.")
    if row.state == "delivered" and not images.has(row):
        return Judged(
            row, "no_proof", "Dice entregada pero no trae imagen: el caso sigue abierto. Importe con la imagen."
        )
    return Judged(row, row.state, "", sending)


def _already(row: ResultRow, sending: Any) -> Judged:
    same = (sending.result, sending.happened_on) == (row.state, row.day)
    if same and (row.state == "delivered" or sending.cause_code == row.cause):
        return Judged(row, "same", "Ya estaba registrada igual. No cambia nada.")
    words = "entregada" if sending.result == "delivered" else "devuelta"
    detail = f"Ya estaba {words} el {sending.happened_on:%d/%m/%Y} con otros datos. No se cambió; aclárelo con 4-72."
    return Judged(row, "contradictory", detail)


def _apply(
    database: Database, performer: Performer, ready: Sequence[Judged], images: Images
) -> tuple[list[Judged], str]:
    """Store the proofs and send the commands; what could not be sent for the network is not noted, and says why."""
    commands: list[tuple[Judged, Command]] = []
    told: list[Judged] = []
    for each in ready:
        try:
            commands.append((each, _command(database, each, images)))
        except (Offline, Busy) as error:
            return told, error.user_message
        except PqrError as error:
            told.append(Judged(each.row, "refused", error.user_message))
    outcomes = performer.perform_many([command for _each, command in commands]) if commands else []
    for (each, _command_sent), outcome in zip(commands, outcomes, strict=True):
        if isinstance(outcome.refusal, Offline | Busy):
            return told, outcome.refusal.user_message
        told.append(_told(each, outcome))
    return told, ""


def _told(each: Judged, outcome: Outcome) -> Judged:
    if outcome.refusal is not None:
        return Judged(each.row, "refused", outcome.refusal.user_message)
    return Judged(each.row, each.verdict, "")


def _command(database: Database, each: Judged, images: Images) -> Command:
    row, sending = each.row, each.sending
    assert row.day is not None
    proof = None
    pdf = images.proof(row)
    if pdf is not None:
        name = uuid5(NAMESPACE_URL, f"prueba {sending.case_id} {sending.attempt} {hash_of(pdf)}")
        proof = store(
            database, name, pdf, case_id=sending.case_id, kind="delivery_proof", label="prueba-de-entrega"
        ).document_id
    if each.verdict == "delivered":
        verb: Delivered | Returned = Delivered(received_by=row.received_by, happened_on=row.day, document_id=proof)
    else:
        verb = Returned(cause_code=row.cause, happened_on=row.day, document_id=proof)
    # The same result of the same sending is the same command, whoever sends it and however often.
    told = f"{sending.case_id} {sending.attempt} {row.state} {row.day} {row.cause}"
    return Command(
        case_id=sending.case_id, version=sending.version, procedure=sending.procedure, activity=verb.activity,
        outcome=verb.outcome, payload=verb.payload(), command_id=uuid5(NAMESPACE_URL, f"resultado {told}"),
    )  # fmt: skip


def _sendings(database: Database, rows: Sequence[ResultRow]) -> list[Any]:
    guides = sorted({row.guide for row in rows if row.guide})
    numbers = sorted({row.number for row in rows if row.number and not row.guide})
    found: list[Any] = []
    for start in range(0, max(len(guides), len(numbers)), _ASKED):
        found += database.table(
            "sendings_of", p_guides=guides[start : start + _ASKED], p_numbers=numbers[start : start + _ASKED]
        )
    return found


def _note(database: Database, sha256: bytes, rows: Sequence[Judged]) -> None:
    for start in range(0, len(rows), _ASKED):
        said = [
            {"row": each.row.row, "guide": each.row.guide or each.row.number, "verdict": each.verdict,
             "detail": each.detail}
            for each in rows[start : start + _ASKED]
        ]  # fmt: skip
        database.call("note_results", p_sha256=sha256, p_rows=Json(said))


def summary(report: Report) -> Counter[str]:
    """How many rows each verdict has."""
    return Counter(row.verdict for row in report.rows)


def hash_of(pdf: bytes) -> str:
    """Names a proof by its content: sent again it is the same document."""
    return hashlib.sha256(pdf).hexdigest()
