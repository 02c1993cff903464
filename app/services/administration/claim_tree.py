"""The tree of claims and its versions: changes gathered here, proposed by one person, decided by another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID, uuid4

from app.errors import InvalidInput
from app.services.database import Database, Json
from app.services.reads.from_json import made

Kind = Literal["add", "change", "retire", "add_group", "change_group", "retire_group"]
KINDS: dict[str, str] = {
    "add": "Nueva", "change": "Cambia", "retire": "Sale", "add_group": "Grupo nuevo", "change_group": "Cambia el grupo",
    "retire_group": "Sale el grupo",
}  # fmt: skip
#: Letters that the reason of a version takes at least; the server asks for as many.
LEAST_REASON = 10


@dataclass(frozen=True)
class TreeNode:
    """A group or a leaf as it is in the tree, with its open cases."""

    code: str
    parent_code: str | None
    title: str
    area_id: int | None
    area: str | None
    is_leaf: bool
    lookup_systems: tuple[str, ...]
    is_sensitive: bool
    weight: float
    line: str
    valid_from: dt.date
    valid_to: dt.date | None
    synonyms: tuple[str, ...]
    replaced_by: str | None
    open_cases: int

    def in_force(self, day: dt.date) -> bool:
        """Whether it may be chosen that day."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


@dataclass(frozen=True)
class Change:
    """What a leaf will be. `old_*` are what the server said it was when it was proposed."""

    code: str
    kind: Kind
    title: str
    area_id: int
    weight: float
    is_sensitive: bool = False
    lookup_systems: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    valid_to: dt.date | None = None
    replaced_by: str | None = None
    area: str = ""
    old_title: str | None = None
    old_area: str | None = None
    old_weight: float | None = None
    #: The group under which it will be; for a leaf, empty where it stays. The server says where it was.
    parent_code: str | None = None
    old_parent_code: str | None = None

    @property
    def moves(self) -> bool:
        """Whether it goes under another group."""
        return self.kind in ("change", "change_group") and (self.parent_code or "") != (self.old_parent_code or "")

    def checked(self) -> Change:
        """The same, tidy. Raises InvalidInput naming the field."""
        title = " ".join(self.title.split())
        if not 5 <= len(title) <= 200:
            raise InvalidInput("title", sentence="El nombre tiene entre 5 y 200 letras.")
        if not self.area_id:
            raise InvalidInput("area", sentence="Falta el área que responde. Elíjala de la lista.")
        if not 0.1 <= self.weight <= 10:
            raise InvalidInput(
                "weight", sentence="El peso va de 0,1 a 10: lo que cuesta un caso frente a uno corriente."
            )
        return replace(self, title=title)

    def payload(self) -> dict[str, Any]:
        """As the server takes it."""
        above = {"parent_code": self.parent_code or ""} if self.kind.endswith("_group") or self.moves else {}
        return above | {
            "code": self.code, "kind": self.kind, "title": self.title, "area_id": self.area_id, "weight": self.weight,
            "is_sensitive": self.is_sensitive, "lookup_systems": list(self.lookup_systems),
            "synonyms": list(self.synonyms), "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "replaced_by": self.replaced_by,
        }  # fmt: skip


@dataclass(frozen=True)
class TreeVersion:
    """A version with its changes; `decision` is None while it waits for another person."""

    version: int
    reason: str
    valid_from: dt.date
    proposed_by: int | None
    proposer: str | None
    proposed_at: dt.datetime
    decision: str | None
    decider: str | None
    decided_at: dt.datetime | None
    note: str | None
    applied_at: dt.datetime | None
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class LeafEffect:
    """What a change touches: open cases, forms being filled, those due within three days, texts, and some numbers."""

    code: str
    kind: str
    open_cases: int
    drafts: int
    due_soon: int
    texts: int
    sample: tuple[str, ...]


@dataclass(frozen=True)
class TreeBook:
    """The tree, its versions (newest first), and the areas that may answer."""

    nodes: tuple[TreeNode, ...]
    versions: tuple[TreeVersion, ...]
    areas: tuple[tuple[int, str], ...]

    @property
    def waiting(self) -> TreeVersion | None:
        """The proposal that waits to be decided."""
        return next((each for each in self.versions if each.decision is None), None)

    @property
    def in_force(self) -> int:
        """Number of the version that rules."""
        return max((each.version for each in self.versions if each.applied_at is not None), default=1)

    def next_code(self, group: str) -> str:
        """The first code of a group that was never used."""
        used = [
            int(n.code.rsplit(".", 1)[1]) for n in self.nodes if n.code.rpartition(".")[0] == group and "." in n.code
        ]
        return f"{group}.{max(used, default=0) + 1}"

    def next_group(self, above: str) -> str:
        """The first code for a group, at the top or inside another, that was never used."""
        if above:
            return self.next_code(above)
        return str(max((int(n.code) for n in self.nodes if "." not in n.code), default=0) + 1)


def read_book(database: Database) -> TreeBook:
    """The tree as it is today. Raises a refusal, Offline, Busy."""
    nodes = database.table("tree_nodes")
    areas = database.rows("SELECT area_id, name FROM pqr.area ORDER BY name")
    versions = database.call("tree_versions")
    return TreeBook(
        tuple(_node(row._asdict()) for row in nodes),
        tuple(made(TreeVersion, each) for each in versions),
        tuple((row.area_id, row.name) for row in areas),
    )


def with_added(book: TreeBook, added: Iterable[Change]) -> TreeBook:
    """The tree as if those leaves were in it: the next new one takes the code after theirs."""
    more = tuple(
        TreeNode(
            each.code, each.parent_code or each.code.rpartition(".")[0] or None, each.title, each.area_id, each.area,
            each.kind == "add", (), False, each.weight,
            "", dt.date.max, None, (), None, 0,
        )
        for each in added
    )  # fmt: skip
    return replace(book, nodes=book.nodes + more)


def effect(database: Database, changes: Iterable[Change], valid_from: dt.date) -> list[LeafEffect]:
    """What the changes touch, computed by the server without writing. Raises a refusal, Offline, Busy."""
    rows = database.table("tree_effect", p_changes=Json([each.payload() for each in changes]), p_from=valid_from)
    return [LeafEffect(**(row._asdict() | {"sample": tuple(row.sample)})) for row in rows]


def propose(
    database: Database, changes: Sequence[Change], valid_from: dt.date | None, reason: str, key: UUID | None = None
) -> int:
    """Propose a version; its number. Raises InvalidInput naming the field, a refusal, Offline, Busy."""
    if not changes:
        raise InvalidInput("changes", sentence="No hay cambios que proponer. Edite, agregue o retire una hoja primero.")
    if valid_from is None:
        raise InvalidInput("valid_from", sentence="Falta desde qué día rige. Escríbalo como dd/mm/aaaa.")
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput("reason", sentence=f"Falta el motivo: escriba al menos {LEAST_REASON} letras.")
    answer = database.call(
        "propose_tree",
        p_proposal=key or uuid4(),
        p_from=valid_from,
        p_reason=reason,
        p_changes=Json([each.payload() for each in changes]),
    )
    return int(answer.get("version", 0))


def decide(database: Database, version: int, *, approve: bool, note: str = "") -> bool:
    """Approve or reject somebody else's version, or take back one's own; whether it rules already."""
    return bool(database.call("decide_tree", p_version=version, p_approve=approve, p_note=note)["in_force"])


def _node(values: dict[str, Any]) -> TreeNode:
    lists = {name: tuple(values[name] or ()) for name in ("lookup_systems", "synonyms")}
    return TreeNode(**(values | lists | {"weight": float(values["weight"])}))
