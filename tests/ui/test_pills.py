"""No pill is cut: every column of terms is wide enough as declared, and a column of pills grows with what it says."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import style
from app.ui.table import Cell, Column, RowModel
from app.ui.table.faces import Faces
from app.ui.table.view import CaseTable
from app.ui.widgets import slack_look

ROOT = Path(__file__).parents[2] / "app" / "ui"
LATE = Cell(slack_look(-45)[0], detail="Holg. −45 d · 17:00", icon=slack_look(-45)[2])


def columns_of_terms() -> list[tuple[str, int]]:
    """Every declared column of terms: where, and how wide at 100 %."""
    found = []
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Column"
            if not named or "slack" not in [a.value for a in node.args[2:3] if isinstance(a, ast.Constant)]:
                continue
            [width] = [k.value.value for k in node.keywords if k.arg == "width"]
            found.append((f"{path.relative_to(ROOT)}:{node.lineno}", width))
    return found


@pytest.mark.parametrize("scale", [1.0, 1.35])
def test_every_column_of_terms_holds_a_late_case(qapp: QApplication, scale: float) -> None:
    style.theme.apply(qapp, scale=scale)
    wanted = Faces().needs(LATE, of_term=True, compact=False)
    declared = columns_of_terms()
    assert len(declared) > 15
    assert [where for where, width in declared if style.scaled(width) < wanted] == []


@dataclass(frozen=True)
class Row:
    case_id: int
    state: str = "Por leer"


COLUMNS = [
    Column("slack", "Plazo", "slack", lambda row: LATE, width=128),
    Column("case", "Caso", "two_lines", lambda row: Cell("2026-711-000001-2")),
    Column("state", "Estado", "pill", lambda row: Cell(row.state, icon="warning-fill"), width=90),
]


@pytest.mark.parametrize("scale", [1.0, 1.35])
def test_a_column_grows_with_its_pills_also_when_the_text_grows(qtbot: QtBot, qapp: QApplication, scale: float) -> None:
    model = RowModel(COLUMNS)
    table = CaseTable(model, "Prueba")
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    model.set_rows([Row(1), Row(2)])
    style.theme.apply(qapp, scale=scale)

    def fits() -> bool:
        faces = table.delegate.faces
        return all(
            faces.needs(model.cells(row)[at], of_term=at == 0, compact=table.delegate.compact) <= table.columnWidth(at)
            for row in model.rows()
            for at in (0, 2)
        )

    qtbot.waitUntil(fits)
    model.replace(replace(model.rows()[1], state="Falta la pila"))
    qtbot.waitUntil(fits)
    table.set_compact(True)
    qtbot.waitUntil(fits)
    widths = [table.columnWidth(at) for at in range(3)]
    assert sum(widths) <= table.viewport().width() and widths[1] > 200
