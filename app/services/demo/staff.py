"""Writes the demonstration's people: persons, roles, logins, absences, and the directors who sign."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from psycopg import sql

from app.services.demo.people import AGENTS, STAFF, Member
from app.services.demo.writer import write_document
from app.services.documents import signature_image

#: Above what the demonstration gives each agent, so that the sharing has somebody to give to.
_CEILING = 160
#: Area, director, position, act, acting.
_DIRECTORS = (
    (1, "Amaranta Solórzano Bejarano", "Directora de Registro y Gestión de la Información", "Resolución 00412"),
    (2, "Evaristo Lemus Castañeda", "Director de Gestión Social y Humanitaria", "Resolución 00518"),
    (3, "Ludivina Prada Cifuentes", "Directora de Reparación", "Resolución 00233"),
    (4, "Ananías Carvajal Duarte", "Director de Gestión Interinstitucional", "Resolución 00671"),
    (5, "Yamileth Angulo Grueso", "Directora de Asuntos Étnicos", "Resolución 00702"),
    (6, "Custodio Beltrán Ochoa", "Jefe de la Oficina Asesora Jurídica", "Resolución 00145"),
    (8, "Saturnina Quesada Mora", "Coordinadora de Talento Humano", "Resolución 00319"),
    (9, "Heliodoro Niño Barrera", "Coordinador de Servicio al Ciudadano", "Resolución 00277"),
)


def seed_staff(owner: Any, password: str, today: dt.date) -> None:
    """Persons, roles, logins with that password, two absences, directors with their acts and signatures."""
    for member in STAFF:
        owner.execute(
            "INSERT INTO pqr.person (person_id, login, full_name, initials, area_id, line, capacity_units, joined_on)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, '2024-02-01')",
            [member.person_id, member.login, member.full_name, member.initials, member.area_id, member.line, _CEILING],
        )
        for role in member.roles:
            owner.execute("INSERT INTO pqr.person_role VALUES (%s, %s)", [member.person_id, role])
        _login(owner, member, password)
    owner.execute("SELECT setval(pg_get_serial_sequence('pqr.person', 'person_id'), 1000)")
    for member, reason in ((AGENTS[-1], "Vacaciones"), (AGENTS[-2], "Incapacidad")):
        owner.execute(
            "INSERT INTO pqr.absence (person_id, starts_on, ends_on, reason) VALUES (%s, %s, %s, %s)",
            [member.person_id, today - dt.timedelta(days=2), today + dt.timedelta(days=6), reason],
        )
    _directors(owner, today)


def _login(owner: Any, member: Member, password: str) -> None:
    name = sql.Identifier(member.login)
    known = owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [member.login]).fetchone()
    verb = "ALTER" if known else "CREATE"
    statement = sql.SQL(verb + " ROLE {} LOGIN PASSWORD {} CONNECTION LIMIT 6")
    owner.execute(statement.format(name, sql.Literal(password)))
    for role in ("staff", *member.roles):
        grant = sql.SQL("GRANT {} TO {} WITH INHERIT TRUE, SET FALSE, ADMIN FALSE")
        owner.execute(grant.format(sql.Identifier(f"pqr_{role}"), name))


def _directors(owner: Any, today: dt.date) -> None:
    admin = next(m for m in STAFF if "admin" in m.roles)
    for number, (area, name, position, act) in enumerate(_DIRECTORS, 1):
        image = signature_image.normalise(signature_image.invent(name))
        document = uuid.uuid5(uuid.NAMESPACE_OID, f"signature {number}")
        write_document(
            owner,
            document_id=document,
            case_id=None,
            kind="signature_image",
            mime="image/png",
            content=image,
            pages=None,
            label=f"Firma {number}",
            person_id=admin.person_id,
            at=dt.datetime.combine(today, dt.time(8), dt.UTC),
        )
        owner.execute(
            "INSERT INTO pqr.director (director_id, area_id, full_name, position, act_number, valid_from,"
            " signature_document_id) VALUES (%s, %s, %s, %s, %s, '2025-01-15', %s)",
            [number, area, name, position, f"{act} de 2025", document],
        )
        owner.execute(
            "INSERT INTO pqr.signature_authority (authority_id, director_id, act_number, published_on, valid_from,"
            " valid_to) VALUES (%s, %s, %s, '2026-01-10', '2026-01-12', %s)",
            [number, number, f"Resolución {1180 + number:05d} de 2026", today + dt.timedelta(days=320)],
        )
    for table, key in (("director", "director_id"), ("signature_authority", "authority_id")):
        owner.execute("SELECT setval(pg_get_serial_sequence(%s, %s), 100)", [f"pqr.{table}", key])
