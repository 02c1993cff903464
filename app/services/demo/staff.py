"""The forty invented people who work in the demonstration, their logins, and the directors who sign."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from app.services.demo.writer import write_document
from app.services.documents import signature_image


@dataclass(frozen=True)
class Member:
    """One invented person; `persona` is the one-line text of the login card, empty for those not offered there."""

    person_id: int
    login: str
    full_name: str
    roles: tuple[str, ...]
    area_id: int | None = None
    line: str | None = None
    persona: str = ""

    @property
    def initials(self) -> str:
        """First letters of the first two words."""
        return "".join(word[0] for word in self.full_name.split()[:2]).upper()


_LEADERS = (
    ("u_rubiela", "Rubiela Cano Pantoja", ("records",), None, "Radica y corrige imágenes"),
    ("u_genaro", "Genaro Vidales Ortiz", ("lead",), None, "Masivos, carga nocturna y desglosados"),
    ("u_zoraida", "Zoraida Peña Lombana", ("assigner",), None, "Reparte los casos del día"),
    ("u_irlanda", "Irlanda Forero Mejía", ("analyst", "lawyer"), None, ""),
    ("u_baltasar", "Baltasar Quijano Roa", ("lawyer",), None, "Da avales y desgloses"),
    ("u_nicanor", "Nicanor Tovar Useche", ("analyst",), None, "Proyecta en lote"),
    ("u_edelmira", "Edelmira Sáenz Gil", ("escalation_control",), None, "Verifica los insumos recibidos"),
    ("u_otoniel", "Otoniel Bravo Lugo", ("mission",), 1, ""),
    ("u_hortensia", "Hortensia Rey Acuña", ("mission",), 2, "Responde insumos de Gestión Social"),
    ("u_wenceslao", "Wenceslao Díaz Orjuela", ("mission",), 3, ""),
    ("u_clodomiro", "Clodomiro Paz Burbano", ("mission",), 4, ""),
    ("u_anayibe", "Anayibe Mina Lucumí", ("mission",), 5, ""),
    ("u_fidelina", "Fidelina Arce Botero", ("quality",), None, "Saca la muestra y revisa"),
    ("u_segundo", "Segundo Nieto Plata", ("quality",), None, ""),
    ("u_leovigilda", "Leovigilda Rincón Soto", ("signer",), None, "Radica, firma y carga cartas"),
    ("u_ubaldo", "Ubaldo Correa Prieto", ("signer",), None, ""),
    ("u_temilda", "Temilda Galvis Henao", ("printing",), None, "Imprime, despacha y registra pruebas"),
    ("u_porfirio", "Porfirio Lara Cely", ("printing",), None, ""),
    ("u_dulcinea", "Dulcinea Ávila Ramos", ("phone_lead",), None, ""),
    ("u_eustaquio", "Eustaquio Mora Vega", ("phone_agent",), None, ""),
    ("u_remedios", "Remedios Cubillos Daza", ("admin",), None, "Personas, calendario y directores"),
    ("u_tiberio", "Tiberio Luna Pabón", ("auditor",), None, "Quién vio a…, cadena de la historia"),
)
_AGENTS = (
    ("u_paulina", "Paulina Mesa Riaño"),
    ("u_anselmo", "Anselmo Ducuara Ríos"),
    ("u_betsabe", "Betsabé Palma Ruiz"),
    ("u_crispin", "Crispín Ojeda Lara"),
    ("u_delfina", "Delfina Ucrós Peña"),
    ("u_efrain", "Efraín Tique Vera"),
    ("u_filomena", "Filomena Cruz Ayala"),
    ("u_gumersindo", "Gumersindo Páez Toro"),
    ("u_herminia", "Herminia Oviedo Sosa"),
    ("u_isaias", "Isaías Bonilla Cera"),
    ("u_jacinta", "Jacinta Moreno Arias"),
    ("u_leoncio", "Leoncio Mosos Villa"),
    ("u_maruja", "Maruja Estrada Pino"),
    ("u_nepomuceno", "Nepomuceno Sierra Roa"),
    ("u_ofelia", "Ofelia Caro Dussán"),
    ("u_patrocinio", "Patrocinio León Gaona"),
    ("u_quiteria", "Quiteria Bernal Fino"),
    ("u_rogelio", "Rogelio Ipia Campo"),
)
#: Above what the demonstration gives each agent, so that the sharing has somebody to give to.
_CEILING = 160
_LINES = ("Asistencia", "Reparación", "Registro")
STAFF: tuple[Member, ...] = tuple(
    Member(number, login, name, roles, area, persona=persona)
    for number, (login, name, roles, area, persona) in enumerate(_LEADERS, 1)
) + tuple(
    Member(
        len(_LEADERS) + number,
        login,
        name,
        ("agent",),
        line=_LINES[number % 3],
        persona="Analiza y proyecta: el trabajo de todo el día" if number == 1 else "",
    )
    for number, (login, name) in enumerate(_AGENTS, 1)
)
AGENTS = tuple(m for m in STAFF if "agent" in m.roles)

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
