"""A petition and the calls of the acts of arts. 17 to 19, each under the login that a test names."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from app.calendar import add_business_days, subtract_business_days
from app.models.catalogue import holidays
from tests.people import STAFF
from tests.support.petitions import stand_paper, stand_petition

HOLIDAYS = frozenset(row["day"] for row in holidays())
WHY = "Sin el registro civil no se puede saber quién es el beneficiario del pago."


def month_after(day: dt.date, months: int = 1) -> dt.date:
    """Counted here by hand: the same number of the next month, or its last day; then the first that counts."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    found = dt.date(year, month + 1, min(day.day, last))
    while found.weekday() > 4 or found in HOLIDAYS:
        found += dt.timedelta(days=1)
    return found


class Case:
    """A petition of «agent», received some business days ago."""

    def __init__(
        self, admin: Any, sql_as: Any, received: int = 3, activity: str = "search_inputs", **more: Any
    ) -> None:
        self.admin, self.sql_as = admin, sql_as
        self.today = admin.execute("SELECT pqr_core.today()").fetchone()[0]
        self.received = subtract_business_days(self.today, received, HOLIDAYS)
        self.due = add_business_days(self.received, 15, HOLIDAYS)
        more.setdefault("class_key", "petition")
        self.case = stand_petition(admin, activity, due_on=self.due, received_on=self.received, **more)

    @property
    def version(self) -> int:
        return int(
            self.admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [self.case]).fetchone()[0]
        )

    @property
    def due_now(self) -> dt.date:
        found: dt.date = self.admin.execute(
            "SELECT due_on FROM pqr.case_file WHERE case_id = %s", [self.case]
        ).fetchone()[0]
        return found

    def paper(self, kind: str) -> uuid.UUID:
        return stand_paper(self.admin, self.case, kind, STAFF["agent"].person_id)

    def call(self, name: str, *values: Any, who: str = "agent", version: int | None = None) -> Any:
        """`name(case, version, *values)`; a first value `(letter,)` goes before the case."""
        first = list(values[0]) if values and isinstance(values[0], tuple) else []
        rest = list(values[1:] if first else values)
        sent = [*first, self.case, self.version if version is None else version, *rest]
        marks = ", ".join(["%s"] * len(sent))
        return self.sql_as(who).execute(f"SELECT pqr_api.{name}({marks})", sent).fetchone()[0]

    def ask(
        self, kind: str = "complete", *, who: str = "agent", why: str = WHY, own: bool = True, items: Any = None
    ) -> Any:
        letter = uuid.uuid4()
        asked = ["Registro civil de nacimiento del menor"] if items is None else items
        answer = self.call("ask_requirement", (letter,), kind, why, asked, own, who=who)
        query = "SELECT pqr_api.file_legal_letter(%s, %s)"
        self.sql_as(who).execute(query, [letter, self.paper("legal_letter")])
        return answer | {"letter": letter}

    def record(
        self, kind: str = "complete", told: dt.date | None = None, *, who: str = "agent", sent: Any = None
    ) -> Any:
        """The agent says that the citizen was told; gives the proof, which waits for a lawyer."""
        told, proof = told or self.today, self.paper("legal_proof")
        self.call("confirm_requirement", kind, sent or told, told, "post", proof, who=who)
        return proof

    def check(self, proof: uuid.UUID, right: bool = True, note: str = "", *, who: str = "lawyer") -> Any:
        """The lawyer looks at it."""
        query = "SELECT pqr_api.check_term_proof(%s, %s, %s, %s)"
        return self.sql_as(who).execute(query, [proof, self.version, right, note]).fetchone()[0]

    def tell(self, kind: str = "complete", told: dt.date | None = None, *, who: str = "agent", sent: Any = None) -> Any:
        """Told, and its proof confirmed."""
        return self.check(self.record(kind, told, who=who, sent=sent))

    def supply(self, kind: str = "complete", on: dt.date | None = None, *, who: str = "agent") -> Any:
        return self.call("supply_requirement", kind, on or self.today, self.paper("citizen_paper"), who=who)

    def move_back(self, days: int) -> None:
        """As if all of it had begun so many days before: what a test can't wait for."""
        for table, columns in (
            ("petition", "received_on"), ("case_file", "due_on"), ("legal_letter", "sent_on, told_on"),
            ("requirement", "send_by, old_due_on, answer_by, prolonged_to"),
            ("term_proof", "sent_on, told_on"),
        ):  # fmt: skip
            sets = ", ".join(f"{c} = {c} - {days}" for c in columns.split(", "))
            self.admin.execute(f"UPDATE pqr.{table} SET {sets} WHERE case_id = %s", [self.case])
        for column in ("made_at", "told_at"):
            self.admin.execute(
                f"UPDATE pqr.legal_letter SET {column} = {column} - make_interval(days => {days}) WHERE case_id = %s",
                [self.case],
            )
