"""Firma: letters that are held, what is marked, and what the law puts first."""

from __future__ import annotations

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.trays.signature.reason_card import ReasonCard
from app.ui.trays.signature.rows import COLUMNS
from tests.ui.trays.test_signature_page import CTRL, Key, activity, answer, click, letters_to_sign, open_desk, press

__all__ = ["letters_to_sign", "open_desk"]


def test_a_letter_without_addressee_waits_alone(open_desk, letters_to_sign, make_director, admin, sql_as) -> None:
    make_director(1)
    nameless, whole = letters_to_sign(2)
    admin.execute("UPDATE pqr.petitioner SET full_name = ' ' WHERE case_id = %s", [nameless])
    with pytest.raises(psycopg.Error, match="addressee_name"):
        sql_as("signer").execute("SELECT pqr_api.take_outgoing_number(%s, gen_random_uuid())", [nameless])
    desk = open_desk("signer")
    signing = desk.page.signing
    assert {c.property("key"): c.text() for c in signing.list.chips.buttons()}["held"] == "Retenidas  1"
    signing.list.table.go_to(signing.list.model.find(nameless))
    press(signing.list.table, Key.Key_Space)
    assert signing.list.marked_rows() == [], "nothing marks it"
    assert "«Nombre del destinatario»" in signing.head.held.sentence() and signing.head.held.isVisible()
    press(signing.list.table, Key.Key_A, CTRL)
    press(signing.list.table, Key.Key_F9)
    answer(desk, "Firmar 1 carta")
    assert [activity(admin, case) for case in (nameless, whole)] == [24, 26]
    assert admin.execute("SELECT case_id FROM pqr.outgoing_filing").fetchall() == [(whole,)]
    press(signing.run_view.pane.table, Key.Key_Escape)
    click(signing.head.held, "Devolver esta carta…")
    card = desk.window.findChildren(ReasonCard)[-1]
    assert "falta el nombre" in card.reason.toPlainText()
    press(card, Key.Key_Return, CTRL)
    assert activity(admin, nameless) == 17


def test_the_agent_writes_the_missing_name(open_desk, make_reply, make_director, admin) -> None:
    make_director(1)
    case = make_reply(areas=(1,), name=None).case_id
    naming = open_desk("agent").page.naming
    press(naming.list.table, Key.Key_Space)
    assert naming.list.marked_rows() == []
    assert naming.panel.name.isVisible() and not naming.panel.address.isVisible()
    assert "Falta el nombre" in naming.panel.foot_act.why.text()
    QTest.keyClicks(naming.panel.name, "Rosa Inventada Prueba")
    QTest.mouseClick(naming.panel.foot_act.button, Qt.MouseButton.LeftButton)
    assert activity(admin, case) == 24


def test_marked_and_first_by_law(open_desk, letters_to_sign, make_director, admin) -> None:
    make_director(1)
    cases = letters_to_sign(3)
    last = sorted(cases, key=str)[-1]
    admin.execute("UPDATE pqr.case_file SET priority = 9 WHERE case_id = %s", [last])
    signing = open_desk("signer").page.signing
    rows = signing.list.letters()
    assert rows[0].case_id == last and signing.head.first.isVisible()
    assert COLUMNS[2].cell(rows[0]).second.startswith("⚑ Prioritaria")
    assert "prioritarias 1" in signing.lanes.cards()[0].accessibleName()
    press(signing.list.table, Key.Key_Space)
    press(signing.list.table, Key.Key_J)
    assert not signing.head.first.isVisible()
    chips = {each.property("key"): each for each in signing.list.chips.buttons()}
    assert chips["marked"].text() == "Marcadas  1"
    QTest.mouseClick(chips["marked"], Qt.MouseButton.LeftButton)
    assert [row.case_id for row in signing.list.model.rows()] == [last]
    press(signing.list.table, Key.Key_Space)
    assert signing.list.model.rows() == [] and chips["marked"].text() == "Marcadas  0"
