"""Rows and columns of the tray Firma, and what each filter shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.filing_number import shown
from app.services.output.preflight import HELD
from app.services.output.signing_reads import LetterRow
from app.services.signing import STEP_OF, STEPS, LetterOutcome, State, Step
from app.ui import formats
from app.ui.table import Cell, Column
from app.ui.theme.tokens import Tone
from app.ui.trays.first import flag
from app.ui.widgets import slack_look

STEP_TITLES = {Step.NUMBER: "Radicado", Step.RENDER: "PDF", Step.STAMP: "Firma", Step.UPLOAD: "Cargue"}


@dataclass(frozen=True)
class SignRow:
    """A letter as the table shows it: with its name, its slack, and whether the signer has opened it."""

    letter: LetterRow
    name: str = ""
    days: int | None = None
    opened: bool = False

    @property
    def case_id(self) -> UUID:
        """The case's key."""
        return self.letter.case_id


@dataclass(frozen=True)
class RunRow:
    """A letter of a batch under way; `now` is the step being done."""

    sign: SignRow
    outcome: LetterOutcome | None = None
    now: Step | None = None
    at: dt.datetime | None = None

    @property
    def case_id(self) -> UUID:
        """The case's key."""
        return self.sign.case_id


#: Key, title and which letters of a lane it shows; «marked» is asked of the table.
FILTERS: tuple[tuple[str, str, Callable[[SignRow], bool]], ...] = (
    ("all", "Todas", lambda row: True),
    ("marked", "Marcadas", lambda row: False),
    ("today", "Vencen hoy", lambda row: row.days is not None and row.days <= 0),
    ("sampled", "Muestreadas", lambda row: row.letter.is_sampled),
    ("bulk", "Masivas", lambda row: row.letter.is_bulk),
    ("control", "ROC", lambda row: row.letter.is_control_body),
    ("held", "Retenidas", lambda row: bool(row.letter.held)),
    ("started", "Por terminar", lambda row: row.letter.is_started),
)


#: The same of a batch under way or ended.
RUN_FILTERS: tuple[tuple[str, str, Callable[[RunRow], bool]], ...] = (
    ("all", "Todas", lambda row: True),
    ("signed", "Firmadas", lambda row: _state(row) is State.SIGNED),
    ("bad", "Con problema", lambda row: _state(row) in (State.FAILED, State.IN_DOUBT)),
    ("left", "En espera", lambda row: _state(row) in (None, State.UNTOUCHED)),
)


def _state(row: RunRow) -> State | None:
    return row.outcome.state if row.outcome is not None and row.now is None else None


def slack_cell(days: int | None) -> Cell:
    """The traffic light of a row."""
    if days is None:
        return Cell("—", faint=True)
    words, tone, icon = slack_look(days)
    return Cell(words, tone=tone, icon=icon)


def case_cell(row: SignRow) -> Cell:
    """Incoming number over the petitioner's name."""
    unknown = "Sin nombre" if "addressee_name" in row.letter.gaps else "…"
    return Cell(shown(row.letter.incoming), row.name or unknown, lead=flag(row.letter.priority), strong=True)


def matches(row: SignRow, text: str) -> bool:
    """Whether the typed words are in the row: numbers with or without dashes, name, claim, municipality."""
    letter = row.letter
    hay = f"{letter.incoming} {shown(letter.incoming)} {letter.lex_code} {row.name} {letter.claim_title}"
    hay += f" {letter.municipality} {letter.outgoing}"
    return all(word in hay.lower() for word in text.lower().split())


def _answer(row: SignRow) -> Cell:
    letter = row.letter
    more = f" y {letter.claims - 1} más" if letter.claims > 1 else ""
    words: tuple[str, Tone]
    if letter.held:
        words = (f"Retenida · {HELD[letter.held]}", "warn")
    elif letter.is_control_body and not row.opened:
        words = ("ROC · ábrala para marcarla", "danger")
    elif letter.is_started:
        words = ("Firma sin terminar · sigue donde quedó", "warn")
    elif letter.is_sampled:
        words = ("Muestreada · aprobada", "info")
    elif letter.is_bulk:
        words = ("Masiva · lote aprobado", "neutral")
    else:
        words = ("Individual", "neutral")
    title = f"{letter.claim_title}{more}"
    return Cell(title, words[0], tone=words[1], tip=f"{title}\n{words[0]}")


def _mailing(row: SignRow) -> Cell:
    way = {"email": "Correo electrónico", "notice": "Aviso"}.get(row.letter.kind, "Correo postal")
    return Cell(way, row.letter.municipality, tone="neutral" if row.letter.address_ok else "warn")


def _mark(row: SignRow) -> Cell:
    waits = row.letter.is_control_body and not row.opened and not row.letter.held
    return Cell(icon="eye" if waits else "lock-key", tip=HELD.get(row.letter.held, "").capitalize())


COLUMNS = [
    Column("mark", "", "check", _mark, width=40),
    Column("slack", "Plazo", "slack", lambda row: slack_cell(row.days), width=128),
    Column("case", "Caso", "two_lines", case_cell),
    Column("answer", "Respuesta", "two_lines", _answer, share=1.2, hide_below=420),
    Column("mailing", "Envío", "two_lines", _mailing, width=136, hide_below=700),
]


def _director(row: SignRow) -> Cell:
    letter = row.letter
    if not letter.director_name:
        return Cell("Sin director en ejercicio", letter.area_name or "Sin área misional", tone="danger")
    return Cell(letter.director_name, letter.area_name)


#: The same in a pill.
_HELD = {
    "addressee_name": "Falta el nombre",
    "addressee_address": "Falta la dirección",
    "addressee_town": "Falta el municipio",
    "lot_rejected": "Lote rechazado",
}


def _address(row: SignRow) -> Cell:
    if row.letter.held:
        return Cell(_HELD[row.letter.held], tone="warn", icon="warning-fill")
    if row.letter.activity == 21:
        return Cell("Con director", tone="good", icon="check-circle-fill")
    return Cell("Por colocar", tone="neutral")


NAMING_COLUMNS = [
    Column("mark", "", "check", lambda row: Cell(icon="lock-key"), width=40),
    Column("slack", "Plazo", "slack", lambda row: slack_cell(row.days), width=128),
    Column("case", "Caso", "two_lines", case_cell),
    Column("director", "Director que responde", "two_lines", _director, width=230, hide_below=460),
    Column("state", "Estado", "pill", _address, width=168, hide_below=640, folds_into="director"),
]


def step_cell(row: RunRow, step: Step) -> Cell:
    """Waiting, now, done, failed or in doubt: an icon, and the word for who doesn't see it."""
    outcome = row.outcome
    title = STEP_TITLES[step]
    before = STEPS.index(STEP_OF[row.sign.letter.activity]) if row.sign.letter.activity in STEP_OF else 0
    done = STEPS.index(step) < (len(outcome.done) if outcome is not None else before)
    if done:
        return Cell(icon="check-circle-fill", tone="good", spoken=f"{title}: hecho")
    if row.now is step:
        return Cell(icon="circle-notch", tone="accent", spoken=f"{title}: en curso")
    if outcome is not None and outcome.failed_at is step and outcome.state is State.IN_DOUBT:
        return Cell(icon="question", tone="warn", spoken=f"{title}: en duda")
    if outcome is not None and outcome.failed_at is step and outcome.state is State.FAILED:
        return Cell(icon="x-circle", tone="danger", spoken=f"{title}: con problema")
    return Cell(icon="circle-dashed", tone="neutral", spoken=f"{title}: en espera")


def result_cell(row: RunRow) -> Cell:
    """What became of the letter, and what retrying will do."""
    outcome = row.outcome
    if row.now is not None:
        return Cell("Firmando…" if row.now is Step.STAMP else "En curso…", STEP_TITLES[row.now], tone="accent")
    if outcome is None:
        return Cell("En espera", tone="neutral", faint=True)
    if outcome.state is State.UNTOUCHED:
        return Cell("Sin firmar", "No tomó radicado.", tone="neutral", faint=True)
    if outcome.state is State.SIGNED:
        when = f"Firmada {formats.clock(row.at)}" if row.at is not None else "Firmada"
        return Cell(shown(outcome.filing_number), when, tone="good", strong=True)
    kept = "Conserva su radicado; sigue donde quedó." if outcome.filing_number else "No tomó radicado."
    if outcome.state is State.IN_DOUBT:
        kept = "Se pregunta si ya tiene radicado antes de pedir otro."
    return Cell(outcome.sentence.split(". ")[0].rstrip("."), kept, tone="danger", tip=outcome.sentence)


def _run_step(step: Step) -> Callable[[RunRow], Cell]:
    return lambda row: step_cell(row, step)


RUN_COLUMNS = [
    Column("slack", "Plazo", "slack", lambda row: slack_cell(row.sign.days), width=128, hide_below=860),
    Column("case", "Caso", "two_lines", lambda row: case_cell(row.sign)),
    *(Column(step.value, STEP_TITLES[step], "icon", _run_step(step), width=76) for step in STEPS),
    Column("result", "Resultado", "two_lines", result_cell),
]
