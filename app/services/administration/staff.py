"""The staff: add a person with a login, change roles, absences and work, withdraw access. Each act is recorded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app import procedure
from app.errors import InvalidInput
from app.services.database import Database
from app.services.refusals import refusal

#: Roles that one person does not hold together: nobody reviews, signs or audits their own letters.
CONFLICTS: tuple[tuple[str, str, str], ...] = (
    ("quality", "agent", "Calidad no: revisaría sus propias respuestas"),
    ("quality", "analyst", "Calidad no: revisaría sus propias respuestas"),
    ("auditor", "admin", "Auditoría no: revisaría sus propios permisos"),
)
ABSENCE_REASONS = ("Vacaciones", "Incapacidad", "Licencia", "Comisión", "Permiso", "Capacitación")
MIN_PASSWORD = 12
_LOGIN = re.compile(r"[a-z][a-z0-9_.]{0,38}")


@dataclass(frozen=True)
class StaffRow:
    """A person of the staff with what asks for attention."""

    person_id: int
    login: str
    full_name: str
    initials: str
    area_id: int | None
    area_name: str | None
    line: str | None
    capacity_units: float
    active: bool
    joined_on: dt.date
    roles: tuple[str, ...]
    absence_id: int | None
    away_from: dt.date | None
    away_until: dt.date | None
    away_reason: str | None
    open_cases: int
    last_act: dt.datetime | None

    @property
    def role_labels(self) -> str:
        """Labels of the roles, joined."""
        known = procedure.roles()
        return ", ".join(known[role].label for role in self.roles if role in known) or "Sin rol"


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Who joins. The password is typed by the administrator and never leaves this computer in clear."""

    full_name: str
    login: str
    password: str
    roles: tuple[str, ...]
    area_id: int | None = None
    line: str = ""
    capacity: float = 45.0

    def __post_init__(self) -> None:
        """InvalidInput names the field."""
        if len(self.full_name.split()) < 2:
            raise InvalidInput("full_name", sentence="Falta el nombre completo. Escriba nombre y apellido.")
        if not _LOGIN.fullmatch(self.short_login):
            raise InvalidInput(
                "login", sentence="El usuario sólo lleva minúsculas, números, punto y guion bajo. Ejemplo: paula.mora."
            )
        if len(self.password) < MIN_PASSWORD:
            raise InvalidInput(
                "password", sentence=f"La contraseña debe tener {MIN_PASSWORD} caracteres o más. Escriba una más larga."
            )
        if not self.roles:
            raise InvalidInput("roles", sentence="Falta al menos un rol. Sin rol la persona no ve ninguna bandeja.")
        if "mission" in self.roles and self.area_id is None:
            raise InvalidInput("area_id", sentence="Un funcionario de área misional necesita su área. Elíjala.")
        conflict = conflict_of(self.roles)
        if conflict:
            raise InvalidInput("roles", sentence=f"{conflict}. Quite uno de los dos roles.")

    @property
    def short_login(self) -> str:
        """The user name without the prefix of persons."""
        return self.login.strip().lower().removeprefix("u_")


def conflict_of(roles: Sequence[str]) -> str:
    """Why two of these roles do not go together; empty when they do."""
    return next((why for one, other, why in CONFLICTS if one in roles and other in roles), "")


def read_staff(database: Database) -> list[StaffRow]:
    """Everybody, active first. Raises Offline, Busy, a refusal."""
    rows = []
    for row in database.table("staff_list"):
        values = row._asdict()
        values["capacity_units"] = float(values["capacity_units"])
        rows.append(StaffRow(**(values | {"roles": tuple(values["roles"])})))
    return rows


def add_person(database: Database, person: NewPerson) -> int:
    """Make the login, its roles and its row; the new person's id. Raises a refusal (login_taken, …)."""
    login = f"u_{person.short_login}"
    words = person.full_name.split()
    answer = _accepted(
        database.call(
            "add_person",
            p_login=login,
            p_full_name=" ".join(words),
            p_initials=(words[0][0] + words[1][0]).upper(),
            p_area=person.area_id,
            p_roles=list(person.roles),
            p_verifier=verifier(database, login, person.password),
            p_line=person.line or None,
            p_capacity=Decimal(str(person.capacity)),
        )
    )
    return int(answer["person_id"])


def verifier(database: Database, login: str, password: str) -> str:
    """The SCRAM verifier of a password: what the server keeps. The password itself is never sent."""
    with database.transaction() as connection:
        driver: Any = connection.connection.driver_connection
        made: bytes = driver.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
    return made.decode()


def reset_password(database: Database, person: StaffRow, password: str) -> None:
    """Give a new password. Raises InvalidInput, a refusal."""
    if len(password) < MIN_PASSWORD:
        raise InvalidInput(
            "password", sentence=f"La contraseña debe tener {MIN_PASSWORD} caracteres o más. Escriba una más larga."
        )
    made = verifier(database, person.login, password)
    _accepted(database.call("reset_password", p_person=person.person_id, p_verifier=made))


def change_roles(database: Database, person: StaffRow, wanted: Sequence[str]) -> None:
    """Grant and revoke until the person has exactly these roles; taken at the person's next statement."""
    conflict = conflict_of(wanted)
    if conflict:
        raise InvalidInput("roles", sentence=f"{conflict}. Quite uno de los dos roles.")
    for role in sorted(set(person.roles) - set(wanted)):
        _accepted(database.call("revoke_role", p_person=person.person_id, p_role=role))
    for role in sorted(set(wanted) - set(person.roles)):
        _accepted(database.call("grant_role", p_person=person.person_id, p_role=role))


def set_active(database: Database, person_id: int, active: bool) -> None:
    """Withdraw or give back access; an open session loses everything at its next statement."""
    _accepted(database.call("set_person_active", p_person=person_id, p_active=active))


def set_work(database: Database, person_id: int, line: str, capacity: float, area_id: int | None) -> None:
    """Line, ceiling and area, by which cases are shared out."""
    _accepted(
        database.call(
            "set_person_work", p_person=person_id, p_line=line, p_capacity=Decimal(str(capacity)), p_area=area_id
        )
    )


def set_absence(
    database: Database, person_id: int, starts_on: dt.date, ends_on: dt.date, reason: str, covered_by: int | None = None
) -> None:
    """Days on which a person gets no cases. Raises InvalidInput when they end before they begin, or a refusal."""
    if ends_on < starts_on:
        raise InvalidInput("away_until", sentence="La ausencia termina antes de empezar. Corrija las fechas.")
    _accepted(
        database.call(
            "set_absence",
            p_person=person_id,
            p_starts=starts_on,
            p_ends=ends_on,
            p_reason=reason,
            p_covered_by=covered_by,
        )
    )


def remove_absence(database: Database, absence_id: int) -> None:
    """Take back an absence."""
    _accepted(database.call("remove_absence", p_absence=absence_id))


@dataclass(frozen=True)
class AbsenceEffect:
    """What an absence does, before it is saved. `room` is the weighted load that the team still takes."""

    open_cases: int
    due_while_away: int
    first_due: dt.date | None
    drafts: int
    team: int
    room: float


def absence_effect(database: Database, person_id: int, starts_on: dt.date, ends_on: dt.date) -> AbsenceEffect:
    """Ask the server; nothing is written."""
    row = database.table("absence_effect", p_person=person_id, p_starts=starts_on, p_ends=ends_on)[0]
    return AbsenceEffect(**(row._asdict() | {"room": float(row.room)}))


def _accepted(answer: Any) -> dict[str, Any]:
    """The answer, unless the server refused in it."""
    if isinstance(answer, dict) and answer.get("status") not in (None, "applied", "answered"):
        raise refusal(str(answer.get("reason", "refused")), answer.get("field"))
    return answer if isinstance(answer, dict) else {}
