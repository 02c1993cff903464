"""One published answer for more than ten petitions of the same content (Ley 1755 de 2015, art. 22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.clock import BOGOTA
from app.errors import InvalidInput
from app.services.database import Database
from app.services.documents import plain_letter
from app.services.documents.plain_page import long_day
from app.services.legal_acts import letters
from app.services.legal_acts.letters import CasePlace
from app.services.refusals import refusal
from app.services.stored_documents import store

#: The law says «more than ten».
LEAST = 11
LEAST_REASON = 40
NO_MARK = "Su clase no se marca: una consulta o una solicitud de información ya puede responderse junto con otras."
#: Why a petition is not answered together with the others.
REASONS = {
    "particular_interest": "Pide algo para sí: necesita su propia carta",
    "repeated_person": "La misma persona pidió dos veces",
    "other_claims": "Pide algo más",
    "fewer_claims": "No pide todo lo del grupo",
    "other_source": "Su insumo es de otra fuente",
    "other_result": "Su insumo dice otra cosa",
    "no_input": "Le falta un insumo vigente",
    "no_name": "No tiene nombre",
    "no_place": "No tiene municipio",
    "not_waiting": "Ya no espera en proyección en lote",
}


@dataclass(frozen=True)
class Group:
    """Petitions that wait in 16 and ask the same."""

    group_key: str
    claims: tuple[str, ...]
    petitions: int
    first_due: dt.date | None


@dataclass(frozen=True)
class Candidate:
    """A petition of a group; `reason` is empty where one answer may answer it."""

    case_id: UUID
    version: int
    label: str
    due_on: dt.date | None
    class_key: str
    reason: str


@dataclass(frozen=True)
class Answer:
    """A collective answer: prepared, then published, then with copies."""

    collective_id: UUID
    title: str
    prepared_by: str
    is_mine: bool
    prepared_at: dt.datetime
    petitions: int
    first_due: dt.date | None
    newspaper: str | None
    newspaper_on: dt.date | None
    web_url: str | None
    web_on: dt.date | None
    published_by: str | None
    published_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    copies: int
    #: None where its making was cut after its number: it can only be withdrawn.
    answer_document_id: UUID | None
    filing_number: str


@dataclass(frozen=True)
class Answered:
    """A petition of a collective answer, and when its copy was given."""

    case_id: UUID
    label: str
    due_on: dt.date | None
    closed_at: dt.datetime | None
    copy_on: dt.date | None


@dataclass(frozen=True)
class Publication:
    """Where and when it came out, and the files (bytes, kind) that prove it."""

    newspaper: str
    newspaper_on: dt.date | None
    newspaper_proof: tuple[bytes, str]
    web_url: str
    web_on: dt.date | None
    web_proof: tuple[bytes, str]


def check_interest(reason: str, sure: bool) -> None:
    """What must hold before a petition is marked of general interest. Raises InvalidInput, the server's refusal."""
    if not sure:
        raise InvalidInput("confirm", sentence="Falta confirmar que no pide nada para sí ni para su hogar.")
    if len(reason.strip()) < LEAST_REASON:
        raise refusal("requirement_reason", "reason")


def mark_interest(database: Database, case: CasePlace, reason: str) -> None:
    """Mark it of general interest, or take the mark back with an empty reason. Raises a refusal, Offline, Busy."""
    database.call("mark_general_interest", p_case=case.case_id, p_version=case.version, p_reason=reason)


def groups(database: Database) -> list[Group]:
    """Those of more than ten, soonest due first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("collective_groups")]
    return [Group(**(row | {"claims": tuple(row["claims"])})) for row in rows]


def candidates(database: Database, group_key: str) -> list[Candidate]:
    """The petitions of a group, those that fit first. Raises a refusal, Offline, Busy."""
    return [Candidate(**row._asdict()) for row in database.table("collective_candidates", p_group=group_key)]


def prepare(
    database: Database, group_key: str, title: str, body: str, cases: Sequence[UUID], signer: str, day: dt.date
) -> int:
    """Write the answer for its petitions; how many it has. Raises InvalidInput, a refusal, Offline, Busy."""
    if len(title.strip()) < 10:
        raise InvalidInput("title", sentence="Falta el asunto de la respuesta. Escríbalo en al menos 10 letras.")
    if len(body.strip()) < 100:
        raise InvalidInput("body", sentence="La respuesta es muy corta. Escríbala completa, de 100 letras o más.")
    if len(cases) < LEAST:
        raise InvalidInput("cases", sentence="La ley pide más de diez peticiones iguales; hay menos.")
    database.require_current()
    letter = uuid4()
    answer = database.call(
        "prepare_collective",
        p_collective=uuid4(),
        p_group=group_key,
        p_title=title,
        p_body=body,
        p_letter=letter,
        p_cases=list(cases),
    )
    how_many = int(answer.get("petitions", len(cases)))
    number = answer["filing_number"]
    letters.give_file(database, None, letter, number, lambda n: render(title, body, how_many, signer, day, number=n))
    return how_many


def render(title: str, body: str, petitions: int, signer: str, day: dt.date, *, number: str = "") -> bytes:
    """The answer as it is published, with its number: it names nobody."""
    return plain_letter.render(
        title,
        "Respuesta única · Ley 1755 de 2015, artículo 22",
        [
            (f"Bogotá D. C., {long_day(day)}", False),
            (f"Respuesta única a {petitions} peticiones iguales: {title.strip()}", True),
            (body.strip(), False),
            (
                "Esta respuesta se publica en un diario de amplia circulación y en la página de la entidad, y se"
                " entrega en copia a quien la pida (Ley 1755 de 2015, artículo 22).",
                False,
            ),
            (signer, True),
            ("Grupo de Respuesta Escrita", False),
        ],
        number=number,
        day=day,
    )


def publish(database: Database, collective_id: UUID, came_out: Publication) -> int:
    """It came out in both places: its petitions end; how many. Raises InvalidInput, a refusal, Offline, Busy."""
    _check_publication(came_out)
    database.require_current()
    papers = []
    for (data, mime), where in ((came_out.newspaper_proof, "diario"), (came_out.web_proof, "página")):
        papers.append(uuid4())
        store(
            database, papers[-1], data, case_id=None, kind="publication_proof", label=f"publicacion {where}", mime=mime
        )
    answer = database.call(
        "publish_collective",
        p_collective=collective_id,
        p_newspaper=came_out.newspaper,
        p_newspaper_on=came_out.newspaper_on,
        p_newspaper_proof=papers[0],
        p_web_url=came_out.web_url.strip(),
        p_web_on=came_out.web_on,
        p_web_proof=papers[1],
    )
    return int(answer.get("petitions", 0))


def withdraw(database: Database, collective_id: UUID) -> None:
    """Give it up before it is published. Raises a refusal, Offline, Busy."""
    database.call("withdraw_collective", p_collective=collective_id)


def deliver_copy(
    database: Database, collective_id: UUID, case_id: UUID, on: dt.date | None, proof: tuple[bytes, str]
) -> None:
    """Somebody asked for the copy and has it. Raises InvalidInput, a refusal, Offline, Busy."""
    if on is None:
        raise InvalidInput("copy_on", sentence="Falta el día en que se entregó la copia. Escríbalo como dd/mm/aaaa.")
    if not proof[0]:
        raise InvalidInput("proof", sentence="Falta la prueba de la entrega. Escoja el archivo.")
    document = uuid4()
    store(database, document, proof[0], case_id=None, kind="copy_proof", label="copia entregada", mime=proof[1])
    database.call("deliver_copy", p_collective=collective_id, p_case=case_id, p_on=on, p_proof=document)


def listed(database: Database) -> list[Answer]:
    """Those that wait for their publication first. Raises a refusal, Offline, Busy."""
    rows = [row._asdict() for row in database.table("collective_list")]
    return [Answer(**(row | {"prepared_at": row["prepared_at"].astimezone(BOGOTA)})) for row in rows]


def petitions(database: Database, collective_id: UUID) -> list[Answered]:
    """The petitions of one answer. Raises a refusal, Offline, Busy."""
    return [Answered(**row._asdict()) for row in database.table("collective_cases", p_collective=collective_id)]


def _check_publication(came_out: Publication) -> None:
    missing = (
        (came_out.newspaper.strip(), "newspaper", "Falta el nombre del diario de amplia circulación."),
        (came_out.newspaper_on, "newspaper_on", "Falta el día en que salió en el diario."),
        (came_out.newspaper_proof[0], "newspaper_proof", "Falta el recorte o la constancia del diario."),
        (came_out.web_url.strip(), "web_url", "Falta la dirección de la página donde se publicó."),
        (came_out.web_on, "web_on", "Falta el día en que se publicó en la página."),
        (came_out.web_proof[0], "web_proof", "Falta la captura o la constancia de la página."),
    )
    for value, field, sentence in missing:
        if not value:
            raise InvalidInput(field, sentence=sentence)
