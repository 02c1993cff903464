"""The frame: modules, tabs, palette, undo, help, states, and every focusable thing having a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.errors import Busy, CaseMoved, Offline
from app.settings import Settings
from app.ui.bug_overlay import BugOverlay
from app.ui.refusals import CrashHook, bug_code, bug_report
from app.ui.shell.help_sheet import HelpSheet
from app.ui.shell.main_window import MainWindow
from app.ui.shell.matching import score
from app.ui.shell.page import PageSpec, PaletteEntry, Shell
from app.ui.widgets import Confirm, Question
from tests.ui.frame import Tray, tray
from tests.ui.support import Row

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Key = Qt.Key


def test_pages_are_built_at_their_first_visit(window: MainWindow, built: list[str]) -> None:
    assert built == ["analysis"]
    window.go("quality")
    window.go("analysis")
    window.go("quality")
    assert built == ["analysis", "quality"]
    assert tray(window).did == ["activate", "deactivate", "activate"]
    assert window.go("not mine") is None


def test_keys_change_module_and_page_and_come_back_where_it_was(window: MainWindow) -> None:
    QTest.keyClick(window, Key.Key_2, CTRL)
    assert window.desk.current_key == "signing"
    QTest.keyClick(window, Key.Key_2, ALT)
    assert window.desk.current_key == "quality"
    QTest.keyClick(window, Key.Key_1, ALT)
    assert window.desk.current_key == "signing"


def test_counts_and_badges_are_shown_and_spoken(window: MainWindow) -> None:
    window.top.set_count("signing", 1204)
    window.rail.set_badge("quality", 6)
    window.rail.set_badge("not mine", 6)
    assert window.top.tabs.tabText(0) == "Análisis   42"
    assert window.top.tabs.tabText(1) == "Firma   1.204"
    assert "Calidad, 6 pendientes" in {b.accessibleName() for b in window.rail.findChildren(QPushButton)}


def test_a_page_key_works_only_on_its_own_page(window: MainWindow) -> None:
    first = tray(window)
    QTest.keyClick(window, Key.Key_F9)
    window.go("signing")
    QTest.keyClick(window, Key.Key_F9)
    assert first.did.count("F9") == 1
    assert tray(window).did.count("F9") == 1


def test_the_palette_finds_without_accents_and_runs(window: MainWindow) -> None:
    QTest.keyClick(window, Key.Key_K, CTRL)
    box = window.palette_box
    assert box.isVisible() and QApplication.focusWidget() is box.edit
    QTest.keyClicks(box.edit, "proyeccion")
    assert box.titles()[0] == "Pasar a Proyección (Análisis)"
    QTest.keyClick(box.edit, Key.Key_Return)
    assert box.isHidden() and tray(window).did[-1] == "F9"
    assert QApplication.focusWidget() is tray(window).pane.table


def test_the_palette_goes_to_pages_and_esc_closes_it(window: MainWindow) -> None:
    window.palette_box.open_palette()
    QTest.keyClicks(window.palette_box.edit, "ir a firma")
    QTest.keyClick(window.palette_box.edit, Key.Key_Return)
    assert window.desk.current_key == "signing"
    window.palette_box.open_palette()
    QTest.keyClick(window.palette_box.edit, Key.Key_Escape)
    assert window.palette_box.isHidden()


def test_the_palette_shows_only_the_answer_to_what_is_written(window: MainWindow) -> None:
    asked: dict[str, object] = {}
    window.palette_box.add_search(lambda words, show: asked.__setitem__(words, show))
    window.palette_box.open_palette()
    QTest.keyClicks(window.palette_box.edit, "anab")
    found = [PaletteEntry("file-text", "2026-711-000001-2", "Caso", lambda: None)]
    assert sorted(asked) == ["ana", "anab"]
    asked["ana"](found)  # type: ignore[operator]
    assert window.palette_box.titles() == []
    asked["anab"](found)  # type: ignore[operator]
    assert window.palette_box.titles() == ["2026-711-000001-2"]


def test_matching_prefers_beginnings_and_whole_words() -> None:
    assert score("xyz", "Ir a Firma") is None
    assert (score("FIRMA", "Ir a Firma") or 0) > (score("firma", "Fila primera y más") or 0)
    assert score("analisis", "Ir a Análisis") is not None
    assert score("ANÁLISIS", "Ir a analisis") == score("analisis", "Ir a analisis")


def test_undo_runs_once_by_key_and_is_gone_afterwards(window: MainWindow) -> None:
    undone: list[int] = []
    window.say("Pasó a Proyección.", lambda: undone.append(1))
    assert window.notices.toast.isVisible()
    for _time in range(2):
        QTest.keyClick(window, Key.Key_Z, CTRL)
    assert undone == [1] and window.notices.toast.isHidden()


def test_a_page_whose_list_is_still_being_read_has_the_keys(window: MainWindow) -> None:
    page = tray(window)
    page.pane.set_rows([])
    page.pane.states.show_loading()
    window.go("quality")
    window.go("analysis")
    assert page.isAncestorOf(QApplication.focusWidget()) or page.hasFocus()
    assert not page.edit.hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Key.Key_F9)
    assert "F9" in page.did
    page.pane.set_rows([Row(1), Row(2)])
    assert page.pane.table.hasFocus()
    page.pane.take_away(1)
    page.pane.take_away(2)
    assert page.pane.hasFocus()
    page.edit.setFocus()
    page.pane.set_rows([Row(3)])
    assert page.edit.hasFocus()


def test_what_cannot_be_undone_offers_no_undo(window: MainWindow) -> None:
    window.say("Firmadas 312 cartas.")
    assert window.notices.toast.undo_button.isHidden()
    assert not window.notices.toast.can_undo()


def test_the_toast_stops_under_the_pointer(window: MainWindow) -> None:
    toast = window.notices.toast
    window.say("Hecho.", lambda: None)
    assert toast._timer.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast._timer.isActive()
    toast.enterEvent(None)  # type: ignore[arg-type]
    assert not toast._timer.isActive()


def test_the_toast_leaves_the_buttons_of_the_page_free_and_takes_no_keys(window: MainWindow, qtbot: QtBot) -> None:
    toast = window.notices.toast
    window.say("Hecho.")
    free = toast.geometry()
    page = window.desk.page()
    assert page is not None
    act = QPushButton("Radicar", page)
    act.setGeometry(0, page.height() - 90, page.width(), 90)
    act.show()
    act.setFocus()
    window.say("Hecho.", lambda: None)
    place = act.rect().translated(act.mapTo(toast.parentWidget(), act.rect().topLeft()))
    assert free.intersects(place) and not toast.geometry().intersects(place)
    act.setEnabled(False)
    assert not toast.isAncestorOf(QApplication.focusWidget())
    QTest.mouseClick(toast.undo_button, Qt.MouseButton.LeftButton)
    assert not toast.isAncestorOf(QApplication.focusWidget())


def test_a_confirmation_is_safe_by_default_and_traps_the_keys(window: MainWindow, qtbot: QtBot) -> None:
    signed: list[int] = []
    question = Question("Firmar 312 cartas", "Firmar 312 cartas", figure="312", warning="No se puede deshacer.")
    window.confirm(question, lambda: signed.append(1))
    overlay = window.findChildren(Confirm)[-1]
    assert QApplication.focusWidget() is overlay.keep
    for _step in range(5):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        assert overlay.isAncestorOf(QApplication.focusWidget())
    overlay.keep.setFocus()
    QTest.keyClick(overlay.keep, Key.Key_F9)
    QTest.keyClick(overlay.keep, Key.Key_2, CTRL)
    assert window.desk.current_key == "analysis" and tray(window).did.count("F9") == 0
    QTest.keyClick(overlay.keep, Key.Key_Return)
    assert overlay.isHidden() and signed == []
    window.confirm(question, lambda: signed.append(1))
    overlay = window.findChildren(Confirm)[-1]
    QTest.keyClick(overlay.keep, Key.Key_Escape)
    assert overlay.isHidden() and signed == []
    window.confirm(question, lambda: signed.append(1))
    overlay = window.findChildren(Confirm)[-1]
    qtbot.mouseClick(overlay.go, Qt.MouseButton.LeftButton)
    assert signed == [1]


def test_refused_busy_and_offline_are_three_things(window: MainWindow) -> None:
    notices = window.notices
    window.report(CaseMoved("detail in English"))
    assert notices.refused.sentence() == CaseMoved.__doc__
    assert notices.busy.isHidden() and notices.offline.isHidden()
    window.report(Busy())
    assert notices.busy.sentence() == Busy.__doc__
    window.report(Offline())
    assert notices.offline.isVisible()
    assert window.status.words()[0].startswith("Sin conexión desde las")
    window.set_online(4)
    assert notices.offline.isHidden()
    assert window.status.words()[0] == "En línea · actualizado hace 4 s"
    window.go("signing")
    assert notices.refused.isHidden() and notices.busy.isHidden()


def test_a_new_page_leaves_the_keys_to_its_list_not_to_its_first_field(window: MainWindow) -> None:
    def late(shell: Shell) -> Tray:
        page = Tray(shell, "tarde")
        page.pane.set_rows([])
        page.pane.states.show_loading()
        return page

    module, _spec = window.desk.spec("quality")
    window.desk._specs["quality"] = (module, PageSpec("quality", "Calidad", late))
    tray(window).pane.table.setFocus()
    window.go("quality")
    page = tray(window)
    assert page.name == "tarde" and not page.edit.hasFocus()
    page.pane.set_rows([Row(1)])
    assert page.pane.table.hasFocus()


def test_offline_says_what_waits_and_how_to_retry(window: MainWindow, qtbot: QtBot) -> None:
    window.set_offline("10:42", 3)
    assert "3 cambios se enviarán al volver la red" in window.notices.offline.sentence()
    assert window.status.words()[1] == "3 cambios por enviar"
    with qtbot.waitSignal(window.retry_asked):
        window.notices.offline.retry.click()
    with qtbot.waitSignal(window.outbox_asked):
        window.notices.offline.outbox.click()


def test_a_bug_shows_a_code_and_a_report_without_personal_data(window: MainWindow) -> None:
    secret = "Martha Inventada CC 1.234.567"
    try:
        raise ValueError(secret)
    except ValueError as error:
        caught = error
    window.report(caught)
    overlay = window.findChild(BugOverlay)
    assert overlay is not None
    assert bug_code(caught) in overlay.report and "ValueError" in overlay.report
    assert secret not in overlay.report and "Martha" not in bug_report(caught)
    overlay.copy.click()
    assert QApplication.clipboard().text() == overlay.report


def test_the_crash_hook_hears_what_nobody_caught(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    import sys

    hook, before = CrashHook(), sys.excepthook
    hook.install()
    try:
        with qtbot.waitSignal(hook.crashed) as crashed:
            sys.excepthook(KeyError, KeyError("Martha"), None)
    finally:
        hook.uninstall()
    assert crashed.args is not None and isinstance(crashed.args[0], KeyError)
    assert sys.excepthook is before
    assert "Martha" not in caplog.text
    caplog.clear()


def test_help_shows_the_keys_of_the_page(window: MainWindow) -> None:
    QTest.keyClick(window, Key.Key_F1)
    sheet = window.findChild(HelpSheet)
    assert sheet is not None and sheet.isVisible()
    from PySide6.QtWidgets import QLabel

    assert "pasar Análisis" in {label.text() for label in sheet.findChildren(QLabel)}
    QTest.keyClick(sheet.done, Key.Key_Escape)
    assert sheet.isHidden()


def test_theme_size_and_density_are_remembered(
    window: MainWindow, qtbot: QtBot, settings: Settings, tmp_path: Path
) -> None:
    QTest.keyClick(window, Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(window, Key.Key_D, CTRL)
    window.appearance.set_scale(1.25)
    window.close()
    again = Settings(settings.path)
    assert again.flag("appearance", "dark") and again.flag("appearance", "compact")
    assert again.real("appearance", "scale", 1.0) == 1.25
    assert again.integers("window", "size") == [window.width(), window.height()]
    window.go("signing")
    assert tray(window).pane.table.delegate.compact


def test_progress_cards_stack_and_can_be_cancelled(window: MainWindow, qtbot: QtBot) -> None:
    first, second = window.progress_card("Firma de 312 cartas"), window.progress_card("Exportación")
    assert not first.geometry().intersects(second.geometry())
    first.progress(10, 312, "10 de 312")
    with qtbot.waitSignal(first.cancelled):
        first.findChild(QPushButton).click()
    first.finish("10 firmadas, 302 sin firmar")
    with qtbot.waitSignal(first.closed):
        first.findChild(QPushButton).click()


def test_settings_survive_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    path.write_text("no section\x00 = [", encoding="utf-8")
    settings = Settings(path)
    assert settings.text("a", "b", "default") == "default"
    settings.put("a", "b", [1, 2])
    assert Settings(path).integers("a", "b") == [1, 2]
