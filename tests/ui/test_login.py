"""Login, personas and first run: their sentences, their ways out, and their keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import AccessWithdrawn, InsecureConnection, PqrError, SchemaNewer, ServerDown, WrongPassword
from app.ui import style
from app.ui.shell.first_run import PlacePage, ServerCheck, ServerPage
from app.ui.shell.login import LoginPage
from app.ui.shell.personas import Persona, PersonaPage
from tests.ui.frame import unnamed

Key = Qt.Key


def show(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    style.theme.dress(page)
    page.resize(1366, 768)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.setFocus()


@pytest.fixture
def login(qtbot: QtBot) -> LoginPage:
    page = LoginPage("Este equipo", may_work_offline=True)
    show(qtbot, page)
    return page


def enter(login: LoginPage, user: str = "paula", password: str = "una clave") -> None:
    login.user.setText(user)
    login.password.setText(password)
    QTest.keyClick(login.password, Key.Key_Return)


def actions(login: LoginPage) -> list[str]:
    return [each.text() for each in login.strip.findChildren(QPushButton)]


def test_enter_goes_from_the_user_to_the_password_and_in(login: LoginPage, qtbot: QtBot) -> None:
    assert QApplication.focusWidget() is login.user
    QTest.keyClicks(login.user, " paula ")
    QTest.keyClick(login.user, Key.Key_Return)
    assert QApplication.focusWidget() is login.password
    QTest.keyClicks(login.password, "clave")
    with qtbot.waitSignal(login.login_asked) as asked:
        QTest.keyClick(login.password, Key.Key_Return)
    assert asked.args == ["paula", "clave"]
    assert not login.enter.isEnabled()


def test_asking_twice_asks_once(login: LoginPage) -> None:
    asked: list[str] = []
    login.login_asked.connect(lambda user, _password: asked.append(user))
    enter(login)
    login.submit()
    assert asked == ["paula"]


def test_empty_fields_are_named(login: LoginPage) -> None:
    asked: list[str] = []
    login.login_asked.connect(lambda user, _password: asked.append(user))
    login.submit()
    assert login.user_field.error() == "Escriba su usuario."
    login.user.setText("paula")
    login.submit()
    assert login.password_field.error() == "Escriba su contraseña."
    assert asked == []


def test_a_wrong_password_is_said_at_the_field_and_nothing_typed_is_lost(login: LoginPage) -> None:
    enter(login)
    login.show_error(WrongPassword())
    assert login.password_field.error() == WrongPassword.__doc__
    assert login.user.text() == "paula" and login.password.selectedText()
    assert QApplication.focusWidget() is login.password
    QTest.keyClick(login.password, Key.Key_A)
    assert login.password_field.error() == ""


def test_a_server_that_is_down_offers_to_retry_and_the_kept_cases(login: LoginPage, qtbot: QtBot) -> None:
    enter(login)
    login.show_error(ServerDown())
    assert login.strip.sentence() == ServerDown.__doc__
    assert actions(login) == ["Ver mis casos guardados", "Reintentar"]
    with qtbot.waitSignal(login.login_asked):
        login.strip.findChildren(QPushButton)[1].click()
    login.show_error(ServerDown())
    with qtbot.waitSignal(login.work_offline_asked):
        login.strip.findChildren(QPushButton)[0].click()


@pytest.mark.parametrize("error", [SchemaNewer(), AccessWithdrawn()], ids=lambda error: error.code)
def test_a_closed_door_can_be_told_to_support(login: LoginPage, error: PqrError) -> None:
    enter(login)
    login.show_error(error)
    assert login.strip.sentence() == error.user_message
    login.strip.findChildren(QPushButton)[0].click()
    assert error.code in QApplication.clipboard().text()
    assert "una clave" not in QApplication.clipboard().text()


def test_any_other_refusal_is_shown_whole(login: LoginPage) -> None:
    enter(login)
    login.show_error(InsecureConnection())
    assert login.strip.isVisible() and login.strip.sentence() == InsecureConnection.__doc__


def test_nothing_of_the_password_stays_after_entering(login: LoginPage) -> None:
    enter(login)
    login.succeeded()
    assert login.password.text() == ""


def test_the_password_can_be_looked_at(login: LoginPage) -> None:
    login.password.findChild(QToolButton).click()
    assert login.password.is_shown()
    assert login.password.echoMode() == QLineEdit.EchoMode.Normal


PERSONAS = [Persona(f"user{n}", f"Nombre {n}", f"Papel {n}", f"{n} casos") for n in range(1, 9)]


def test_digits_choose_a_persona_and_enter_enters(qtbot: QtBot) -> None:
    page = PersonaPage(PERSONAS, "viernes 20/11/2026")
    show(qtbot, page)
    QTest.keyClick(page, Key.Key_3)
    assert "Nombre 3" in page.enter.text()
    with qtbot.waitSignal(page.chosen) as chosen:
        QTest.keyClick(page, Key.Key_Return)
    assert chosen.args == ["user3"]
    assert page.cards[2].accessibleName() == "Entrar como Nombre 3, Papel 3. 3 casos"


def test_first_run_offers_three_places(qtbot: QtBot) -> None:
    page = PlacePage()
    show(qtbot, page)
    taken = []
    page.chosen.connect(taken.append)
    for key in (Key.Key_1, Key.Key_2, Key.Key_3):
        QTest.keyClick(page, key)
        page.go_on.click()
    assert taken == ["server", "local", "demo"]


def test_a_server_is_checked_before_going_on(qtbot: QtBot) -> None:
    page = ServerPage()
    show(qtbot, page)
    page.go_on.click()
    assert page.host_field.error() == "Escriba la dirección que le dio Tecnología."
    page.host.setText("pqr.ejemplo")
    page.port.setText("70000")
    page.go_on.click()
    assert page.port_field.error() == "Un número de 1 a 65535."
    page.port.setText("5432")
    with qtbot.waitSignal(page.check_asked) as asked:
        page.go_on.click()
    assert asked.args == ["pqr.ejemplo", 5432, ""]


def test_a_bad_certificate_closes_the_door_and_changing_the_address_asks_again(qtbot: QtBot) -> None:
    page = ServerPage("pqr.ejemplo")
    show(qtbot, page)
    accepted: list[str] = []
    page.accepted.connect(lambda host, _port, _file: accepted.append(host))
    page.show_checks([ServerCheck("good", "El servidor responde"), ServerCheck("danger", "Certificado vencido")])
    assert "No se puede seguir" in page.strip.sentence()
    page.go_on.click()
    assert accepted == []
    page.show_checks([ServerCheck("good", "El servidor responde"), ServerCheck("warn", "El reloj va atrás")])
    page.host.setFocus()
    QTest.keyClicks(page.host, "x")
    page.go_on.click()
    assert accepted == []
    page.show_checks([ServerCheck("good", "El servidor responde")])
    page.go_on.click()
    assert accepted == ["pqr.ejemplox"]


@pytest.mark.parametrize(
    "make",
    [lambda: LoginPage("x"), PlacePage, ServerPage, lambda: PersonaPage(PERSONAS)],
    ids=["login", "place", "server", "personas"],
)
def test_everything_before_the_window_has_a_name(qtbot: QtBot, make: type[QWidget]) -> None:
    page = make()
    show(qtbot, page)
    assert unnamed(page) == []


@pytest.mark.parametrize("scale", [1.0, 1.35, 1.5])
def test_the_card_fits_beside_the_steps(qtbot: QtBot, qapp: QApplication, scale: float) -> None:
    page = PersonaPage(PERSONAS, "viernes 20/11/2026")
    show(qtbot, page)
    style.theme.apply(qapp, scale=scale)
    qapp.sendPostedEvents()
    right = page.enter.mapTo(page, page.enter.rect().topRight()).x()
    assert page.width() * page.share / 100 < page.card.mapTo(page, page.card.rect().topLeft()).x()
    assert right < page.width()
    for card in page.cards:
        assert card.height() >= card.sizeHint().height() - 2
