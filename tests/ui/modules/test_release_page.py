"""Versión del programa, clicked: it asks first, says whom it leaves out, and refuses what is no version."""

from __future__ import annotations

from PySide6.QtTest import QTest

from app.ui.modules.administration.release_page import ReleasePage
from app.ui.widgets import Confirm
from app.version import VERSION


def minimum(sql_as):
    return sql_as("postgres").execute("SELECT min_client FROM pqr_meta.server").fetchone()[0]


def type_in(page, words):
    page.edit.selectAll()
    QTest.keyClicks(page.edit, words)


def test_the_minimum_is_changed_after_asking(desk_of, sql_as):
    desk = desk_of("admin", ReleasePage)
    page = desk.page
    assert page.edit.text() == VERSION and not page.save.isEnabled()
    assert [row.version for row in page.pane.model.rows()] == [VERSION]
    type_in(page, "99.0")
    assert "1 persona conectada queda sólo en consulta" in page.effect.text()
    assert "usted también" in page.effect.text()
    before = minimum(sql_as)
    page.save.click()
    card = desk.window.findChild(Confirm)
    assert minimum(sql_as) == before
    card.go.click()
    assert minimum(sql_as) == "99.0"
    assert not page.save.isEnabled() and page.effect.text() == "Ahora es 99.0."


def test_what_is_no_version_is_said_in_its_field(desk_of, sql_as):
    page = desk_of("admin", ReleasePage).page
    type_in(page, "la nueva")
    page.ask()
    assert "números y puntos" in page.field.error()
    type_in(page, VERSION)
    page.ask()
    assert page.field.error() == "" and minimum(sql_as) == VERSION


def test_what_others_set_meanwhile_does_not_replace_what_is_typed(desk_of, sql_as):
    page = desk_of("admin", ReleasePage).page
    type_in(page, "0.0.9")
    sql_as("admin").execute("SELECT pqr_api.set_min_client('0.0.5')")
    page.reload()
    assert page.edit.text() == "0.0.9" and page._release.minimum == "0.0.5"
