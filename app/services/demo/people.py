"""The forty invented people who work in the demonstration; no library is needed to know them."""

from __future__ import annotations

from dataclasses import dataclass


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
    ("u_tiberio", "Tiberio Luna Pabón", ("auditor",), None, "Quién vio a…, qué vio…, cadena de la historia"),
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
