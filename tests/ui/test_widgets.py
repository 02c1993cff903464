"""The small pieces: what they say, what they refuse, and that nothing is squeezed at large text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui import style
from app.ui.widgets import (
    Chip,
    EmptyState,
    ErrorState,
    Field,
    FilterChips,
    PanelCard,
    SavedViewCombo,
    SegmentedTabs,
    SlackPill,
    States,
    StepHeader,
    Strip,
    button,
    shortcut,
)


@pytest.mark.parametrize("scale", [1.0, 1.35, 1.5])
def test_a_panel_scrolls_instead_of_squeezing_its_fields(qtbot: QtBot, qapp: QApplication, scale: float) -> None:
    panel, fields = PanelCard(), [Field(f"Campo {n}", QLineEdit(f"valor {n}")) for n in range(12)]
    for field in fields:
        panel.body.addWidget(field)
    fields[3].set_error("El número lleva solo dígitos y no puede empezar por cero.")
    qtbot.addWidget(panel)
    style.theme.dress(panel)
    panel.resize(320, 400)
    panel.show()
    style.theme.apply(qapp, scale=scale)
    qapp.sendPostedEvents()
    for above, below in pairwise(fields):
        assert above.geometry().bottom() < below.geometry().top()
        assert above.editor.height() >= above.editor.minimumSizeHint().height()
    assert panel.scroll_area.verticalScrollBar().maximum() > 0


def test_a_panel_is_never_narrower_than_what_it_holds(qtbot: QtBot) -> None:
    panel = PanelCard()
    qtbot.addWidget(panel)
    panel.show()
    panel.body.addWidget(SegmentedTabs([(str(n), "Desglosar") for n in range(4)], "Decisión"))
    area = panel.scroll_area
    qtbot.waitUntil(lambda: panel.minimumWidth() > area.widget().minimumSizeHint().width())
    panel.resize(panel.minimumWidth(), 300)
    assert area.widget().width() <= area.viewport().width()


def test_tab_goes_through_a_panel_as_it_is_laid_out(qtbot: QtBot) -> None:
    panel, edits = PanelCard(), [QLineEdit() for _ in range(4)]
    for edit in edits[:3]:
        panel.body.addWidget(edit)
    qtbot.addWidget(panel)
    panel.show()
    panel.body.insertWidget(1, edits[3])
    qtbot.waitUntil(edits[3].isVisible)
    went = []
    edits[0].setFocus()
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        went.append(edits.index(QApplication.focusWidget()))
    assert went == [3, 1, 2]


def test_a_field_names_its_problem_and_keeps_what_was_typed(qtbot: QtBot) -> None:
    field = Field("&Documento", QLineEdit("12x"), required=True)
    qtbot.addWidget(field)
    assert field.editor.accessibleName() == "Documento, obligatorio"
    field.set_error("Lleva solo dígitos.")
    assert field.editor.accessibleDescription() == "Lleva solo dígitos."
    assert isinstance(field.editor, QLineEdit) and field.editor.text() == "12x"
    field.set_error("")
    assert field.editor.property("invalid") == "false"


def test_chips_count_and_only_a_person_chooses(qtbot: QtBot) -> None:
    chips = FilterChips([Chip("all", "Todos", 1204), Chip("late", "Vencidos", 1)])
    qtbot.addWidget(chips)
    chosen: list[str] = []
    chips.chosen.connect(chosen.append)
    chips.choose("late")
    assert (chips.current(), chosen) == ("late", [])
    chips.buttons()[0].click()
    assert chosen == ["all"]
    assert chips.buttons()[0].text() == "Todos  1.204"
    assert chips.buttons()[1].accessibleName() == "Filtro Vencidos, 1 caso"


def test_segments_and_saved_views_choose(qtbot: QtBot) -> None:
    tabs, views = SegmentedTabs([("a", "Petición"), ("b", "Anexos")], "Documento"), SavedViewCombo([("m", "Mías")])
    for widget in (tabs, views):
        qtbot.addWidget(widget)
    tabs.set_segment("b", "Anexos 3", enabled=False)
    assert not tabs.buttons()[1].isEnabled()
    assert tabs.buttons()[1].accessibleName() == "Documento: Anexos 3"
    assert views.current() == "m" and views.button.accessibleName() == "Vista guardada: Mías"


def test_slack_is_said_in_words_and_steps_say_their_state(qtbot: QtBot) -> None:
    pill, step = SlackPill(-1), StepHeader(2, "Pretensión")
    for widget in (pill, step):
        qtbot.addWidget(widget)
    assert pill.words() == "Vencido 1 d" and pill.property("pill") == "overdue"
    pill.set_days(5)
    assert pill.words() == "5 días" and pill.property("pill") == "good"
    step.set_state("done")
    assert step.accessibleName() == "Paso 2, Pretensión: hecho"


def test_a_shortcut_keeps_inside_its_widget(qtbot: QtBot) -> None:
    window, hits = QWidget(), list[int]()
    inner, other = QLineEdit(window), QLineEdit(window)
    other.move(0, 50)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    shortcut("F8", inner, lambda: hits.append(1))
    other.setFocus()
    QTest.keyClick(other, Qt.Key.Key_F8)
    assert hits == []
    inner.setFocus()
    QTest.keyClick(inner, Qt.Key.Key_F8)
    assert hits == [1]


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot) -> None:
    hits: list[int] = []
    made = button("Quitar filtros", act=lambda: hits.append(1))
    qtbot.addWidget(made)
    made.show()
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert hits == [1]


def test_states_change_places_and_retry_is_offered(qtbot: QtBot) -> None:
    retried: list[int] = []
    states = States(QWidget(), EmptyState("tray", "Nada", "—"), lambda: retried.append(1))
    qtbot.addWidget(states)
    states.show_error("El servidor tardó.", "No se pudo cargar la bandeja")
    assert isinstance(states.currentWidget(), ErrorState)
    assert states.error.sentence() == "El servidor tardó."
    assert states.error.way_out is not None
    states.error.way_out.click()
    assert retried == [1]


def test_a_strip_is_announced_to_screen_readers(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    strip = Strip("danger", "prohibit", closable=True)
    qtbot.addWidget(strip)
    strip.say("<b>El caso cambió.</b> Actualice.")
    strip.say("<b>El caso cambió.</b> Actualice.")
    assert said == ["El caso cambió. Actualice."]


class Windows(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_a_field_with_help_opens_no_window_of_its_own(qapp: QApplication) -> None:
    windows = Windows()
    qapp.installEventFilter(windows)
    field = Field("&Documento", QLineEdit(), help_text="Sin puntos")
    qapp.removeEventFilter(windows)
    assert windows.seen == []
    field.deleteLater()
