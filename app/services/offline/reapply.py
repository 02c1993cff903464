"""«Reaplicar»: what a decision meant, what stands in the case now, and what others did meanwhile, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import errors
from app.services.command import Command
from app.services.database import Database
from app.services.drafting.sheet import ask_draft
from app.services.offline.outbox import LocalOutbox
from app.services.offline.ways import tray_title
from app.services.reads import found_cases
from app.services.reads.analysis_sheet import ask_sheet
from app.services.reads.found_cases import PastStep

_REASON = "comparar antes de reaplicar"
#: What people call the fields of payloads; others are named by what they hold.
_NAMES: Mapping[str, str] = {
    "full_name": "Nombre",
    "document_type": "Tipo de documento",
    "document_number": "Documento",
    "phone": "Teléfono",
    "email": "Correo",
    "address": "Dirección",
    "municipality_code": "Municipio",
    "birth_date": "Nació el",
    "capacity": "Calidad",
    "code": "Pretensión",
    "words": "Palabras del ciudadano",
    "citizen_words": "Palabras del ciudadano",
    "content": "Insumo",
    "system": "Aplicativo",
    "decision": "Desenlace",
    "body_html": "Respuesta",
    "opening_html": "Encabezado",
    "attachments": "Anexos",
    "copies": "Copias",
    "cause": "Causa",
    "note": "Nota",
}
#: Where the payload's parts are in the sheet of the case.
_PARTS: Mapping[str, str] = {"petitioner": "people", "claims": "claims", "inputs": "inputs", "answers": "answers"}


@dataclass(frozen=True)
class Line:
    """One field: what the person meant, and what the case says now; None where there is nothing."""

    label: str
    meant: str | None
    now: str | None

    @property
    def differs(self) -> bool:
        """Whether applying it would change what is there."""
        return self.meant != self.now


@dataclass(frozen=True)
class Comparison:
    """All that is needed to decide again; `can_reapply`: the case still waits where the decision was made."""

    command: Command
    version_now: int
    activity_now: str
    tray_now: str
    can_reapply: bool
    steps: tuple[PastStep, ...]
    lines: tuple[Line, ...]


def compare(outbox: LocalOutbox, database: Database, command_id: UUID) -> Comparison:
    """Read the case as it is and hold it against the decision; counted. Raises a refusal, Offline, Busy."""
    found = [each.command for each in outbox.unsent() if each.command.command_id == command_id]
    if not found:
        raise errors.CaseMoved("the command is not waiting any more")
    command = found[0]
    place = found_cases.by_id(database, command.case_id)
    if place is None:
        raise errors.Refused("not to be seen", sentence="Ya no está asignado a usted.")
    now = _sheet(database, command)
    return Comparison(
        command,
        int(now["version"]),
        place.activity_key,
        tray_title(place.procedure, place.activity_key) if place.activity_key else "Terminado",
        place.activity_key == command.activity,
        tuple(found_cases.history(database, command.case_id)[max(0, command.version) :]),
        _lines(command.payload, now),
    )


def _sheet(database: Database, command: Command) -> dict[str, Any]:
    if command.activity in ("draft_response", "draft_in_bulk"):
        sheet = ask_draft(database, command.case_id, _REASON)
        return sheet | dict(sheet.get("draft") or {}) | {"version": sheet["version"]}
    return ask_sheet(database, command.case_id, _REASON)


def _lines(payload: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Line, ...]:
    found: list[Line] = []
    for key, meant in payload.items():
        there = now.get(_PARTS.get(key, key))
        if isinstance(meant, Mapping) and isinstance(there, list):
            there = there[0] if there else {}
        if isinstance(meant, list):
            found += _of_list(meant, there if isinstance(there, list) else [])
        elif isinstance(meant, Mapping):
            found += _of_one("", meant, there if isinstance(there, Mapping) else {})
        else:
            found += _of_one("", {key: meant}, {key: there})
    return tuple(found)


def _of_list(meant: list[Any], now: list[Any]) -> list[Line]:
    found: list[Line] = []
    for at in range(max(len(meant), len(now))):
        mine = meant[at] if at < len(meant) else None
        theirs = now[at] if at < len(now) else None
        if isinstance(mine, Mapping) or (mine is None and isinstance(theirs, Mapping)):
            found += _of_one(f"{at + 1}. ", mine or {}, theirs or {})
        else:
            found.append(Line(f"{at + 1}.", _words(mine), _words(theirs)))
    return found


def _of_one(before: str, meant: Mapping[str, Any], now: Mapping[str, Any]) -> list[Line]:
    keys = [key for key in (*meant, *now) if key in _NAMES]
    return [
        Line(before + _NAMES[key], _words(meant.get(key)), _words(now.get(key, now.get(_OTHER.get(key, "")))))
        for key in dict.fromkeys(keys)
        if _words(meant.get(key)) is not None or _words(now.get(key)) is not None
    ]


_OTHER: Mapping[str, str] = {"citizen_words": "words", "words": "citizen_words"}


def _words(value: Any) -> str | None:
    if value in (None, "", [], {}):
        return None
    return "sí" if value is True else "no" if value is False else str(value)
