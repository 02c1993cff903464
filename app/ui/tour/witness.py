"""What the database says of the walk: under the person's own login, or the auditor's where they may not look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app import procedure
from app.services.access import Access
from app.services.demo.people import STAFF
from app.services.reads import case_places
from app.ui.entrance import Entrance


class Witness:
    """Reads routing data and history; it can't change anything."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._auditor: Access | None = None

    @property
    def auditor(self) -> Access:
        """Who may read where every case stands, and nothing personal."""
        if self._auditor is None:
            login = next(member.login for member in STAFF if "auditor" in member.roles)
            assert self._entrance.place is not None
            self._auditor = self._entrance.place.enter_as(login).access
        return self._auditor

    def events(self, case: UUID) -> list[Any]:
        """The history of a case as the person who is in reads it; as the auditor where they may not see it."""
        session = self._entrance.session
        mine = session.context.database.table("case_history", p_case=case) if session else []
        return mine or self.auditor.database.table("case_history", p_case=case)

    def case_of(self, number: str) -> UUID | None:
        """The case of a filing number, once there is one."""
        return case_places.case_of(self.auditor.database, number)

    def where(self, case: UUID) -> Any:
        """Activity, assignee, status and version of a case."""
        return case_places.place_of(self.auditor.database, case)

    def children(self, case: UUID) -> list[Any]:
        """Cases opened from a case, oldest first."""
        return case_places.children_of(self.auditor.database, case)

    def assignee(self, case: UUID) -> str:
        """Login of who has the case, or nothing."""
        who = self.where(case).assignee_id
        return next((member.login for member in STAFF if member.person_id == who), "")

    def close(self) -> None:
        """Let go of the auditor's connection."""
        if self._auditor is not None:
            self._auditor.close()


def role_of(key: str, outcome: str, held: frozenset[str]) -> str:
    """Label of the role under which a step was taken: the declared one that the person holds."""
    for name in procedure.RELEASED:
        for activity in procedure.load(name).activities:
            if activity.key == key and outcome in activity.outcomes:
                role = next((each for each in activity.outcomes[outcome].roles if each in held), "")
                if role:
                    return procedure.roles()[role].label
    return ""
