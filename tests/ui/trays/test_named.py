"""Every stop of the Tab key in Análisis, Avales and Misionales has a name, and is large enough to hit."""

from __future__ import annotations

import uuid

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.modules.mission import AreaPage, ControlPage
from app.ui.trays.analysis import AnalysisPage
from app.ui.trays.endorsements import EndorsementsPage
from tests.support.petitions import REGISTRY, stand_petition


@pytest.fixture
def worked(sql_as, perform):
    """Something to show on each of the pages."""
    admin = sql_as("postgres")
    stand_petition(admin, "search_inputs", claims=(REGISTRY,), inputs=True)
    stand_petition(admin, "decide_split", claims=(REGISTRY,), signatory_count=2)
    case, child = stand_petition(admin, "escalate_inputs", claims=(REGISTRY,)), uuid.uuid4()
    request = {"case_id": str(child), "claims": [1], "question": "¿Estado?"}
    perform("agent", case, 1, "escalate_inputs", "escalated", {"requests": [request]})


@pytest.mark.parametrize(
    ("who", "make"),
    [
        ("agent", AnalysisPage),
        ("lawyer", EndorsementsPage),
        ("mission", AreaPage),
        ("escalation_control", ControlPage),
    ],
)
def test_stops_have_names_and_size(worked, desk_of, qtbot, who, make):
    desk = desk_of(who, make)
    qtbot.wait(250)
    # What was shown this very moment gets its size in the next turn.
    qtbot.waitUntil(lambda: not _small(desk.page))
    stops = _stops(desk.page)
    assert len(stops) > 5
    nameless = [each for each in stops if not _name(each)]
    assert not nameless, nameless


def _stops(page: QWidget) -> list[QWidget]:
    return [
        each
        for each in page.findChildren(QWidget)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def _small(page: QWidget) -> list[str]:
    return [_name(each) for each in _stops(page) if isinstance(each, QAbstractButton) and each.height() < 24]


def _name(widget: QWidget) -> str:
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name).strip() if face is not None else widget.accessibleName()
