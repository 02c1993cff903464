"""The tree of claims and the other lists from which an analyst chooses, read once a session."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field

from app.services.command import plain as as_json
from app.services.database import Database
from app.services.reads.from_json import made
from app.services.remembered import remembered

#: The server's day in Bogotá, as its rules count it.
_TODAY = "(clock_timestamp() AT TIME ZONE INTERVAL '-05:00')::date"


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
    #: Other words by which it is looked for.
    synonyms: tuple[str, ...] = ()
    #: The last day on which it was in the tree, and what took its place.
    retired_on: dt.date | None = None
    replaced_by: str | None = None

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
    #: Leaves that are no longer in the tree: old cases name them.
    retired: tuple[ClaimLeaf, ...] = ()
    tree_version: int = 0
    #: System -> calendar days for which what it says may be cited.
    validity: dict[str, int] = field(default_factory=dict)

    def leaf(self, code: str) -> ClaimLeaf | None:
        """The leaf with that code, in force or retired."""
        return next((leaf for leaf in (*self.leaves, *self.retired) if leaf.code == code), None)


def tree_in_force(database: Database) -> int:
    """The version of the tree that rules today; one approved for today is put in force on the way."""
    return int(database.call("tree_in_force"))


def plain(words: str) -> str:
    """Lower case without accents, for finding."""
    if words.isascii():
        return words.casefold()
    apart = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def read_catalogues(database: Database) -> Catalogues:
    """Leaves in force, reasons of avales and municipalities. Raises Offline, Busy."""
    return made(Catalogues, remembered(database, "catalogues", lambda: as_json(_ask_catalogues(database))))


def _ask_catalogues(database: Database) -> Catalogues:
    leaves = database.rows(
        "SELECT n.code, n.title, coalesce(g.title, '') AS group_title, n.area_id, a.name AS area,"
        " n.lookup_systems, n.is_sensitive, n.synonyms, n.replaced_by,"
        f" CASE WHEN n.valid_to < {_TODAY} THEN n.valid_to END AS retired_on"
        " FROM pqr.claim_node n JOIN pqr.area a ON a.area_id = n.area_id"
        " LEFT JOIN pqr.claim_node g ON g.code = n.parent_code"
        f" WHERE n.is_leaf AND n.valid_from <= {_TODAY}"
        " ORDER BY string_to_array(n.code, '.')::int[]"
    )
    reasons = database.rows("SELECT code, kind, label, demands FROM pqr.endorsement_reason ORDER BY code")
    towns = database.rows("SELECT code, name, department FROM pqr.municipality ORDER BY name, department")
    validity = database.rows("SELECT system, days FROM pqr.input_validity")
    version = database.rows("SELECT max(version) AS version FROM pqr.claim_tree_version WHERE applied_at IS NOT NULL")
    made_leaves = [
        ClaimLeaf(
            r.code, r.title, r.group_title, r.area_id, r.area, tuple(r.lookup_systems), r.is_sensitive,
            tuple(r.synonyms), r.retired_on, r.replaced_by,
        )
        for r in leaves
    ]  # fmt: skip
    return Catalogues(
        tuple(leaf for leaf in made_leaves if leaf.retired_on is None),
        tuple(Reason(r.code, r.kind, r.label, r.demands) for r in reasons),
        {r.code: f"{r.name}, {r.department}" for r in towns},
        tuple(leaf for leaf in made_leaves if leaf.retired_on is not None),
        int(version[0].version or 1),
        {r.system: r.days for r in validity},
    )
