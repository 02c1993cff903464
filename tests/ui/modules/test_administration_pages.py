"""Administrar, clicked: people, calendar with two administrators, directors, texts, and who saw a person's data."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app import clock
from app.services.administration import staff as staff_service
from app.services.documents import signature_image
from app.ui.modules.administration.audit_page import AuditPage
from app.ui.modules.administration.calendar_page import CalendarPage
from app.ui.modules.administration.directors_page import DirectorsPage
from app.ui.modules.administration.people_page import PeoplePage
from app.ui.modules.administration.person_new import NewPersonBox
from app.ui.modules.administration.role_boxes import RoleBoxes
from app.ui.modules.administration.texts_page import TextsPage
from app.ui.widgets import Confirm
from tests.support.petitions import stand_petition


def _choose(page, name):
    rows = page.pane.model.rows()
    page.pane.table.go_to(next(at for at, row in enumerate(rows) if row.full_name == name))


def test_roles_and_absence_of_a_person(desk_of, sql_as, staff, own_login):
    own_login("agent")
    stand_petition(sql_as("postgres"), "check_image", due_on=clock.today() + dt.timedelta(days=2))
    page = desk_of("admin", PeoplePage).page
    _choose(page, "Ana Agente de Prueba")
    card = page.card
    assert card.roles.roles() == ("agent",) and not card.save.isEnabled()
    assert not card.roles.boxes["quality"].isEnabled()
    assert "revisaría sus propias respuestas" in card.roles.why.text()
    card.roles.boxes["analyst"].click()
    card.starts.set_day(clock.today())
    card.ends.set_day(clock.today() + dt.timedelta(days=5))
    card.effect_asked.emit()
    assert card.effect.count() >= 2
    QTest.keyClick(page.pane.table, Qt.Key.Key_F9)
    admin = sql_as("postgres")
    roles = admin.execute(
        "SELECT array_agg(role ORDER BY role) FROM pqr.person_role WHERE person_id = %s", [staff["agent"].person_id]
    ).fetchone()
    assert roles == (["agent", "analyst"],)
    assert admin.execute("SELECT count(*) FROM pqr.absence").fetchone() == (1,)
    assert page.pane.table.current_row().away_reason == "Vacaciones"


def test_a_new_person_and_what_is_missing(desk_of, sql_as):
    desk = desk_of("admin", PeoplePage)
    QTest.keyClick(desk.page.pane.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    box = desk.window.findChild(NewPersonBox)
    box.save.click()
    assert "nombre completo" in box.fields["full_name"].error()
    box.name.setText("Nubia Inventada Prueba")
    box.login.setText("u_ana".removeprefix("u_"))
    box.password.setText("una clave bien larga")
    box.roles.boxes["agent"].setChecked(True)
    box.save.click()
    assert "ya existe" in box.fields["login"].error()
    assert box.name.text() == "Nubia Inventada Prueba"
    box.login.setText(f"nubia{id(box)}")
    box.save.click()
    found = sql_as("postgres").execute("SELECT full_name FROM pqr.person WHERE login LIKE 'u_nubia%'").fetchall()
    assert found == [("Nubia Inventada Prueba",)]


def test_withdrawing_access_asks_first(desk_of, sql_as):
    desk = desk_of("admin", PeoplePage)
    page = desk.page
    login = f"baja{id(page)}"
    person = staff_service.NewPerson(
        full_name="Baja Inventada", login=login, password="una clave bien larga", roles=("agent",)
    )
    staff_service.add_person(desk.context.database, person)
    page.reload()
    _choose(page, "Baja Inventada")
    page.card.withdraw.click()
    admin = sql_as("postgres")
    active = "SELECT active FROM pqr.person WHERE full_name = 'Baja Inventada'"
    assert admin.execute(active).fetchone() == (True,)
    desk.window.findChild(Confirm).go.click()
    assert admin.execute(active).fetchone() == (False,)


def test_the_calendar_is_proposed_with_its_act(desk_of, sql_as):
    page = desk_of("admin", CalendarPage).page
    assert "242 días hábiles" in page.counts.text()
    page.grid.go_to(dt.date(2026, 12, 24))
    QTest.keyClick(page.grid, Qt.Key.Key_Left)
    assert page.grid.day == dt.date(2026, 12, 23)
    QTest.keyClick(page.grid, Qt.Key.Key_Right)
    QTest.keyClick(page.grid, Qt.Key.Key_F9)
    assert "Falta el acto" in page.card.act_field.error()
    page.card.act.setText("Resolución 04127 del 17/11/2026")
    page.card.propose.click()
    row = sql_as("postgres").execute("SELECT day, kind, legal_act, decision FROM pqr.calendar_change").fetchone()
    assert row == (dt.date(2026, 12, 24), "closure", "Resolución 04127 del 17/11/2026", None)
    approve = next(b for b in page.findChildren(QPushButton) if b.text() == "Aprobar" and not b.isHidden())
    assert not approve.isEnabled()


def _director_row(sql_as):
    query = "SELECT full_name, act_number, signature_document_id IS NOT NULL FROM pqr.director"
    return sql_as("postgres").execute(query).fetchone()


def _propose_director(page):
    page.form.save.click()
    assert "desde cuándo" in page.form.fields["valid_from"].error()
    page.form.name.setText("Directora Inventada Prueba")
    page.form.position.setText("Directora")
    page.form.act.setText("Resolución 1 de 2026")
    page.form.starts.set_day(dt.date(2026, 1, 1))
    page.take_image(signature_image.invent("Directora Inventada"))
    page.form.save.click()


def _offered(page, words):
    """The buttons with these words in what waits, once their row is on screen."""
    return [b for b in page.pending.findChildren(QPushButton) if b.text().strip() == words and b.isVisible()]


def _answer_change(page, words, qtbot):
    qtbot.waitUntil(lambda: bool(_offered(page, words)))
    made = _offered(page, words)[0]
    assert made.isEnabled()
    made.click()


def test_a_director_is_proposed_by_one_and_confirmed_by_another(desk_of, own_login, sql_as, qtbot):
    page = desk_of("admin", DirectorsPage).page
    page.activate()
    _propose_director(page)
    assert _director_row(sql_as) is None, "one administrator alone makes nobody a signer"
    qtbot.waitUntil(lambda: bool(_offered(page, "Retirar")))
    assert not _offered(page, "Confirmar")
    other = desk_of(own_login("lead", "admin"), DirectorsPage).page
    other.activate()
    pictures = [each for each in other.pending.findChildren(QLabel) if not each.pixmap().isNull()]
    assert pictures, "the second administrator sees the signature before confirming it"
    _answer_change(other, "Confirmar", qtbot)
    assert _director_row(sql_as) == ("Directora Inventada Prueba", "Resolución 1 de 2026", True)
    page.activate()
    page.form.mode.choose("authority")
    page.form.prepare(page.pane.table.current_row())
    page.form.act.setText("Resolución 2 de 2026")
    page.form.published.set_day(dt.date(2026, 1, 1))
    page.form.starts.set_day(dt.date(2026, 1, 1))
    page.form.save.click()
    acts = "SELECT act_number FROM pqr.signature_authority"
    assert sql_as("postgres").execute(acts).fetchone() is None
    other.activate()
    _answer_change(other, "Confirmar", qtbot)
    assert sql_as("postgres").execute(acts).fetchone() == ("Resolución 2 de 2026",)
    assert "nadie firma" in page.timeline.accessibleDescription()


def test_approved_texts_are_listed_with_their_state(desk_of):
    page = desk_of("admin", TextsPage).page
    total = page.pane.model.rowCount()
    assert total > 5
    page.chips.choose("ended")
    page._show()
    assert page.pane.model.rowCount() < total
    assert all(row.state == "ended" for row in page.pane.model.rows())


def test_the_auditor_sees_who_read_and_verifies_the_chain(desk_of, sql_as, staff, tmp_path):
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    sql_as("agent").execute("SELECT pqr_api.read_petitioner(%s, 'llamada')", [case])
    page = desk_of("auditor", AuditPage).page
    page.what.setText("10.203.040")
    QTest.keyClick(page.what, Qt.Key.Key_Return)
    assert [row.full_name for row in page.pane.model.rows()] == ["Ana Agente de Prueba"]
    assert "Ana Agente de Prueba" in page.detail.text()
    QTest.keyClick(page.pane.table, Qt.Key.Key_F5)
    assert "La cadena está completa" in page.strip.sentence()
    page.write_file(tmp_path / "prueba.csv")
    noted = "SELECT session_login, case_id, reason FROM pqr_audit.read_log WHERE what = 'export'"
    line = (staff["auditor"].login, case, "Exportación: Prueba: quién vio a una persona · 1 fila")
    assert admin.execute(noted).fetchall() == [line]
    written = (tmp_path / "prueba.csv").read_text(encoding="utf-8-sig")
    assert "u_ana" in written and "10203040" not in written and "Rosa" not in written
    page.what.setText("1")
    page.search()
    assert "completo" in page.what_field.error()


@pytest.mark.parametrize("width", [380, 520])
def test_the_name_of_every_role_is_read_whole(qtbot, width) -> None:
    boxes = RoleBoxes()
    qtbot.addWidget(boxes)
    boxes.resize(width, 500)
    boxes.show()
    QApplication.sendPostedEvents()
    for each in boxes.boxes.values():
        assert each.width() >= each.sizeHint().width(), each.text()
    places = [each.geometry() for each in boxes.boxes.values()]
    assert not any(a.intersects(b) for at, a in enumerate(places) for b in places[:at])
