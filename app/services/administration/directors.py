"""Who may sign for each mission area: directors, the acts that name them, their dates and signature image."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID, uuid4

from app.errors import InvalidInput
from app.services import stored_documents
from app.services.database import Database
from app.services.documents import signature_image


@dataclass(frozen=True)
class DirectorRow:
    """A director (or one acting) with the dates between which they may sign."""

    director_id: int
    area_id: int
    area_name: str
    full_name: str
    position: str
    is_acting: bool
    act_number: str
    valid_from: dt.date
    valid_to: dt.date | None
    signature_document_id: UUID | None
    #: Newest act that allows the mechanical signature, if there is one.
    authority_act: str | None
    authority_from: dt.date | None
    authority_to: dt.date | None

    def signs_on(self, day: dt.date) -> bool:
        """Whether the appointment covers the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Gap:
    """Days on which nobody may sign for an area; `ends_on` None has no end in sight."""

    area_id: int
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class NewDirector:
    """An appointment to register."""

    area_id: int
    full_name: str
    position: str
    act_number: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    is_acting: bool = False
    signature_png: bytes | None = None

    def __post_init__(self) -> None:
        """InvalidInput names the field."""
        if len(self.full_name.split()) < 2:
            raise InvalidInput("full_name", sentence="Falta el nombre completo del director. Escríbalo.")
        if not self.position.strip():
            raise InvalidInput("position", sentence="Falta el cargo como debe salir en la carta. Escríbalo.")
        if not self.act_number.strip():
            raise InvalidInput("act_number", sentence="Falta el acto que lo nombra. Escriba el número y la fecha.")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise InvalidInput("valid_to", sentence="La vigencia termina antes de empezar. Corrija las fechas.")


_READ = """
SELECT d.director_id, d.area_id, a.name AS area_name, d.full_name, d.position, d.is_acting, d.act_number, d.valid_from,
       d.valid_to, d.signature_document_id, s.act_number AS authority_act, s.valid_from AS authority_from,
       s.valid_to AS authority_to
  FROM pqr.director d JOIN pqr.area a USING (area_id)
  LEFT JOIN LATERAL (SELECT * FROM pqr.signature_authority x WHERE x.director_id = d.director_id
                      ORDER BY x.valid_from DESC LIMIT 1) s ON true
 ORDER BY a.name, d.valid_from DESC
"""


def read_directors(database: Database) -> list[DirectorRow]:
    """Every appointment. Raises Offline, Busy."""
    return [DirectorRow(**row._asdict()) for row in database.rows(_READ)]


def read_areas(database: Database) -> list[tuple[int, str, str]]:
    """(id, name, kind) of the areas, mission areas first."""
    rows = database.rows("SELECT area_id, name, kind FROM pqr.area ORDER BY kind <> 'mission', name")
    return [(row.area_id, row.name, row.kind) for row in rows]


def gaps(rows: list[DirectorRow], area_id: int, first: dt.date, last: dt.date) -> list[Gap]:
    """Stretches between two days in which nobody may sign for the area."""
    day = dt.timedelta(days=1)
    terms = sorted((row.valid_from, row.valid_to or dt.date.max - day) for row in rows if row.area_id == area_id)
    edges: list[tuple[dt.date, dt.date]] = [(first - day, first - day)]
    for starts, ends in terms:
        if ends >= first and starts <= last:
            edges.append(
                (max(starts, edges[-1][1] + day) if starts <= edges[-1][1] else starts, max(ends, edges[-1][1]))
            )
    edges.append((last + day, last + day))
    found = []
    for (_a, ended), (begins, _b) in pairwise(edges):
        if begins > ended + day:
            upto = begins - day
            found.append(Gap(area_id, ended + day, None if upto >= last else upto))
    return found


def register(database: Database, new: NewDirector) -> int:
    """Register an appointment with its signature image; its id. Raises BadSignatureImage, a refusal."""
    document = store_signature(database, new.signature_png) if new.signature_png else None
    answer = database.call(
        "register_director",
        p_area=new.area_id,
        p_full_name=" ".join(new.full_name.split()),
        p_position=new.position,
        p_acting=new.is_acting,
        p_act=new.act_number,
        p_from=new.valid_from,
        p_to=new.valid_to,
        p_signature=document,
    )
    return int(answer["director_id"])


def store_signature(database: Database, png: bytes) -> UUID:
    """Clean and upload a signature image. Raises BadSignatureImage."""
    document = uuid4()
    clean = signature_image.normalise(png)
    stored_documents.store(
        database, document, clean, case_id=None, kind="signature_image", label="Firma", mime="image/png"
    )
    return document


def change(database: Database, director_id: int, valid_to: dt.date | None, png: bytes | None = None) -> None:
    """Set the last day on which a director signs, and a new signature image if one is given."""
    document = store_signature(database, png) if png else None
    database.call("change_director", p_director=director_id, p_to=valid_to, p_signature=document)


def register_authority(
    database: Database,
    director_id: int,
    act_number: str,
    published_on: dt.date,
    valid_from: dt.date,
    valid_to: dt.date | None,
) -> None:
    """Register the published act that allows the mechanical signature (Decreto 2150 de 1995, art. 12)."""
    if not act_number.strip():
        raise InvalidInput("authority_act", sentence="Falta el acto que autoriza la firma mecánica. Escríbalo.")
    database.call(
        "register_authority",
        p_director=director_id,
        p_act=act_number,
        p_published=published_on,
        p_from=valid_from,
        p_to=valid_to,
    )
