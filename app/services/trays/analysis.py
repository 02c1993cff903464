"""The tray Análisis of one person: rows with names and slack, and the filters over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app import errors, procedure
from app.services.access import Access
from app.services.database import Database
from app.services.legal_acts.priority import FIRST
from app.services.legal_calendar import LegalCalendar
from app.services.reads.claim_tree import plain
from app.services.trays.awaiting import Awaited, read_awaiting
from app.services.trays.rows import Label, TrayQuery, TrayRow, labels, tray_page

#: What a person reads of their own tray at once; an agent holds some tens of cases.
MOST = 1000
FILTERS = (
    ("all", "Todos"),
    ("overdue", "Vencidos"),
    ("today", "Vencen hoy"),
    ("soon", "1 a 3 días"),
    ("received", "Insumo recibido"),
    ("lapsed", "Sin respuesta"),
    ("oversight", "ROC"),
)


@dataclass(frozen=True)
class AnalysisRow:
    """A case of the tray. `ring`: initials of whoever else has it open."""

    row: TrayRow
    name: str | None
    document_tail: str | None
    days_left: int | None
    ring: str = ""
    #: Marked to be carried without a network.
    carried: bool = False
    #: That it waits for the citizen, or that the citizen did not answer in time.
    awaits: Awaited | None = None

    @property
    def case_id(self) -> UUID:
        """Key of the case."""
        return self.row.case_id

    @property
    def version(self) -> int:
        """Version as it was read."""
        return self.row.version

    @property
    def procedure(self) -> str:
        """Procedure that the case follows."""
        return self.row.procedure

    def haystack(self) -> str:
        """Everything a text filter looks at, plain."""
        parts = (self.row.label, self.row.lex_code, self.name, self.document_tail, self.row.claim_title)
        return plain(" ".join(part for part in parts if part))


#: Ready-made views of the tray.
VIEWS = (
    ("mine", "Mis pendientes"),
    ("act", "Puedo actuar hoy"),
    ("classify", "Por clasificar"),
    ("waiting", "Esperan a otros"),
    ("citizen", "Esperan al ciudadano"),
)
_WAITING = frozenset({"endorsement_requested", "escalated", "input_received", "split_sent"})


def activities() -> tuple[str, ...]:
    """The activities of the tray."""
    return tuple(a.key for a in procedure.load("pqr_v08").in_tray("analysis"))


def read_tray(
    database: Database, person_id: int, calendar: LegalCalendar, known: Mapping[UUID, Label] | None = None
) -> list[AnalysisRow]:
    """Cases of that person with names: priority by law first, then soonest due. Raises QuotaReached, Offline, Busy.

    Names in `known` are not asked for again: each one asked for is counted.
    """
    rows = tray_page(database, TrayQuery(activities=activities(), assignee_id=person_id, limit=MOST))
    # What the law puts before the others stands on top; the rest stays by its legal date.
    rows.sort(key=lambda row: row.priority < FIRST)
    names = dict(known or {})
    names |= labels(database, [row.case_id for row in rows if row.case_id not in names])
    marked = database.memory.marked() if database.memory is not None else set()
    awaited = read_awaiting(database, [row.case_id for row in rows])
    found = [
        AnalysisRow(
            row,
            names[row.case_id].name if row.case_id in names else None,
            names[row.case_id].document_tail if row.case_id in names else None,
            calendar.days_left(row.due_on),
            carried=row.case_id in marked,
            awaits=awaited.get(row.case_id),
        )
        for row in rows
    ]
    # So does what only its agent can move: the citizen's time ran out, and nothing else will bring it up.
    found.sort(key=lambda each: (each.row.priority < FIRST, each.awaits is None or not each.awaits.lapsed))
    return found


def read_rows(access: Access, calendar: LegalCalendar, known: Mapping[UUID, Label] | None = None) -> list[AnalysisRow]:
    """The tray of who is signed in, with who has which case open. Raises QuotaReached, Offline, Busy."""
    me, database = access.person, access.database
    return with_rings(read_tray(database, me.person_id, calendar, known), database, me.initials)


def in_view(key: str, row: AnalysisRow) -> bool:
    """Whether a row belongs to the ready-made view with that key."""
    citizen = row.awaits is not None and row.awaits.stands_still
    waits = row.row.status in _WAITING or citizen
    if key == "citizen":
        return citizen
    if key == "act":
        return not waits
    if key == "waiting":
        return waits
    return key != "classify" or row.row.activity_key in ("check_image", "classify_claim")


def passes(key: str, row: AnalysisRow) -> bool:
    """Whether a row belongs to the filter with that key."""
    days = row.days_left
    if key == "received":
        return row.row.status == "input_received"
    if key == "lapsed":
        return row.awaits is not None and row.awaits.lapsed
    if key == "oversight":
        return row.row.class_key == "oversight"
    if key == "overdue":
        return days is not None and days < 0
    if key == "today":
        return days == 0
    return key != "soon" or (days is not None and 1 <= days <= 3)


def chosen(rows: Iterable[AnalysisRow], key: str, text: str = "") -> list[AnalysisRow]:
    """The rows of a filter that hold every word of `text`, whatever accents or dashes they are typed with."""
    words = plain(text).replace("-", "").split()
    return [row for row in rows if passes(key, row) and all(w in row.haystack().replace("-", "") for w in words)]


def counts(rows: Sequence[AnalysisRow]) -> dict[str, int]:
    """How many rows each filter has."""
    return {key: sum(passes(key, row) for row in rows) for key, _ in FILTERS}


def with_rings(rows: Iterable[AnalysisRow], database: Database, me: str) -> list[AnalysisRow]:
    """The rows with the initials of whoever has them open, other than `me`. Raises Offline, Busy."""
    listed = list(rows)
    try:
        held = database.table("presence", p_cases=[row.case_id for row in listed][:500]) if listed else []
    except errors.Offline:
        # Without a network nobody knows who else is there; the list is shown all the same.
        if database.memory is None:
            raise
        return listed
    rings = {r.case_id: r.initials for r in held if r.initials != me}
    return [replace(row, ring=rings.get(row.case_id, "")) for row in listed]
