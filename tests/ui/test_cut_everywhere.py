"""The network is cut on every page of the navigation, for every role: before it opens, while it is open, in an act.

Nobody sees a failure of the program or waits for ever; what was on screen and what was typed stays, and the page says
what may wait. A page that is added to the navigation is walked by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app import procedure
from app.services.trays.figures import TRAYS
from app.ui.bug_overlay import BugOverlay
from app.ui.modules import catalogue
from app.ui.modules.offline_words import OFFLINE
from app.ui.session import Session, unsent_page
from app.ui.session.typing import subject_of
from app.ui.shell.page import Page
from app.ui.table.view import CaseTable
from app.ui.widgets import Overlay, Strip
from app.ui.widgets.cards import ProgressCard
from app.ui.widgets.states import ErrorState, LoadingSkeleton

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PAGES = {page.key: page for group in catalogue.GROUPS for page in group.pages}
ROLES = sorted({role for page in PAGES.values() for role in page.roles})
TYPED = "escrito sin red 1"
#: Buttons that take away what was typed because that is what they are for.
CLEARS = ("Vaciar", "Descartar", "Anónima", "Verbal", "Va a ORFEO", "Vigencia", "Mecánica", "Certificado")


@pytest.fixture(autouse=True)
def no_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers a dialog of the system."""
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, staticmethod(lambda *_a, **_k: ("", "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_a, **_k: ""))


def cut(session: Session, on: bool = True) -> None:
    session.context.database.is_cut = on
    session.pulse.look()


def failures(session: Session) -> list[str]:
    """What nobody may be left with: a failure of the program, a skeleton, work that never ends."""
    shown = [each for each in session.window.findChildren(QWidget) if each.isVisible()]
    return [
        type(each).__name__
        for each in shown
        if isinstance(each, BugOverlay | LoadingSkeleton) or (isinstance(each, ProgressCard) and not each._over)
    ]


def settle(session: Session, qtbot: QtBot, what: str) -> None:
    """Until nothing waits any more; whoever is left waiting is named."""
    for _ in range(100):
        if not failures(session):
            return
        qtbot.wait(50)
    raise AssertionError(f"{what}: {failures(session)}")


def rows(page: Page) -> dict[str, int]:
    tables = [each for each in page.findChildren(CaseTable) if each.isVisible()]
    return {each.accessibleName(): each.model().rowCount() for each in tables if each.model().rowCount()}


def words(page: QWidget) -> str:
    return " ".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def fields(page: Page) -> Iterator[QLineEdit | QPlainTextEdit | QTextEdit]:
    for kind in (QLineEdit, QPlainTextEdit, QTextEdit):
        for each in page.findChildren(kind):
            # What is picked from a list is one of the list, or nothing.
            picked = isinstance(each, QLineEdit) and each.completer() is not None
            if each.isVisible() and each.isEnabled() and not each.isReadOnly() and not picked:
                yield each


def text_of(field: QLineEdit | QPlainTextEdit | QTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def read_again(page: Page) -> None:
    getattr(page, "reload", page.activate)()


@pytest.mark.parametrize("role", ROLES)
def test_a_cut_on_every_page_of_a_role(role: str, open_session, one_more, qtbot: QtBot) -> None:
    session = open_session(role)
    keys = session.window.desk.page_keys()
    for key in keys:
        if hasattr(type(one_more), key):
            one_more(key)
    offline = session.window.notices.offline
    first = session.window.desk.current_key
    cut(session)
    for key in (each for each in keys if each != first):
        page = session.window.go(key)
        settle(session, qtbot, key)
        assert page.isVisible() and offline.isVisible() and offline.retry.isVisible(), key
        said = OFFLINE.get(key, unsent_page._OFFLINE)
        assert said in offline.sentence(), key
        assert words(page), f"{key} is a blank"
    cut(session, False)
    assert not offline.isVisible()
    for key in keys:
        walk(session, role, key, qtbot)


def walk(session: Session, role: str, key: str, qtbot: QtBot) -> None:
    page = session.window.go(key)
    settle(session, qtbot, key)
    # What could not be read while there was no network was asked for again by itself.
    unread = [each.sentence() for each in page.findChildren(ErrorState) if each.isVisible()]
    assert not [each for each in unread if "conexión" in each], key
    read_again(page)
    before = rows(page)
    cut(session)
    read_again(page)
    settle(session, qtbot, key)
    assert rows(page) == before, f"{key}: what was on screen is gone"
    said, subject = typed_in(page), subject_of(page)
    for each in page.findChildren(QAbstractButton) if role in presses(key) else ():
        press(session, each, qtbot)
        session.window.go(key)
    # A decision that waits takes its case away, and the fields are of the next one.
    for field, wanted in said.items() if subject_of(page) == subject else ():
        if shiboken6.isValid(field) and field.isVisible() and field.isEnabled():
            assert text_of(field) == wanted, f"{key}: {field.accessibleName()} lost what was typed"
    assert session.window.notices.offline.isVisible()
    cut(session, False)


def presses(key: str) -> list[str]:
    """Of the roles that see a page, the one that presses everything on it; at Firma an agent sees another one."""
    roles = sorted(PAGES[key].roles) if key in PAGES else ["records"]
    return roles if key == "signature" else roles[:1]


def typed_in(page: Page) -> dict[QWidget, str]:
    for field in fields(page):
        name = field.accessibleName() or field.objectName()
        if not name.startswith(("Filtrar", "Buscar")) and not text_of(field):
            field.setFocus()
            QTest.keyClicks(field, TYPED)
    return {field: text_of(field) for field in fields(page) if TYPED in text_of(field)}


def press(session: Session, button: QAbstractButton, qtbot: QtBot) -> None:
    """Click it, and the act of the card that it opens; nothing is left behind."""
    if not shiboken6.isValid(button) or not button.isVisible() or not button.isEnabled():
        return
    name = button.text().strip() or button.accessibleName()
    if name.startswith(CLEARS):
        return
    button.click()
    settle(session, qtbot, name)
    for _ in range(3):
        cards = [each for each in session.window.findChildren(Overlay) if each.isVisible()]
        if not cards:
            break
        act = getattr(cards[-1], "go", None)
        if isinstance(act, QAbstractButton) and act.isEnabled():
            act.click()
        if shiboken6.isValid(cards[-1]):
            cards[-1].close_overlay()
    assert failures(session) == [], name
    for each in session.window.findChildren(Strip):
        assert not (each.isVisible() and each.sentence().endswith("…")), f"{name}: waits for ever"


@pytest.mark.parametrize(
    ("role", "key", "act"),
    [
        ("agent", "claim", "Tomar el siguiente"),
        ("auditor", "audit", "Verificar la cadena"),
        ("assigner", "nightly", "Ingreso revisado"),
    ],
)
def test_an_act_that_can_not_wait_says_that_it_was_not_done(
    role: str, key: str, act: str, open_session, one_more, qtbot: QtBot
) -> None:
    if hasattr(type(one_more), key):
        one_more(key)
    session = open_session(role)
    page = session.window.go(key)
    buttons = [b for b in page.findChildren(QAbstractButton) if b.isVisible() and b.text().strip().startswith(act)]
    cut(session)
    assert buttons and buttons[0].isEnabled()
    press(session, buttons[0], qtbot)
    said = [each.sentence() for each in session.window.findChildren(Strip) if each.isVisible()]
    assert any("no se hizo" in each for each in said), said
    assert buttons[0].isEnabled(), "it can be pressed again when the network is back"


def test_rows_kept_without_a_network_say_how_old_they_are_and_not_for_ever(open_session, one_more, monkeypatch) -> None:
    import datetime as dt

    from app import clock
    from app.ui import formats

    one_more("claim")
    session = open_session("agent")
    page = session.window.go("claim")
    read = formats.clock(clock.now())
    cut(session)
    page.reload()
    assert f"como estaban a las {read}" in page.pane.footer.text()
    cut(session, False)
    assert "como estaban" not in page.pane.footer.text()
    cut(session)
    right = clock.now
    monkeypatch.setattr(clock, "now", lambda: right() + dt.timedelta(hours=73))
    page.reload()
    assert page.pane.states.currentWidget() is page.pane.states.error


def all_wait(key: str) -> bool:
    """Whether every step of the page may wait."""
    return all(
        outcome.offline
        for tray in TRAYS[key]
        for activity in tray.activities
        for outcome in procedure.load(tray.procedure).by_key(activity).outcomes.values()
        if PAGES[key].roles & outcome.roles.keys()
    )


def test_every_page_says_what_may_wait_as_the_procedure_declares_it() -> None:
    assert PAGES.keys() <= OFFLINE.keys(), "say in offline_words.py what the page lets a person do without a network"
    for key, trays in TRAYS.items():
        waits = any(
            outcome.offline
            for tray in trays
            for activity in tray.activities
            for outcome in procedure.load(tray.procedure).by_key(activity).outcomes.values()
            if PAGES[key].roles & outcome.roles.keys()
        )
        assert ("se envía al volver la red" in OFFLINE[key]) == waits, key
        assert all_wait(key) or "necesita" in OFFLINE[key], key
