"""The table of cases: declared columns, two-line rows, marking, and pages by key for very long lists."""

from __future__ import annotations

from app.ui.table.columns import Cell, Column
from app.ui.table.model import RowModel
from app.ui.table.paging import Anchors, PagedModel, PageSource
from app.ui.table.pane import TablePane
from app.ui.table.view import CaseTable

__all__ = ["Anchors", "CaseTable", "Cell", "Column", "PageSource", "PagedModel", "RowModel", "TablePane"]
