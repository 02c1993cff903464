"""«Actos por firmar», clicked: the act goes to whoever is delegated, is read, returned, corrected and signed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.ui.trays.analysis.legal.law_cards import ReasonCard
from app.ui.trays.endorsements.acts_page import ActsPage
from app.ui.widgets import Confirm
from tests.people import STAFF
from tests.support.petitions import REGISTRY, stand_petition

ASK = {"kind": "archive", "reason_code": "A01", "note": "Es una invitación"}
DENIAL = {"note": "Queda una pretensión", "denial_code": "N02"}


@pytest.fixture
def case(admin, perform):
    """A case whose act `lawyer` granted and `lawyer2` signs; and another that was denied."""
    admin.execute(
        "INSERT INTO pqr.act_signer (person_id, legal_act, valid_from) VALUES (%s, 'Resolución 1 de 2026',"
        " '2026-01-02')",
        [STAFF["lawyer2"].person_id],
    )
    made = [stand_petition(admin, "request_endorsement", claims=(REGISTRY,)) for _ in range(2)]
    for each, outcome, payload in zip(made, ("archived", "denied"), ({}, DENIAL), strict=True):
        assert perform("agent", each, 1, "request_endorsement", "requested", ASK)["status"] == "applied"
        assert perform("lawyer", each, 2, "request_endorsement", outcome, payload)["status"] == "applied"
    return made[0]


def button(page, words):
    return next(made for made in page.view.panel.buttons if words in made.text())


def test_the_act_is_returned_corrected_and_signed_by_who_is_delegated(admin, case, desk_of, qtbot):
    def opened(who):
        page = desk_of(who, ActsPage).page
        # The act is on the desk: its buttons, or those that are this person's, are open.
        qtbot.waitUntil(lambda: any(made.isEnabled() for made in page.view.panel.buttons))
        return page

    signs = opened("lawyer2")
    assert "Resolución 1 de 2026" in signs.view.model.rows()[0].signer_act
    button(signs, "Devolver").click()
    card = signs.window().findChild(ReasonCard)
    card.reason.setPlainText("corto")
    card.accept()
    assert "Falta" in card.trouble.sentence()
    card.reason.setPlainText("Cite el folio de la invitación.")
    card.accept()
    qtbot.waitUntil(lambda: [row.state for row in signs.view.rows] == ["returned"])
    grants = opened("lawyer")
    button(grants, "Corregir").click()
    card = grants.window().findChild(ReasonCard)
    card.reason.setPlainText(card.reason.toPlainText() + "\nTercero. La invitación está en el folio 1.")
    card.accept()
    qtbot.waitUntil(lambda: [row.state for row in grants.view.rows] == ["to_sign"])
    # Who granted it sees where it is, and that another signs.
    qtbot.waitUntil(lambda: bool(grants.view.panel.buttons))
    assert not button(grants, "Firmar").isEnabled()
    signs = opened("lawyer2")
    signs.window().activateWindow()
    qtbot.waitUntil(signs.window().isActiveWindow)
    signs.view.pane.table.setFocus()
    qtbot.keyClick(signs.view.pane.table, Qt.Key.Key_F9)
    signs.window().findChild(Confirm).go.click()
    qtbot.waitUntil(lambda: signs.view.rows == [])
    row = admin.execute(
        "SELECT act_state, signed_by, act_text LIKE '%%folio 1.', act_sha256 = sha256(convert_to(act_text, 'UTF8'))"
        " FROM pqr.endorsement WHERE case_id = %s", [case]
    ).fetchone()  # fmt: skip
    assert row == ("signed", STAFF["lawyer2"].person_id, True, True)


def test_the_lead_counts_why_avals_are_denied(case, desk_of, qtbot):
    page = desk_of("lead", ActsPage).page
    next(chip for chip in page.chips.buttons() if chip.text().startswith("Razones")).click()
    qtbot.waitUntil(lambda: bool(page.views["denials"].rows))
    first = page.views["denials"].rows[0]
    assert (first.code, first.total, first.decided) == ("N02", 1, 2)
    assert [each.name for each in first.lawyers] == [STAFF["lawyer"].full_name]
