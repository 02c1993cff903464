"""There is one way to the door: through the outbox, by performers that the session makes."""

from __future__ import annotations

import ast

from tests.source import python_files

#: Who may make a Performer, and who may name the door's functions.
MAKERS = {"app/ui/session/session.py", "app/services/perform.py"}
CALLERS = {"app/services/perform.py", "app/services/offline/sending.py"}
DOOR = {"perform", "perform_many", "undo"}


def test_performers_are_made_in_one_place() -> None:
    makers = {
        source.name
        for source in python_files("app")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Performer"
    }
    assert makers == MAKERS


def test_nobody_else_calls_the_door() -> None:
    callers = {
        source.name
        for source in python_files("app")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "call"
        for word in node.args[:1]
        if isinstance(word, ast.Constant) and word.value in DOOR
    }
    assert callers == CALLERS
