"""One way to the door: through the outbox, by performers that the session makes; what passes it by is listed."""

from __future__ import annotations

import ast
import uuid
from collections.abc import Iterator

import pytest

from app import errors
from app.services.database import Database
from app.services.offline import direct
from tests.people import STAFF
from tests.source import python_files

#: Who may make a Performer, and who may name the door's functions.
MAKERS = {"app/ui/session/session.py", "app/services/perform.py"}
CALLERS = {"app/services/perform.py", "app/services/offline/sending.py"}
#: Who may open a transaction of their own on the server, and why.
OWN_TRANSACTIONS = {
    "app/services/access.py": "signing in asks at once which server this is and who comes in; it writes nothing",
    "app/services/administration/staff.py": "a password is changed as PostgreSQL does it, with a verifier made here",
}
#: Volatile only because each reading is counted and written down.
COUNTED = {
    "act_sheet",
    "analysis_sheet", "bulk_differences", "bulk_letter", "bulk_rows", "calendar_effect", "endorsement_list",
    "escalation_list", "escalation_sheet", "extension_of", "input_ledger", "law_acts", "letter_sheet", "notice_text",
    "person_history", "presence",
    "programs",
    "propose_assignment", "proposed_signature", "read_document", "read_draft", "read_earlier", "read_labels",
    "read_petitioner", "read_priority", "read_signed_letter", "reply_addresses", "search", "sheet_rows", "split_extras",
    "split_sheet",
    "signature_image", "signature_report", "signing_lanes", "user_activity", "user_figures", "verify_letter",
    "who_saw", "data_register", "read_nobody", "read_verdict",
}  # fmt: skip


def asked(names: tuple[str, ...] = ("call", "table")) -> Iterator[tuple[str, str]]:
    """(file, function of the server) of each question that the program asks, whatever it is wrapped in."""
    for source in python_files("app"):
        if source.name.startswith(("app/models/", "app/services/demo/", "app/ui/tour/")):
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
                for word in ast.walk(node.args[0]) if node.args else ():
                    if isinstance(word, ast.Constant) and isinstance(word.value, str):
                        yield source.name, word.value


def test_performers_are_made_in_one_place() -> None:
    makers = {
        source.name
        for source in python_files("app")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Performer"
    }
    assert makers == MAKERS


def test_nobody_else_calls_the_door() -> None:
    assert {file for file, function in asked() if function in direct.DOOR} == CALLERS
    own = {file for file, _ in _transactions()}
    assert own == set(OWN_TRANSACTIONS), "a write in a transaction of its own passes the outbox by: give its reason"


def test_whatever_writes_goes_through_the_outbox_or_says_why_not(sql_as) -> None:
    """A new function that writes is a step of a case (perform), or stands in offline/direct.py with its reason."""
    volatile = {
        name
        for (name,) in sql_as("postgres").execute(
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'pqr_api' AND p.provolatile = 'v'"
        )
    }
    listed = direct.ACTS.keys() | direct.ASIDE.keys()
    assert not direct.ACTS.keys() & direct.ASIDE.keys() and not listed & COUNTED
    assert not listed - volatile, "listed, but nothing of the kind writes any more"
    unlisted = {(file, name) for file, name in asked() if name in volatile - listed - COUNTED - direct.DOOR}
    assert unlisted == set(), "these writes pass the outbox by and no reason is given in offline/direct.py"
    # Names that are handed to a helper are found as well: nothing writes under a name that is put together.
    said = {
        node.value
        for source in python_files("app/services")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert (volatile & said) - listed - COUNTED - direct.DOOR == set()
    assert all(len(reason) > 20 for reason in (*direct.ACTS.values(), *direct.ASIDE.values()))


@pytest.mark.parametrize("function", ["claim_next", "put_chunk", "set_absence"])
def test_an_act_that_can_not_wait_says_that_it_was_not_done(engine_as, function: str) -> None:
    agent = Database(engine_as(STAFF["agent"].login))
    agent.is_cut = True
    with pytest.raises(errors.CannotWait):
        agent.call(function, p_command=uuid.uuid4())
    with pytest.raises(errors.Offline) as aside:
        agent.call("save_progress", p_case=uuid.uuid4())
    assert not isinstance(aside.value, errors.CannotWait)


def _transactions() -> Iterator[tuple[str, ast.Call]]:
    for source in python_files("app/services", "app/ui"):
        if source.name in ("app/services/database.py",) or source.name.startswith("app/services/demo/"):
            continue
        for node in ast.walk(source.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "transaction"
                and ast.unparse(node.func.value).endswith("database")
            ):
                yield source.name, node
