"""Tab «Respuestas únicas»: groups of more than ten equal petitions, their one answer, its publication, its copies."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from app.errors import Refused
from app.filing_number import shown
from app.services.database import Database
from app.services.legal_acts import collective
from app.services.legal_acts.collective import Answer, Answered, Group, Publication
from app.services.legal_calendar import LegalCalendar
from app.ui import formats
from app.ui.modules.law.answer_card import AnswerCard
from app.ui.modules.law.cards import CopyCard, PublicationCard
from app.ui.modules.law.tab import Act, Facts, LawTab
from app.ui.table import Cell, Column
from app.ui.widgets import EmptyState, Question

if TYPE_CHECKING:
    from app.ui.modules.law.page import LawPage

Row = Group | Answer


def _read(database: Database, _calendar: LegalCalendar) -> list[Row]:
    """Answers, and the groups that could have one where the person drafts in bulk."""
    try:
        groups = collective.groups(database)
    except Refused:
        groups = []
    answers: list[Row] = [each for each in collective.listed(database) if each.withdrawn_at is None]
    return [*groups, *answers]


def _key(row: Row) -> Hashable:
    return row.group_key if isinstance(row, Group) else row.collective_id


def _state(row: Row) -> Cell:
    if isinstance(row, Group):
        return Cell("Por preparar", tone="neutral")
    if row.answer_document_id is None:
        return Cell("Sin archivo", tone="danger")
    if row.published_at is None:
        return Cell("Por publicar", tone="warn")
    return Cell("Publicada", tone="good")


def _title(row: Row) -> str:
    return " + ".join(row.claims) if isinstance(row, Group) else row.title


def _who(row: Row) -> str:
    if isinstance(row, Group):
        return "Peticiones iguales en Masiva"
    return f"{row.prepared_by}, {formats.moment(row.prepared_at)}"


def _due(row: Row) -> Cell:
    return Cell(formats.date(row.first_due) if row.first_due else "—")


def _copies(row: Row) -> Cell:
    return Cell("—" if isinstance(row, Group) or row.published_at is None else formats.number(row.copies))


COLUMNS = (
    Column("state", "Estado", "pill", _state, width=130),
    Column("title", "Respuesta", "two_lines", lambda r: Cell(_title(r), _who(r), strong=True, tip=_title(r))),
    Column("count", "Peticiones", "number", lambda r: Cell(formats.number(r.petitions)), width=90),
    Column("due", "Primer vencimiento", "text", _due, width=140),
    Column("copies", "Copias", "number", _copies, width=70),
)


def _facts(row: Row) -> Facts:
    if isinstance(row, Group):
        words = "Más de diez peticiones de información o consulta que piden lo mismo y tienen el mismo insumo."
        return Facts(_title(row), formats.plural(row.petitions, "petición", "peticiones"), (("Art. 22", words),))
    lines = [("La preparó", _who(row)), ("Radicado de salida", shown(row.filing_number))]
    if row.published_at is not None and row.newspaper_on is not None and row.web_on is not None:
        lines += [
            ("Diario", f"{row.newspaper}, {formats.long_date(row.newspaper_on)}"),
            ("Página", f"{row.web_url}, {formats.long_date(row.web_on)}"),
            ("La publicó", row.published_by or ""),
            ("Copias entregadas", formats.number(row.copies)),
        ]
    return Facts(row.title, formats.plural(row.petitions, "petición", "peticiones"), lines)


def _acts(page: LawPage, row: Row) -> Sequence[Act]:
    if isinstance(row, Group):
        return [Act("Preparar la respuesta única…", "pencil-line", lambda: _prepare(page, row))]
    if row.published_at is not None:
        drafts = page.context.has_role("agent", "analyst", "lawyer")
        why = "" if drafts else "La registra quien atiende a la persona."
        return [Act("Entregar copia…", "copy", lambda: _copy(page, row), why)]
    if not page.context.has_role("lawyer"):
        why = "La registra un abogado distinto de quien la preparó."
    else:
        why = "La preparó usted: la registra otro abogado." if row.is_mine else ""
        if row.answer_document_id is None:
            why = "Se cortó antes de tener su archivo: retírela, su número se anula, y prepárela de nuevo."
    may = page.context.has_role("analyst", "lawyer")
    return [
        Act("Registrar la publicación…", "megaphone", lambda: _publish(page, row), why),
        Act("Retirarla…", "x-circle", lambda: _withdraw(page, row), "" if may else "La retira quien proyecta en lote."),
    ]


def _prepare(page: LawPage, group: Group) -> None:
    context = page.context
    context.background.run(
        lambda: collective.candidates(context.database, group.group_key),
        show=lambda found: _open_prepare(page, group, found),
        fail=page.shell.report,
        owner=page,
    )


def _open_prepare(page: LawPage, group: Group, found: Sequence[collective.Candidate]) -> None:
    context = page.context
    cases = [each.case_id for each in found if not each.reason]
    signer, day = context.access.person.full_name, context.calendar.today

    def act(title: str, body: str) -> None:
        page.carry(
            card,
            lambda: collective.prepare(context.database, group.group_key, title, body, cases, signer, day),
            lambda n: f"La respuesta única a {n} peticiones quedó por publicar.",
        )

    card = AnswerCard(page.window(), " + ".join(group.claims), found, act)
    card.ask()


def _publish(page: LawPage, row: Answer) -> None:
    context = page.context

    def act(came_out: Publication) -> None:
        page.carry(
            card,
            lambda: collective.publish(context.database, row.collective_id, came_out),
            lambda n: f"Publicada: terminaron {n} peticiones.",
        )

    card = PublicationCard(page.window(), row.title, row.petitions, context.calendar.today, act, page.choose)
    card.ask()


def _withdraw(page: LawPage, row: Answer) -> None:
    facts = [
        ("El texto", "se pierde: no se publicó"),
        ("Su radicado", "queda anulado"),
        ("Las peticiones", "vuelven a Masiva"),
    ]
    question = Question("¿Retirar la respuesta única?", "Retirarla", f"«{row.title}»", facts=facts, keep="Conservarla")
    database, shell = page.context.database, page.shell

    def done(_none: object) -> None:
        shell.say("Se retiró: sus peticiones vuelven a la proyección en lote.")
        page.reload()

    def act() -> None:
        page.context.background.write(
            lambda: collective.withdraw(database, row.collective_id), show=done, fail=shell.report, owner=page
        )

    shell.confirm(question, act)


def _copy(page: LawPage, row: Answer) -> None:
    context = page.context
    context.background.run(
        lambda: collective.petitions(context.database, row.collective_id),
        show=lambda found: _open_copy(page, row, found),
        fail=page.shell.report,
        owner=page,
    )


def _open_copy(page: LawPage, row: Answer, found: Sequence[Answered]) -> None:
    database = page.context.database
    card = CopyCard(
        page.window(), row.title, found, page.context.calendar.today,
        lambda case, day, proof: page.carry(
            card,
            lambda: collective.deliver_copy(database, row.collective_id, case, day, proof),
            lambda _none: "La copia quedó entregada.",
        ),
        page.choose,
    )  # fmt: skip
    card.ask()


def _nothing() -> EmptyState:
    return EmptyState(
        "megaphone", "Ninguna respuesta única", "Se preparan con más de diez peticiones iguales en Masiva (art. 22)."
    )


TAB = LawTab("answers", "Respuestas únicas", COLUMNS, _read, _key, _facts, _acts, _nothing, ("respuesta", "respuestas"))
