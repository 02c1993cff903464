"""Activity 12, the returned row of somebody who is not in the table: a second person adds them, or sets them aside."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from app.services.verbs.decide_split import Signatory
from app.services.verbs.receive_split import ReceiveSplit
from app.ui.trays.analysis.legal.law_cards import ReasonCard
from app.ui.trays.endorsements.extras_page import ExtrasPage
from tests.support.petitions import stand_paper
from tests.support.splits import sent_to_split, signatory

REASON = "Firma en la página 3 de la petición."
DECIDE = "SELECT pqr_api.decide_extra(%s, %s, 1, %s, %s, %s)"
#: Not in the table: a stranger, one of whom the list says no name, and one whose document nobody could read.
EXTRAS = (("Nora Inventada Olvidada", "CC", "99.999.999"), ("", "CC", "88888888"), ("Ilegible Inventada", "CC", "A1"))


def came_back(admin, perform, people=2, extras=EXTRAS):
    """A split whose list came back whole, with strangers after the signatories; received by the lead."""
    case = sent_to_split(admin, people)
    rows = [*(signatory(n) for n in range(1, people + 1)), *extras]
    verb = ReceiveSplit(returned=tuple(Signatory(full_name=a, document_type=b, document_number=c) for a, b, c in rows))
    assert perform("lead", case, 1, verb.activity, verb.outcome, verb.payload())["status"] == "applied"
    return case


def standing(admin, case):
    return admin.execute(
        "SELECT activity, closed_at IS NOT NULL FROM pqr.case_file WHERE case_id = %s", [case]
    ).fetchone()


def decide(page, at, which, reason):
    """Choose a row, press one of its two buttons and write the reason."""
    page.view.pane.table.go_to(at)
    page.view.panel.buttons[which].click()
    card = next(each for each in page.window().findChildren(ReasonCard) if each.isVisible())
    card.reason.setPlainText(reason)
    card.go.click()
    return card


def test_a_lawyer_adds_one_and_leaves_another_out_and_the_origin_waits_for_both(desk_of, admin, perform, qtbot):
    case = came_back(admin, perform, extras=EXTRAS[:2])
    admin.execute("UPDATE pqr.case_file SET activity = 0, closed_at = now() WHERE parent_id = %s", [case])
    assert standing(admin, case) == (12, False), "two rows wait for a decision"
    page = desk_of("lawyer", ExtrasPage).page
    qtbot.waitUntil(lambda: len(page.view.rows) == 2)
    assert [row.full_name for row in page.view.rows] == ["Nora Inventada Olvidada", ""]

    page.view.pane.table.go_to(1)
    assert not page.view.panel.buttons[0].isEnabled(), "without a name nobody can be notified"
    card = decide(page, 0, 0, "corto")
    qtbot.waitUntil(lambda: "Falta el motivo" in card.trouble.sentence())
    assert card.reason.toPlainText() == "corto"
    card.reason.setPlainText(REASON)
    card.go.click()
    qtbot.waitUntil(lambda: len(page.view.rows) == 1)
    child = admin.execute(
        "SELECT f.activity, f.parent_id, t.full_name, t.document_number, f.due_on = o.due_on,"
        " p.filing_number = q.filing_number"
        " FROM pqr.signatory s JOIN pqr.case_file f ON f.case_id = s.child_case_id"
        " JOIN pqr.petitioner t ON t.case_id = f.case_id"
        " JOIN pqr.petition p ON p.case_id = f.case_id"
        " JOIN pqr.case_file o ON o.case_id = f.parent_id"
        " JOIN pqr.petition q ON q.case_id = o.case_id WHERE s.case_id = %s AND s.ordinal = 3", [case],
    ).fetchone()  # fmt: skip
    assert child == (5, case, "Nora Inventada Olvidada", "99999999", True, True)
    decide(page, 0, 1, "La fila no dice a quién nombra; se pidió la lista corregida.")
    qtbot.waitUntil(lambda: not page.view.rows)
    # Decided both; the origin ends with the case of who was added, not before.
    assert standing(admin, case) == (12, False)
    qtbot.waitUntil(lambda: len(page.views["extras_decided"].rows) == 2)
    decided = {(row.decision, row.decided_by) for row in page.views["extras_decided"].rows}
    assert decided == {("adopted", "Carla Abogada de Prueba"), ("set_aside", "Carla Abogada de Prueba")}
    assert admin.execute("SELECT signatory_count FROM pqr.petition WHERE case_id = %s", [case]).fetchone() == (3,)


def test_nobody_decides_on_the_list_they_received_nor_from_another_role_nor_twice(sql_as, perform):
    admin = sql_as("postgres")
    case = came_back(admin, perform)

    def refused(who, reason, row=3, *, adopt=True, said=REASON):
        with pytest.raises(psycopg.Error, match=reason):
            sql_as(who).execute(DECIDE, [uuid.uuid4(), case, row, adopt, said])

    refused("lead", "extra_own")
    refused("lead", "extra_own", adopt=False)
    for who in ("agent", "records", "assigner", "mission", "quality", "auditor"):
        refused(who, "not_permitted")
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(who).execute("SELECT * FROM pqr_api.split_extras(false)")
    refused("lawyer", "extra_without_name", row=4)
    refused("lawyer", "extra_document", row=5)
    refused("lawyer", "extra_gone", row=1)
    refused("lawyer", "law_text_short", said="​" * 40)
    # Not even the owner of the tables writes a decision of who received the list.
    with pytest.raises(psycopg.errors.CheckViolation, match="two_people"):
        admin.execute(
            "INSERT INTO pqr.split_extra (case_id, reception, row_no, decision, reason, command_id, received_by,"
            " decided_by) VALUES (%s, 1, 3, 'set_aside', %s, %s, 2, 2)", [case, REASON, uuid.uuid4()],
        )  # fmt: skip
    for attack in (
        "SELECT reason FROM pqr.split_extra",
        "DELETE FROM pqr.split_extra",
        "UPDATE pqr.split_return SET result = 'matched'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql_as("lawyer").execute(attack)
    command = uuid.uuid4()
    for expected in (None, True):
        answer = sql_as("analyst").execute(DECIDE, [command, case, 3, True, REASON]).fetchone()[0]
        assert answer.get("replayed") == expected
    refused("lawyer", "extra_gone")
    assert admin.execute("SELECT count(*) FROM pqr.case_file WHERE parent_id = %s", [case]).fetchone() == (3,)
    assert perform("lead", case, 3, "receive_split", "finished")["reason"] == "extras_undecided"


def test_setting_aside_the_last_row_ends_an_origin_whose_cases_have_all_ended(sql_as, perform):
    admin = sql_as("postgres")
    case = came_back(admin, perform, extras=EXTRAS[:1])
    admin.execute("UPDATE pqr.case_file SET activity = 0, closed_at = now() WHERE parent_id = %s", [case])
    sql_as("lawyer2").execute(DECIDE, [uuid.uuid4(), case, 3, False, "No aparece su firma en ninguna página."])
    assert standing(admin, case) == (0, True)
    events = admin.execute(
        "SELECT outcome, actor_id FROM pqr_audit.case_event WHERE case_id = %s ORDER BY version DESC LIMIT 2", [case]
    ).fetchall()
    assert events == [("finished", 8), ("extra_set_aside", 8)]


def test_the_petition_is_read_by_who_decides_only_while_there_is_something_to_decide(sql_as, perform):
    admin = sql_as("postgres")
    case = came_back(admin, perform, extras=EXTRAS[:1])
    paper = stand_paper(admin, case, "petition", 1)
    attached = stand_paper(admin, case, "attachment", 1)
    admin.execute("UPDATE pqr.petition SET document_id = %s WHERE case_id = %s", [paper, case])
    lawyer, read = sql_as("lawyer"), "SELECT count(*) FROM pqr_api.read_document(%s)"
    shown = lawyer.execute("SELECT document_id, alike, is_mine FROM pqr_api.split_extras(false)").fetchone()
    assert shown == (paper, None, False)
    assert lawyer.execute(read, [paper]).fetchone() == (0,)
    for who, document in (("agent2", paper), ("lawyer", attached)):
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(who).execute(read, [document])
    lawyer.execute(DECIDE, [uuid.uuid4(), case, 3, False, "No aparece su firma en ninguna página."])
    with pytest.raises(psycopg.Error, match="not_permitted"):
        lawyer.execute(read, [paper])
