"""A list of people from a spreadsheet: its columns found by their titles, and each row that is wrong named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import InvalidInput
from app.services.guard import table
from app.services.guard.titles import titled
from app.services.verbs import checks
from app.services.verbs.decide_split import Signatory

MOST = 2000
#: Words of a title -> the datum of its column. The first column that fits is taken.
_TITLES: Mapping[str, tuple[str, ...]] = {
    "document_type": ("tipo",),
    "document_number": ("documento", "cedula", "identificacion", "numero"),
    "full_name": ("nombre", "firmante", "peticionario"),
    "address": ("direccion",),
}
#: Without titles, the order of the columns.
_ORDER = ("full_name", "document_type", "document_number", "address")


@dataclass(frozen=True)
class PeopleList:
    """Who is in the list, in its order, and what is wrong with it: each sentence names its row."""

    people: tuple[Signatory, ...]
    problems: tuple[str, ...]


def read(file: Path) -> PeopleList:
    """Read a CSV or XLSX in the limited process. Raises BadTable, or InvalidInput for a list without people."""
    found = table.read(file, subject="La lista de firmantes", max_rows=MOST + 1, max_columns=40)
    rows = [(row.number, row.texts) for row in found.rows]
    if not rows:
        raise InvalidInput(sentence="La lista de firmantes está vacía. Revise que sea el archivo correcto.")
    columns, people = titled(rows, _TITLES, needs="full_name")
    return of_rows(people, columns or {key: at for at, key in enumerate(_ORDER)})


def of_rows(rows: Sequence[tuple[int, Sequence[str]]], columns: Mapping[str, int]) -> PeopleList:
    """The people of numbered rows. A row with nothing in the columns of name and document is left out."""
    people, problems = [], []
    seen: dict[str, int] = {}
    for number, cells in rows:
        given = {key: cells[at].strip() if at < len(cells) else "" for key, at in columns.items()}
        if not given.get("full_name") and not given.get("document_number"):
            continue
        person, trouble = _person(given)
        people.append(person)
        if trouble:
            problems.append(f"Fila {number}: {trouble}")
        key = person.document_number or ""
        if key and key in seen:
            problems.append(f"Fila {number}: su documento ya está en la fila {seen[key]}.")
        elif key:
            seen[key] = number
    if not people:
        raise InvalidInput(sentence="La lista no trae ningún firmante. Necesita al menos nombre y documento.")
    return PeopleList(tuple(people), tuple(problems))


def _person(given: Mapping[str, str]) -> tuple[Signatory, str]:
    """The row as a person, what could be understood of it, and what could not."""
    kind = given.get("document_type", "").upper().replace(".", "").replace(" ", "")
    number, name = given.get("document_number", ""), given.get("full_name", "")
    trouble = "" if name else "falta el nombre."
    try:
        kind_, bare = checks.document(kind or ("CC" if number else None), number)
    except InvalidInput as error:
        kind_, bare, trouble = None, number or None, trouble or error.user_message
    person = Signatory(
        full_name=name,
        document_type=kind_,
        document_number=bare,
        address=given.get("address") or None,
    )
    return person, trouble
