"""What people of the demonstration read, revealed, searched, printed and exported in the last three weeks."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.clock import BOGOTA
from app.services.demo.enacted import Stage

_AGENT, _NOSY, _PRINTER, _LEAD = "u_paulina", "u_crispin", "u_temilda", "u_genaro"
_DAYS = 21
_REASONS = (
    "Lo necesito para responder esta petición: cita la ruta étnica de atención",
    "Debo decidir si tiene atención prioritaria: dice que está en tratamiento médico",
    "Voy a comunicarme con la persona: pide que la llamen y usa señas",
    "La persona pidió corregir este dato: no es adulta mayor",
)
_INSERT = (
    "INSERT INTO pqr_audit.read_log (at, session_login, what, case_id, reason, n, names)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


@dataclass
class _Log:
    """Lines to write. Each is numbered as its counter would: by person, kind and day."""

    owner: Any
    numbers: Counter[tuple[str, str, dt.date]] = field(default_factory=Counter)
    lines: list[tuple[Any, ...]] = field(default_factory=list)

    def add(
        self, at: dt.datetime, login: str, what: str, reason: str, *, case: uuid.UUID | None = None,
        names: list[uuid.UUID] | None = None,
    ) -> None:  # fmt: skip
        """One line; a list counts each of its people."""
        key = (login, what, at.date())
        self.numbers[key] += len(names) if names and what != "export" else 1
        self.lines.append((at, login, what, case, reason, self.numbers[key], names))

    def skip(self, at: dt.datetime, login: str, what: str) -> None:
        """A look that was undone after it was counted: a number without its line."""
        self.numbers[login, what, at.date()] += 1

    def write(self) -> None:
        """In the order of time, as they would have been written."""
        with self.owner.cursor() as cursor:
            cursor.executemany(_INSERT, sorted(self.lines, key=lambda line: line[0]))


def leave(owner: Any) -> None:
    """All of it; only on days before today, whose counters are closed."""
    stage, log = Stage(owner), _Log(owner)
    rng = random.Random(1581)
    for login in (_AGENT, _NOSY):
        _works(stage, log, rng, login)
    _looks_at_others(stage, log)
    _prints(stage, log)
    _exports(stage, log)
    log.write()


def _at(stage: Stage, ago: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(stage.today - dt.timedelta(days=ago), dt.time(hour, minute), BOGOTA)


def _weekdays(stage: Stage) -> list[int]:
    return [ago for ago in range(1, _DAYS + 1) if (stage.today - dt.timedelta(days=ago)).isoweekday() <= 5]


def _cases_of(stage: Stage, login: str, most: int) -> list[uuid.UUID]:
    rows = stage.rows(
        "SELECT f.case_id FROM pqr.case_file f JOIN pqr.person w ON w.person_id = f.assignee_id"
        " WHERE w.login = %s AND f.procedure = 'pqr_v08' ORDER BY f.lex_code, f.case_id LIMIT %s", login, most,
    )  # fmt: skip
    return [row[0] for row in rows]


def _works(stage: Stage, log: _Log, rng: random.Random, login: str) -> None:
    """Opens their cases and now and then looks at a reserved mark, with its reason."""
    cases = _cases_of(stage, login, 24)
    for day in _weekdays(stage):
        for at in range(rng.randint(3, 6)) if cases else ():
            case, hour, minute = rng.choice(cases), 8 + at * 2 % 9, rng.randint(0, 54)
            log.add(_at(stage, day, hour, minute), login, "sheet", "trámite", case=case)
            if rng.random() < 0.4:
                log.add(_at(stage, day, hour, minute + 1), login, "document", "petition", case=case)
            if rng.random() < 0.2:
                log.add(_at(stage, day, hour, minute + 2), login, "reveal", rng.choice(_REASONS), case=case)


def _looks_at_others(stage: Stage, log: _Log) -> None:
    """One evening of an agent: a search, the cards of a colleague's people, and a look that was undone."""
    day = _weekdays(stage)[2]
    log.add(_at(stage, day, 21, 4), _NOSY, "search", "")
    log.skip(_at(stage, day, 21, 5), _NOSY, "petitioner")
    for minute, case in enumerate(_cases_of(stage, _AGENT, 4), 6):
        log.add(_at(stage, day, 21, minute), _NOSY, "petitioner", "", case=case)


def _prints(stage: Stage, log: _Log) -> None:
    """Lots of signed letters that went to a printer."""
    rows = stage.rows(
        "SELECT f.case_id FROM pqr.case_file f WHERE f.procedure = 'pqr_v08' AND f.activity = 27"
        " ORDER BY f.lex_code, f.case_id LIMIT 36"
    )
    for at, day in enumerate(_weekdays(stage)[:3]):
        letters = [row[0] for row in rows[at * 12 : at * 12 + 12]]
        if letters:
            words = f"Impresión: lote L-{(stage.today - dt.timedelta(days=day)):%m%d}-1 en Impresora del tercer piso"
            log.add(_at(stage, day, 10, 20), _PRINTER, "print", words, names=letters)


def _exports(stage: Stage, log: _Log) -> None:
    """Files that were saved: a mirrored report and sheets of dispatch."""
    first, second = _weekdays(stage)[1], _weekdays(stage)[4]
    cases = _cases_of(stage, _AGENT, 5)
    log.add(_at(stage, first, 16, 40), _LEAD, "export", "Exportación: Reporte espejo · 5 filas", names=cases or None)
    log.add(_at(stage, first, 11, 5), _PRINTER, "export", "Exportación: Planilla de despacho · 12 filas")
    log.add(
        _at(stage, second, 17, 2), _AGENT, "export", "Exportación: Reporte espejo · 3 filas", names=cases[:3] or None
    )
