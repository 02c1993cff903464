"""Actas clicked as the quality leader: an act signed and saved, a meeting called, recorded and followed."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.ui.modules.quality import ActsPage
from app.ui.modules.quality.call_card import CallCard
from app.ui.modules.quality.minutes_card import MinutesCard
from app.ui.modules.quality.note_card import NoteCard
from tests.people import STAFF
from tests.support.samples import draw_lot

FAULT = {
    "criterion": "substance",
    "code": "F02",
    "fault_class": "incomplete",
    "severity": "major",
    "note": "Falta.",
}


def _reviewed(letters, perform, sql_as, count=3, faults=1):
    letters(count)
    lot = draw_lot(sql_as)
    held = sql_as("postgres").execute("SELECT case_id, version FROM pqr.case_file WHERE activity = 19").fetchall()
    for at, (case, version) in enumerate(held):
        outcome = ("rejected", {"findings": [FAULT]}) if at < faults else ("approved", {})
        perform("quality", case, version, "review_quality", *outcome)
    return lot, held


def _said(panel):
    shown = (panel.body.itemAt(at).widget() for at in range(panel.body.count()))
    return " ".join(each.text() for each in shown if isinstance(each, QLabel))


def test_an_act_is_signed_keeps_its_verdicts_and_is_saved(open_page, letters, perform, qtbot, sql_as, tmp_path):
    lot, held = _reviewed(letters, perform, sql_as)
    desk, page = open_page(ActsPage)
    assert lot["seed"][:8] in _said(page.panel) and "F02 · Pretensión sin responder" in _said(page.panel)
    qtbot.keyClick(page.lots.table, Qt.Key.Key_F9)
    card = desk.window.findChild(NoteCard)
    qtbot.keyClicks(card.note, "Se habla con el agente")
    qtbot.keyClick(card.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    year = sql_as("postgres").execute("SELECT extract(year FROM pqr_core.today())::int").fetchone()[0]
    signed = "SELECT year, act_number, decision, faults, note FROM pqr.quality_act"
    assert sql_as("quality").execute(signed).fetchall() == [(year, 1, "rejected", 1, "Se habla con el agente")]
    assert page.chips.current() == "open" and page.lots.model.rows() == []
    page._choose("signed")
    assert "Luis" in _said(page.panel) and f"n.º {year}-1" in page.panel.title.text()
    # Signed, its verdicts stay: nobody takes one back behind it.
    case, version = held[-1]
    undone = sql_as("quality").execute(
        "SELECT pqr_api.undo(gen_random_uuid(), %s, %s, %s)", [case, version + 1, version]
    )
    assert undone.fetchone()[0]["reason"] == "verdict_in_act"
    target = tmp_path / "acta.pdf"
    page.convening.choose = lambda _parent, _name: str(target)
    page.panel.pdf.click()
    assert target.read_bytes().startswith(b"%PDF-")


def test_a_meeting_is_called_recorded_and_followed(open_page, letters, perform, qtbot, sql_as):
    _reviewed(letters, perform, sql_as, faults=3)
    desk, page = open_page(ActsPage)
    qtbot.keyClick(page.lots.table, Qt.Key.Key_F2)
    card = desk.window.findChild(CallCard)
    agent = STAFF["agent2"]
    card.with_whom.setCurrentIndex(card.with_whom.findData(f"agent:{agent.person_id}"))
    card.with_whom.activated.emit(card.with_whom.currentIndex())
    assert card.codes.chosen() == ["F02"] and str(agent.person_id) in card.called.chosen()
    card.accept()
    assert "día (dd/mm/aaaa)" in card.trouble.sentence()
    card.day.set_day(desk.context.calendar.today + dt.timedelta(days=1))
    qtbot.keyClicks(card.place, "Sala 3")
    qtbot.keyClick(card.place, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page._choose("meetings")
    assert "F02 · Pretensión sin responder: 2 de 2 cartas" in _said(page.panel) and page.row.state == "called"
    # Its hour has passed: the minutes are asked for, and then its commitments are followed.
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.quality_meeting SET meets_at = clock_timestamp() - interval '1 hour'")
    page.reload()
    qtbot.keyClick(page.meetings.table, Qt.Key.Key_F9)
    minutes = desk.window.findChild(MinutesCard)
    qtbot.keyClicks(minutes.minutes, "Se responde cada punto con su texto.")
    row = minutes._rows[0]
    qtbot.keyClicks(row.words, "Usar la lista de pretensiones")
    row.who.setCurrentIndex(row.who.findData(str(agent.person_id)))
    minutes.accept()
    assert page.row.state == "held" and page.row.open_commitments == 1
    assert "Usar la lista de pretensiones" in _said(page.panel)
    qtbot.keyClick(page.meetings.table, Qt.Key.Key_F9)
    done = desk.window.findChild(NoteCard)
    qtbot.keyClicks(done.note, "Lo usa desde el lunes")
    done.accept()
    assert page.row.open_commitments == 0 and "cumplido el" in _said(page.panel)
