"""How a leaf of the tree of claims is written in its list, and the words by which it is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.administration.claim_tree import KINDS, TreeBook, TreeNode
from app.services.reads.claim_tree import plain
from app.ui import formats
from app.ui.table import Cell, Column
from app.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from app.ui.modules.administration.tree_page import TreePage

#: Kind of change -> the tone in which it is shown, here and in its version.
TONES: dict[str, Tone] = {
    "add": "good", "change": "info", "retire": "warn",
    "add_group": "good", "change_group": "info", "retire_group": "warn",
}  # fmt: skip


def columns(page: TreePage) -> list[Column]:
    """Columns that ask the page what is going to change."""

    def leaf(node: TreeNode) -> Cell:
        return Cell(f"{node.code} {node.title}", _group(page.book, node), strong=True, tip=node.title)

    return [
        Column("leaf", "Hoja", "two_lines", leaf),
        Column("area", "Área", "text", lambda n: Cell(n.area or "", tip=n.area or ""), width=190, hide_below=690),
        Column("weight", "Peso", "number", lambda n: Cell(formats.decimal(n.weight)), width=60, hide_below=480),
        Column("cases", "Casos abiertos", "number", lambda n: Cell(formats.number(n.open_cases)), width=110),
        Column("state", "Estado", "pill", lambda n: _state(page, n), width=110),
    ]


def said(book: TreeBook | None, node: TreeNode) -> str:
    """Everything by which a leaf is found, without accents or capitals."""
    return plain(f"{node.code} {node.title} {node.area} {_group(book, node)} {' '.join(node.synonyms)}")


def _group(book: TreeBook | None, node: TreeNode) -> str:
    nodes = book.nodes if book is not None else ()
    return next((each.title for each in nodes if each.code == node.parent_code), "")


def _state(page: TreePage, node: TreeNode) -> Cell:
    kind = page.changing().get(node.code)
    if kind is not None:
        return Cell(KINDS[kind], tone=TONES[kind])
    in_force = node.in_force(page.context.calendar.today)
    return Cell("Vigente" if in_force else "Retirada", tone="good" if in_force else "neutral")
