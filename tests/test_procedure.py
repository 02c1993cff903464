"""The declaration says what the two documents print, says where it departs from them, and checks itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app import procedure
from app.errors import ProcedureBroken
from app.paths import RESOURCES
from docs import generate
from tests.source import ROOT

PQR = procedure.load("pqr_v08")
OUTBOUND = procedure.load("outbound_v02")
#: Cases follow the version they began under: a released file is never edited, it gets a successor.
RELEASED = {
    "contact_v01": "98dba9daa07bfb2ad03fb85b5c67b887a0fce934d9c7658c53e7d58906a9a4b7",
    "escalation_v01": "0d89527d726de26f0c2b520b0129d6b3975fff0c871cfd59b302e7ba4af909ea",
    "outbound_v02": "1989aaa381367b4edf7848c6f1ee99252e5e9fb3a1a8ae5169ab48c2723a8290",
    "pqr_v08": "8d460be4c7733b9043611947ef79300f0d0a62da8b37461a7080ff547a5a6d28",
}
#: The branches that the documents print: activity, word, next activity (0: «FIN»).
PRINTED = {
    "pqr_v08": {
        (6, "Sí", 1), (6, "No", 7), (8, "Sí", 10), (8, "No", 9), (9, "Sí", 11), (9, "No", 13), (10, "Fin", 0),
        (13, "Sí", 16), (13, "No", 14), (14, "Sí", 15), (14, "No", 13), (15, "Sí", 16), (15, "No", 14), (16, "Sí", 21),
        (16, "No", 17), (19, "Sí", 21), (19, "No", 17), (27, "Fin", 0),
    },
    "outbound_v02": {(2, "Sí", 4), (2, "No", 3), (3, "Si no acepta la devolución se cancela", 0), (9, "Fin", 0)},
}  # fmt: skip
#: Printed branches that lead elsewhere in the declaration, or are taken from another activity: decision 13.
DEVIATIONS = {("pqr_v08", 14, "No"), ("pqr_v08", 16, "Sí"), ("pqr_v08", 19, "Sí")}
#: Activities without a question go on to the next number; these do so under an order of our own (decision 12).
REORDERED = {21, 22, 23, 24}
INFERRED = {
    "pqr_v08": {
        (1, "rescanned"), (5, "claimed"), (7, "to_archive"), (8, "not_needed"), (8, "requested"), (8, "reassigned"),
        (9, "single"), (9, "to_archive"), (10, "appealed"), (13, "to_archive"), (14, "to_archive"),
        (12, "received"), (12, "finished"), (15, "rejected"), (16, "bulk"), (18, "not_sampled"),
        (19, "approved"),
        (20, "recalled"), (21, "sent"), (21, "again"), (21, "recalled"), (22, "stamped"),
        (22, "sent_back"), (23, "rendered"), (23, "sent_back"),
        (24, "numbered"), (24, "sent_back"), (27, "handed"), (27, "reprint"), (27, "returned"),
        (27, "sent_again"),
    },
    "outbound_v02": {(3, "adjusted"), (4, "opened")},
    "escalation_v01": {
        (1, "disputed"), (3, "disputed"), (4, "proposed"), (4, "objected"), (4, "answers"), (4, "leaves"),
    },
    "contact_v01": {(4, "not_reached"), (5, "failed"), (6, "given"), (8, "retry")},
}  # fmt: skip

SOUND = """
code = "1"
version = 1
title = "Prueba"
[trays]
one = "Uno"
[[activity]]
number = 1
key = "begin"
label = "Empezar"
tray = "one"
[activity.outcomes.done]
label = "Listo"
to = 0
roles = { agent = "assignee" }
"""


def test_the_two_procedures_have_their_27_and_9_activities() -> None:
    assert [a.number for a in PQR.activities] == list(range(1, 28))
    assert [a.number for a in OUTBOUND.activities] == list(range(1, 10))
    assert all(a.seed == a.number for a in (*PQR.activities, *OUTBOUND.activities))


@pytest.mark.parametrize("name", INFERRED)
def test_inferred_outcomes_are_these_and_no_more(name: str) -> None:
    declared = procedure.load(name)
    assert {(a.number, k) for a in declared.activities for k, o in a.outcomes.items() if o.inferred} == INFERRED[name]


@pytest.mark.parametrize("name", PRINTED)
def test_every_printed_branch_is_there_or_says_why_not(name: str) -> None:
    declared = procedure.load(name)
    ours = {(a.number, o.printed, o.to): o for a in declared.activities for o in a.outcomes.values() if o.printed}
    missing = {(name, number, word) for number, word, to in PRINTED[name] if (number, word, to) not in ours}
    assert missing == {each for each in DEVIATIONS if each[0] == name}
    # What goes by a printed word to another place carries its reason.
    elsewhere = [outcome for branch, outcome in ours.items() if branch not in PRINTED[name]]
    assert all(outcome.inferred for outcome in elsewhere)


def test_a_failed_security_question_is_recorded_before_it_ends() -> None:
    """Outbound 5 prints «No: Fin del proceso»; the attempt is recorded in 8 first, with its reason."""
    question = procedure.load("contact_v01").by_key("check_identity")
    assert question.outcomes["passed"].to == 6
    assert (question.outcomes["failed"].to, bool(question.outcomes["failed"].inferred)) == (8, True)


def test_an_activity_without_question_goes_on_to_the_next() -> None:
    branching = {number for number, _word, _to in PRINTED["pqr_v08"]}
    for activity in PQR.activities:
        if activity.number in branching or activity.number == 12:
            continue
        onward = [o for o in activity.outcomes.values() if o.to == activity.number + 1]
        if activity.number in REORDERED:
            assert not onward and all(o.inferred for o in activity.outcomes.values())
        else:
            assert onward, activity.number


def test_every_activity_can_be_reached_and_every_case_can_end() -> None:
    for name in procedure.RELEASED:
        declared = procedure.load(name)
        assert declared.reachable() == {a.number for a in declared.activities}
        ending = {procedure.END}
        while more := {
            a.number
            for a in declared.activities
            if a.number not in ending and (a.delegated_to or any(o.to in ending for o in a.outcomes.values()))
        }:
            ending |= more
        assert ending == {procedure.END, *(a.number for a in declared.activities)}


def test_by_its_printed_branches_alone_nobody_would_name_a_director() -> None:
    """Kept as a test because it is odd in the document itself: activity 20 is the target of no arrow."""
    arrows: dict[int, set[int]] = {n: {n + 1} for n in range(1, 28) if n not in {b[0] for b in PRINTED["pqr_v08"]}}
    for number, _word, to in PRINTED["pqr_v08"]:
        arrows.setdefault(number, set()).add(to)
    seen, pending = set(), [1]
    while pending:
        number = pending.pop()
        if number in arrows and number not in seen:
            seen.add(number)
            pending.extend(arrows[number])
    assert set(range(1, 28)) - seen == {20}


def test_a_released_declaration_has_not_been_edited() -> None:
    found = {path.stem: _sha256(path) for path in (RESOURCES / "procedure").glob("*_v*.toml")}
    assert found == RELEASED
    assert set(procedure.RELEASED) == set(RELEASED)


def test_sixteen_roles_of_which_the_courier_stays_outside() -> None:
    roles = procedure.roles()
    assert len(roles) == 16
    assert [role.key for role in roles.values() if role.outside] == ["courier"]
    assert {role.key for role in roles.values() if role.oversees} == {"lead", "assigner", "auditor"}


def test_a_sound_declaration_is_taken(tmp_path: Path) -> None:
    assert procedure.parse("x", _file(tmp_path, SOUND)).start.key == "begin"


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("to = 0", "to = 99", "leads to 99, which is no activity"),
        ('tray = "one"', 'tray = "two"', "unknown tray two"),
        ('{ agent = "assignee" }', "{}", "nobody may take it"),
        ('{ agent = "assignee" }', '{ courier = "role" }', "no such role inside the program: courier"),
        ('{ agent = "assignee" }', '{ nobody = "role" }', "no such role inside the program: nobody"),
        ('{ agent = "assignee" }', '{ agent = "moon" }', "unknown place moon"),
        ("to = 0", "to = 0\nundo = true", "can't be undone"),
        ("to = 0", 'to = 0\nassignee = "luck"', "unknown rule for the assignee: luck"),
        ("to = 0", 'to = 0\nopens = "other_v01"', "opens an unknown procedure other_v01"),
        ("to = 0", "to = 0\ncolour = 3", "colour"),
        ('label = "Empezar"', "", "label"),
        ("version = 1", "version = ", "Invalid"),
        ("[[activity]]", '[[activity]]\ndelegated_to = "contact_v01"', "needs outcomes or a delegate"),
        ("[[activity]]", '[[activity]]\ndelegated_to = "moon_v01"', "unknown delegate moon_v01"),
    ],
)
def test_a_broken_declaration_is_refused_with_a_sentence(
    tmp_path: Path, right: str, wrong: str, complaint: str
) -> None:
    assert right in SOUND
    with pytest.raises(ProcedureBroken, match=complaint) as refused:
        procedure.parse("x", _file(tmp_path, SOUND.replace(right, wrong, 1)))
    assert refused.value.user_message.endswith(".")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("number = 1", "number = 1"), "share a number"),
        (("number = 1", "number = 2"), "share a key"),
        (('number = 1\nkey = "begin"', 'number = 2\nkey = "lost"'), "activity 2 is unreachable"),
    ],
)
def test_two_activities_must_differ_and_be_reached(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    second = SOUND[SOUND.index("[[activity]]") :].replace(*change, 1)
    with pytest.raises(ProcedureBroken, match=complaint):
        procedure.parse("x", _file(tmp_path, SOUND + second))


def test_the_pages_written_from_the_declaration_are_current() -> None:
    for name, text in generate.pages().items():
        assert (ROOT / "docs" / name).read_text("utf-8") == text, f"run python -m docs.generate: {name} is old"


def _file(folder: Path, text: str) -> Path:
    path = folder / "x.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_text("utf-8").encode()).hexdigest()
