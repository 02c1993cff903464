"""Activity 24: the number is the one taken for this letter; before signing, the letter may go back."""

from __future__ import annotations

from app.services.gateways.filing import EmbeddedFiling
from app.services.signing import State
from tests.fixtures.letters import move_to
from tests.people import STAFF


def test_only_the_number_taken_for_this_letter(waiting_letter, make_director, perform, signer_database) -> None:
    make_director(1)
    case_id, other = waiting_letter(), waiting_letter()
    filing = EmbeddedFiling(signer_database)

    def number(words: str) -> dict[str, object]:
        return perform("signer", case_id, 3, "file_outgoing", "numbered", {"filing_number": words})

    assert number("202672099999991")["reason"] == "number_not_taken"
    mine, others = filing.take(case_id, case_id), filing.take(other, other)
    assert number(others.filing_number)["reason"] == "number_not_taken"
    assert number(mine.filing_number)["activity"] == "render_document"


def test_sent_back_with_its_reason_and_named_again(waiting_letter, make_director, perform, sql_as, signer) -> None:
    make_director(1)
    case_id = waiting_letter()
    assert perform("signer", case_id, 3, "file_outgoing", "sent_back", {"reason": "x"})["reason"] == "reason_needed"
    back = perform("signer", case_id, 3, "file_outgoing", "sent_back", {"reason": "El nombre está mal escrito"})
    assert back["activity"] == "draft_response"
    admin = sql_as("postgres")
    assert admin.execute("SELECT status, assignee_id FROM pqr.case_file WHERE case_id = %s", [case_id]).fetchone() == (
        "signature_returned", STAFF["agent"].person_id,
    )  # fmt: skip
    move_to(admin, case_id, 20)
    perform("agent", case_id, 4, "name_director", "named")
    perform("agent", case_id, 5, "send_to_printing", "sent")
    assert signer.sign(case_id).state is State.SIGNED
    letters = admin.execute(
        "SELECT letter_no, withdrawn_at IS NULL FROM pqr.letter WHERE case_id = %s ORDER BY 1", [case_id]
    ).fetchall()
    assert letters == [(1, False), (2, True)]
