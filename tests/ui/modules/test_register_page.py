"""Radicación, clicked: the scan beside the form, sentences under fields, one petition after another."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.documents.sample_people import person
from app.services.documents.sample_scans import SamplePetition
from app.services.documents.sample_scans import petition as scan
from app.services.verbs.check_image import CheckImage
from app.ui.modules.intake.register_page import RegisterPage
from app.ui.modules.intake.rescan_page import RescanPage
from app.ui.widgets import Confirm
from tests.support.intake import next_filing, upload
from tests.support.petitions import stand_petition


@pytest.fixture
def paper(tmp_path) -> Path:
    """A scan whose name is its filing number."""
    number = next_filing()
    path = tmp_path / f"{number}.pdf"
    path.write_bytes(scan(SamplePetition(number, dt.datetime(2026, 11, 20, 9, 41), person(random.Random(4)))))
    return path


def _fill(page, name="Rosa Prueba Inventada"):
    page.form.subject.setPlainText("Pide su certificado")
    page.form.people.name.setText(name)


@pytest.mark.clicks(1, by="records")
def test_file_with_the_keyboard_and_an_empty_form_waits(desk_of, sql_as, paper):
    desk = desk_of("records", RegisterPage)
    page = desk.page
    assert page.missing.text().startswith("Falta: radicado, imagen, asunto")
    page.viewer.open_scan(paper)
    assert page.viewer.token == str(paper)
    assert page.form.number.text().replace("-", "") == paper.stem
    _fill(page)
    assert page.missing.text() == "Listo para radicar."
    QTest.keyClick(page.form.people.name, Qt.Key.Key_F9)
    rows = (
        sql_as("postgres")
        .execute(
            "SELECT p.filing_number, t.full_name, d.byte_count > 1000 FROM pqr.petition p"
            " JOIN pqr.petitioner t USING (case_id) JOIN pqr.document d USING (document_id)"
        )
        .fetchall()
    )
    assert rows == [(paper.stem, "Rosa Prueba Inventada", True)]
    # Nothing of that person stays beside the next petition.
    assert page.form.is_untouched() and page.viewer.token == ""
    assert "Vence el" in desk.window.notices.toast.sentence()


def test_a_field_that_is_wrong_says_so_and_nothing_is_lost(desk_of, sql_as, paper):
    page = desk_of("records", RegisterPage).page
    page.viewer.open_scan(paper)
    _fill(page)
    page.form.number.setText("2026-711")
    page.save.click()
    assert "7 dígitos" in page.form.fields["filing_number"].error()
    assert page.form.subject.toPlainText() == "Pide su certificado"
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.petition").fetchone() == (0,)


def test_emptying_what_is_written_is_asked_first(desk_of, paper):
    desk = desk_of("records", RegisterPage)
    page = desk.page
    page.empty.click()
    assert not desk.window.findChildren(Confirm)
    _fill(page)
    page.empty.click()
    asked = desk.window.findChildren(Confirm)[0]
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert page.form.subject.toPlainText() == "Pide su certificado"
    page.empty.click()
    desk.window.findChildren(Confirm)[-1].go.click()
    assert page.form.is_untouched()


def test_a_date_that_does_not_exist_is_not_called_missing(desk_of):
    page = desk_of("records", RegisterPage).page
    _fill(page)
    page.form.day.setText("31/11/2026")
    page.file()
    assert "no existe" in page.form.fields["received_at"].error()


def test_what_the_server_refuses_is_said_beside_its_field(desk_of, sql_as, paper):
    stand_petition(sql_as("postgres"), "check_image", filing_number=paper.stem)
    page = desk_of("records", RegisterPage).page
    page.viewer.open_scan(paper)
    _fill(page)
    page.file()
    assert "no se registra dos veces" in page.form.fields["filing_number"].error()
    assert page.form.people.name.text() == "Rosa Prueba Inventada"
    page.form.number.setText(next_filing())
    page.file()
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.petition").fetchone() == (2,)


def test_a_bad_scan_is_refused_with_its_reason(desk_of, tmp_path):
    bad = tmp_path / "roto.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing")
    page = desk_of("records", RegisterPage).page
    page.viewer.open_scan(bad)
    assert "imagen" in page.missing.text()
    page.file()
    assert page.form.fields["filing_number"].error()


def test_the_date_under_the_class_follows_the_legal_calendar(desk_of):
    page = desk_of("records", RegisterPage).page
    page.form.day.set_day(dt.date(2026, 6, 30))
    page.form.kind.setCurrentIndex(page.form.kind.findData("petition"))
    assert page.form.due_on() == dt.date(2026, 7, 23)
    page.form.kind.setCurrentIndex(page.form.kind.findData("oversight"))
    assert not page.form.fields["typed_due_at"].isHidden()


def test_the_form_says_which_datum_lacks_to_count_the_term(desk_of):
    form = desk_of("records", RegisterPage).page.form

    def choose(key: str) -> str:
        form.kind.setCurrentIndex(form.kind.findData(key))
        return form.fields["class_key"]._help.text()

    assert "días hábiles: vence el" in choose("petition")
    for key in ("judicial", "oversight", "congress"):
        assert choose(key) == "Sin plazo: falta la fecha y la hora que fija el oficio."
    form.due_day.set_day(dt.date(2026, 12, 1))
    assert choose("judicial").startswith("Vence el martes 01/12/2026, a la hora del oficio")
    form.day.clear()
    assert choose("petition") == "Sin plazo: falta la fecha de recepción en ORFEO."
    form.day.setText("02/05/2012")
    assert "falta un régimen de términos vigente" in choose("petition")
    form.day.setText("01/02/2140")
    assert "faltan los festivos del año en que vencería" in choose("petition")


def test_anonymous_and_represented(desk_of, sql_as, paper):
    page = desk_of("records", RegisterPage).page
    page.viewer.open_scan(paper)
    page.form.subject.setPlainText("Denuncia")
    people = page.form.people
    people.name.setText("Marta Inventada")
    people.capacity.setCurrentIndex(people.capacity.findData("relative"))
    page.file()
    assert page.form.fields["represented_name"].error()
    people.anonymous.setChecked(True)
    page.file()
    assert sql_as("postgres").execute("SELECT is_anonymous FROM pqr.petition").fetchone() == (True,)


@pytest.mark.clicks(1, by="records")
def test_a_returned_image_is_replaced_and_the_case_goes_back(desk_of, sql_as, perform, paper):
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image", document_id=upload(sql_as("records"), paper.read_bytes()))
    perform("agent", case, 1, "check_image", "image_bad", CheckImage(cause="rotated", pages="2").payload())
    page = desk_of("records", RescanPage).page
    row = page.pane.table.current_row()
    assert (row.case_id, row.issue.cause, row.issue.pages) == (case, "Página girada", "2")
    assert not page.save.isEnabled()
    better = paper.with_name("nueva.pdf")
    better.write_bytes(scan(SamplePetition(paper.stem, dt.datetime(2026, 11, 20), person(random.Random(5)))))
    page.images.new.open_scan(better)
    page.save.click()
    state = admin.execute("SELECT activity, assignee_id FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert state == (6, 4)
    assert page.pane.model.rowCount() == 0
