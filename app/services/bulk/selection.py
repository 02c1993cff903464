"""The cases that a sheet names: found by the server, checked against the sheet's other columns, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import NAMESPACE_OID, UUID, uuid5

from app import filing_number
from app.services.bulk import groups
from app.services.bulk.groups import BulkRow, Group
from app.services.bulk.sheet import Sheet, SheetProblem, SheetRow, same_number, same_words, select
from app.services.database import Database


@dataclass(frozen=True)
class Selection:
    """What a sheet named: the cases that wait in 16 by their row, and the rows that name none."""

    name: str
    rows: Mapping[UUID, SheetRow]
    problems: tuple[SheetProblem, ...]

    @property
    def cases(self) -> list[UUID]:
        """The cases, in the order of the sheet."""
        return list(self.rows)


def find(database: Database, sheet: Sheet, mapping: Mapping[str, int]) -> Selection:
    """Look for every row's case. Raises BadSheet, a refusal, Offline, Busy."""
    wanted, problems = select(sheet, mapping)
    column = sheet.headers[mapping["number"]]
    found: dict[int, list[tuple[str, UUID | None, str | None]]] = defaultdict(list)
    if wanted:
        for r in database.table("bulk_find", p_numbers=[row.number for row in wanted]):
            found[r.place].append((r.standing, r.case_id, r.activity))
    rows: dict[UUID, SheetRow] = {}
    for place, row in enumerate(wanted, 1):
        case, reason = _case_of(found[place])
        if case is None:
            problems.append(SheetProblem(row.row, filing_number.shown(row.number), column, reason))
        else:
            rows[case] = row
    return Selection(sheet.name, rows, tuple(sorted(problems, key=lambda p: p.row)))


def _case_of(found: Sequence[tuple[str, UUID | None, str | None]]) -> tuple[UUID | None, str]:
    """The one case of a filing number, or why there is none to draft."""
    waiting = [case for standing, case, _activity in found if standing == "waiting"]
    if len(waiting) > 1:
        return None, "El radicado tiene varios casos por el desglose. Proyéctelos desde su grupo."
    if waiting:
        return waiting[0], ""
    if any(standing == "in_batch" for standing, _case, _activity in found):
        return None, "Espera en otro lote sin terminar."
    elsewhere = next((activity for standing, _case, activity in found if standing == "elsewhere"), None)
    if elsewhere:
        return None, f"El caso no espera proyección masiva: está en «{elsewhere}»."
    return None, "Ningún caso por proyectar tiene este radicado: no existe, o no es suyo para verlo."


def read_rows(database: Database, selection: Selection, group: Group) -> list[BulkRow]:
    """The rows of the sheet as rows of a group: those that name no case, those that contradict it, and the rest.

    Personal: counted for each case. Raises a refusal, QuotaReached, Offline, Busy.
    """
    rows = [_checked(row, selection.rows[row.case_id]) for row in groups.read_rows(database, group, selection.cases)]
    there = {row.case_id for row in rows}
    lost = rows_without_case(selection)
    for case, said in selection.rows.items():
        if case not in there:
            shown = filing_number.shown(said.number)
            lost.append(_without_case(selection, said.row, shown, "Ya no está en Proyección automática"))
    return groups.in_order(sorted([*lost, *rows], key=lambda r: r.sheet_row))


def rows_without_case(selection: Selection) -> list[BulkRow]:
    """The rows of the sheet that name no case that can be drafted, each with its column and why."""
    return [_without_case(selection, p.row, p.shown or "—", f"«{p.column}»: {p.reason}") for p in selection.problems]


def _checked(row: BulkRow, said: SheetRow) -> BulkRow:
    """A row whose sheet says another person is never drafted: one of the two is wrong."""
    row = replace(row, sheet_row=said.row)
    if row.kind != "alike":
        return row
    if said.document and not same_number(said.document, row.document_number or ""):
        return replace(row, kind="error", odd="case", reason="El documento del archivo no es el de este caso")
    if said.name and not same_words(said.name, row.full_name or ""):
        return replace(row, kind="error", odd="case", reason="El nombre del archivo no es el de este caso")
    if said.place and not same_words(said.place, row.municipality or ""):
        return replace(row, kind="error", odd="place", reason="El municipio del archivo no es el de este caso")
    return row


def _without_case(selection: Selection, row: int, shown: str, reason: str) -> BulkRow:
    key = uuid5(NAMESPACE_OID, f"{selection.name}:{row}")
    nothing: tuple[None, ...] = ()
    return BulkRow(
        case_id=key, version=0, procedure="", label=shown, due_on=None, group_key=None, claims=(), full_name=None,
        document_number=None, municipality=None, inputs=nothing, input_dates=nothing, valid_until=None, director=None,
        kind="error", reason=reason, odd="case", sheet_row=row,
    )  # fmt: skip
