"""The invented staff of the tests: one login for each role, and seconds where two people must act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

#: The password of every login that tests make; the superuser's is random.
PASSWORD = "clave-de-prueba-1"


@dataclass(frozen=True)
class Member:
    """One person: `key` names them in tests, `roles` are keys of roles.toml, `area` counts the mission areas."""

    key: str
    login: str
    full_name: str
    roles: tuple[str, ...]
    person_id: int
    area: int | None = None


def _member(number: int, key: str, login: str, full_name: str, area: int | None = None) -> Member:
    return Member(key, login, full_name, (key.rstrip("2"),), number, area)


#: By key: a role's key is its first person; «agent2» is a second agent.
STAFF: dict[str, Member] = {
    each.key: each
    for each in (
        _member(1, "records", "u_fabio", "Fabio Radicador de Prueba"),
        _member(2, "lead", "u_gloria", "Gloria Líder de Prueba"),
        _member(3, "assigner", "u_hugo", "Hugo Asignador de Prueba"),
        _member(4, "agent", "u_ana", "Ana Agente de Prueba"),
        _member(5, "agent2", "u_beto", "Beto Agente de Prueba"),
        _member(6, "analyst", "u_elsa", "Elsa Analista de Prueba"),
        _member(7, "lawyer", "u_carla", "Carla Abogada de Prueba"),
        _member(8, "lawyer2", "u_dario", "Darío Abogado de Prueba"),
        _member(9, "escalation_control", "u_irma", "Irma Control de Prueba"),
        _member(10, "mission", "u_jairo", "Jairo Misional de Prueba", area=0),
        _member(11, "mission2", "u_katia", "Katia Misional de Prueba", area=1),
        _member(12, "quality", "u_luis", "Luis Calidad de Prueba"),
        _member(13, "quality2", "u_marta", "Marta Calidad de Prueba"),
        _member(14, "signer", "u_nora", "Nora Firmas de Prueba"),
        _member(15, "printing", "u_omar", "Omar Impresión de Prueba"),
        _member(16, "phone_lead", "u_paula", "Paula Líder Línea de Prueba"),
        _member(17, "phone_agent", "u_quique", "Quique Orientador de Prueba"),
        _member(18, "admin", "u_rosa", "Rosa Administradora de Prueba"),
        _member(19, "auditor", "u_saul", "Saúl Auditor de Prueba"),
    )
}


#: For sessions that make logins of tests: 4,096 rounds at each of some ten thousand entrances would be two minutes.
HASH_ONCE = "SET scram_iterations = 1"


def seed_staff(admin: psycopg.Connection[Any]) -> None:
    """Add the persons to the database of this superuser's connection, and their logins to its cluster."""
    admin.execute(HASH_ONCE)
    areas = [row[0] for row in admin.execute("SELECT area_id FROM pqr.area WHERE kind = 'mission' ORDER BY area_id")]
    for member in STAFF.values():
        admin.execute(
            "INSERT INTO pqr.person (person_id, login, full_name, initials, area_id, joined_on)"
            " VALUES (%s, %s, %s, %s, %s, '2020-01-15')",
            [
                member.person_id,
                member.login,
                member.full_name,
                "".join(word[0] for word in member.full_name.split()[:2]),
                None if member.area is None else areas[member.area],
            ],
        )
        for role in member.roles:
            admin.execute("INSERT INTO pqr.person_role VALUES (%s, %s)", [member.person_id, role])
        _add_login(admin, member)
    admin.execute("SELECT setval(pg_get_serial_sequence('pqr.person', 'person_id'), 100)")


def _add_login(admin: psycopg.Connection[Any], member: Member) -> None:
    name = sql.Identifier(member.login)
    if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [member.login]).fetchone() is None:
        made = "CREATE ROLE {} LOGIN PASSWORD {} CONNECTION LIMIT 200"
        admin.execute(sql.SQL(made).format(name, sql.Literal(PASSWORD)))
    for role in ("staff", *member.roles):
        grant = "GRANT {} TO {} WITH INHERIT TRUE, SET FALSE, ADMIN FALSE"
        admin.execute(sql.SQL(grant).format(sql.Identifier(f"pqr_{role}"), name))
