"""The tree of claims and the other lists from which an analyst chooses, read once a session."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from app.services.command import plain as as_json
from app.services.database import Database
from app.services.reads.from_json import made
from app.services.remembered import remembered


@dataclass(frozen=True)
class ClaimLeaf:
    """Something a citizen may ask for, in force today."""

    code: str
    title: str
    group: str
    area_id: int
    area: str
    systems: tuple[str, ...]
    is_sensitive: bool

    @property
    def words(self) -> str:
        """How it is offered: code and title."""
        return f"{self.code} {self.title}"


@dataclass(frozen=True)
class Reason:
    """A coded reason to archive or reassign, with what must be proved."""

    code: str
    kind: str
    label: str
    demands: str


@dataclass(frozen=True)
class Catalogues:
    """What Analysis chooses from."""

    leaves: tuple[ClaimLeaf, ...]
    reasons: tuple[Reason, ...]
    #: DIVIPOLA code -> «Municipio, Departamento».
    municipalities: dict[str, str] = field(default_factory=dict)

    def leaf(self, code: str) -> ClaimLeaf | None:
        """The leaf with that code, if it is in force."""
        return next((leaf for leaf in self.leaves if leaf.code == code), None)


def plain(words: str) -> str:
    """Lower case without accents, for finding."""
    apart = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def read_catalogues(database: Database) -> Catalogues:
    """Leaves in force, reasons of avales and municipalities. Raises Offline, Busy."""
    return made(Catalogues, remembered(database, "catalogues", lambda: as_json(_ask_catalogues(database))))


def _ask_catalogues(database: Database) -> Catalogues:
    leaves = database.rows(
        "SELECT n.code, n.title, coalesce(g.title, '') AS group_title, n.area_id, a.name AS area,"
        " n.lookup_systems, n.is_sensitive FROM pqr.claim_node n JOIN pqr.area a ON a.area_id = n.area_id"
        " LEFT JOIN pqr.claim_node g ON g.code = n.parent_code"
        " WHERE n.is_leaf AND n.valid_from <= current_date AND (n.valid_to IS NULL OR n.valid_to >= current_date)"
        " ORDER BY string_to_array(n.code, '.')::int[]"
    )
    reasons = database.rows("SELECT code, kind, label, demands FROM pqr.endorsement_reason ORDER BY code")
    towns = database.rows("SELECT code, name, department FROM pqr.municipality ORDER BY name, department")
    return Catalogues(
        tuple(
            ClaimLeaf(r.code, r.title, r.group_title, r.area_id, r.area, tuple(r.lookup_systems), r.is_sensitive)
            for r in leaves
        ),
        tuple(Reason(r.code, r.kind, r.label, r.demands) for r in reasons),
        {r.code: f"{r.name}, {r.department}" for r in towns},
    )
