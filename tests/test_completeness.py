"""Whatever must exist because something else exists."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg

from app import errors, glossary, procedure
from app.paths import RESOURCES
from app.services.refusals import sentences
from app.ui.modules.catalogue import GROUPS
from tests.source import APP, python_files

SQL = APP / "models" / "sql"
RELEASED = [procedure.load(name) for name in procedure.RELEASED]
ACTIVITIES = [activity for each in RELEASED for activity in each.activities]
OUTCOMES = [(a, outcome) for a in ACTIVITIES for outcome in a.outcomes.values()]
WITH_EFFECT = {activity.key for activity, outcome in OUTCOMES if outcome.effect}
CONDITIONS = {name for _, outcome in OUTCOMES for name in (*outcome.guards, *outcome.checks)}
VERBS = {p.stem for p in (APP / "services" / "verbs").glob("*.py")} - {"__init__", "checks"}
#: Activities without effect whose payload has fields all the same: who gets the case.
PAYLOAD_ONLY = {a.key for a, outcome in OUTCOMES if outcome.assignee == "payload"}
Connect = Callable[[str], psycopg.Connection[Any]]


def _stems(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.sql")}


def test_every_effect_has_its_file_and_no_file_is_left_over() -> None:
    assert _stems(SQL / "effects") == WITH_EFFECT


def test_every_condition_has_its_file_and_no_file_is_left_over() -> None:
    assert _stems(SQL / "guards") == CONDITIONS


def test_every_activity_that_asks_for_something_has_its_verb() -> None:
    assert VERBS == WITH_EFFECT | PAYLOAD_ONLY


def test_the_database_has_what_the_declaration_names(sql_as: Connect) -> None:
    there = {
        (row[0], row[1])
        for row in sql_as("postgres").execute(
            "SELECT n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname IN ('pqr_guard', 'pqr_effect')"
        )
    }
    assert there >= {("pqr_effect", key) for key in WITH_EFFECT} | {("pqr_guard", name) for name in CONDITIONS}


def test_every_verb_is_tested() -> None:
    """Each is named by some test of the services: in its own file, or in that of its subject."""
    tested = {word for source in python_files("tests/services") for word in re.findall(r"\w+", source.text)}
    assert not VERBS - tested


def test_every_reason_to_refuse_has_a_sentence() -> None:
    unspoken = {f"{name}: {reason}" for name, reason in _reasons() if reason not in _spoken()}
    assert not unspoken, "\n".join(sorted(unspoken))


def test_no_reason_has_two_sentences() -> None:
    keys = [key for path in _texts("refusals*.toml") for key in tomllib.loads(path.read_text("utf-8"))]
    assert not [key for key, times in Counter(keys).items() if times > 1]


def test_every_sentence_says_what_to_do() -> None:
    """What happened, and what to do: two parts, and a full stop."""
    texts = dict(sentences())
    texts |= {kind.__name__: kind().user_message for kind in _refusals(errors.PqrError)}
    short = {key: said for key, said in texts.items() if not said.endswith(".") or len(said.split()) < 5}
    assert not short


def test_every_sentence_answers_some_reason() -> None:
    used = CONDITIONS | _said_somewhere()
    assert not {key for key in sentences() if key.split(".")[0] not in used}


def test_every_key_people_see_has_a_spanish_word() -> None:
    known = set(glossary.names())
    keys = set(procedure.roles()) | {key for each in RELEASED for key in each.trays} | {a.key for a in ACTIVITIES}
    assert not keys - known


def test_every_status_has_a_label() -> None:
    labels = tomllib.loads((RESOURCES / "texts" / "status.toml").read_text("utf-8"))
    told = {key for key, value in _flat(labels)}
    statuses = {outcome_to for outcome_to in _target_keys()} | _statuses_in_sql()
    assert not statuses - told


def test_every_page_has_its_own_key_and_opens() -> None:
    pages = [page for group in GROUPS for page in group.pages]
    keys = [page.key for page in pages] + [group.key for group in GROUPS]
    assert not [key for key, times in Counter(keys).items() if times > 1]
    absent = [page.place for page in pages if not _exists(page.place)]
    assert not absent


def test_every_module_has_an_icon_and_every_page_somebody_who_sees_it() -> None:
    assert not [group.icon for group in GROUPS if not (RESOURCES / "icons" / f"{group.icon}.svg").exists()]
    inside = {key for key, role in procedure.roles().items() if not role.outside}
    for group in GROUPS:
        assert all(page.roles and page.roles <= inside for page in group.pages), group.key


_ENGLISH = re.compile(
    r"\b([Tt]he|[Aa]nd|with|from|[Yy]ours?|[Pp]lease|[Ll]oading|[Cc]ancel|[Ss]ave|[Dd]elete|[Cc]lose|[Oo]pen|[Ff]ile|[Ss]earch"
    r"|[Uu]ser|[Pp]assword|[Pp]age|[Nn]ext|[Bb]ack|[Ww]arning|[Ff]ailed|[Uu]nknown|[Mm]issing|[Ss]elect|[Cc]lick|[Tt]his"
    r"|[Tt]hat|not|are|was)\b"
)


def test_no_english_reaches_the_window() -> None:
    shown = [
        f"{source.name}:{line}: {words}"
        for source in python_files("app/ui")
        for line, words in _sentences(source.tree)
        if _ENGLISH.search(words) and not _is_spanish(words)
    ]
    assert not shown, "\n".join(shown)


def test_the_window_holds_no_sql() -> None:
    asking = [s.name for s in python_files("app/ui") if re.search(r"\bSELECT\b.+\bFROM\b", s.text, re.DOTALL)]
    assert not asking


def _is_spanish(words: str) -> bool:
    return bool(re.search(r"[áéíóúñ¿¡«]|\b(el|la|los|las|de|que|no|se|un|una|y|en)\b", words))


def _refusals(kind: type[errors.PqrError]) -> Iterator[type[errors.PqrError]]:
    yield kind
    for each in kind.__subclasses__():
        if each.__init__ is errors.PqrError.__init__:
            yield from _refusals(each)


def _texts(pattern: str) -> list[Path]:
    return sorted((RESOURCES / "texts").glob(pattern))


_ANSWERED = re.compile(r"'refused',\s*'reason',\s*'([a-z_]+)'")
_RETURNED = re.compile(r"(?:RETURN|THEN|ELSE)\s+'([a-z_]+)'")


def _reasons() -> Iterator[tuple[str, str]]:
    """Every reason written in SQL: given to `refuse`, returned by a guard, or named in the declaration."""
    for path in sorted(SQL.rglob("*.sql")):
        text = path.read_text("utf-8")
        name = path.relative_to(SQL).as_posix()
        yield from ((name, reason) for reason in _ANSWERED.findall(text))
        yield from (
            (name, reason) for start in re.finditer(r"\brefuse\(", text) for reason in _first(text[start.end() :])
        )
        if path.parent.name == "guards":
            yield from ((name, reason) for reason in _RETURNED.findall(text))


def _first(arguments: str) -> list[str]:
    """The reasons that a call may give: literals of its first argument, but for what a CASE compares with."""
    depth, taken = 0, ""
    for letter in arguments:
        depth += (letter == "(") - (letter == ")")
        if depth < 0 or (depth == 0 and letter == ","):
            break
        taken += letter
    return re.findall(r"'([a-z_]+)'", re.sub(r"WHEN\s+'[a-z_]+'", "", taken))


def _spoken() -> set[str]:
    """Reasons with a sentence of their own, or a class."""
    with_class = {"stale_version", "no_person", "quota"}
    return {key.split(".")[0] for key in sentences()} | with_class


def _said_somewhere() -> set[str]:
    """Every literal of the SQL and of the services: a reason may be put together there."""
    found = {word for path in SQL.rglob("*.sql") for word in re.findall(r"'([a-z_]+)'", path.read_text("utf-8"))}
    for source in python_files("app/services"):
        found |= {n.value for n in ast.walk(source.tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return found


def _target_keys() -> set[str]:
    return {each.activity(o.to).key for each in RELEASED for a in each.activities for o in a.outcomes.values() if o.to}


def _statuses_in_sql() -> set[str]:
    text = "".join(path.read_text("utf-8") for path in sorted((SQL / "effects").glob("*.sql")))
    return set(re.findall(r"status\s*:=\s*'([a-z_]+)'", text))


def _flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        yield key, value
        if isinstance(value, dict):
            yield from _flat(value)


def _exists(place: str) -> bool:
    module, name = place.split(":")
    return hasattr(import_module(module), name)


def _sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Text of two words or more that is not a docstring, a log line, an assertion or a style."""
    hidden = {id(n) for node in ast.walk(tree) for n in _unseen(node)}
    for node in ast.walk(tree):
        shown = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in hidden
        if shown and " " in node.value.strip() and "{" not in node.value and ":" not in node.value[:20]:
            yield node.lineno, node.value


def _unseen(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, log lines, assertions, and the detail of a refusal, which goes to the log."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
        yield node.body[0].value  # type: ignore[attr-defined]
    if isinstance(node, ast.Assert | ast.Raise):
        yield from ast.walk(node)
    if isinstance(node, ast.Call):
        words = ast.unparse(node.func)
        if words.split(".")[0] in ("log", "logging"):
            yield from ast.walk(node)
        elif words in _REFUSALS_OF_THE_WINDOW:
            yield from node.args


#: Classes of the window that derive from a refusal; their first argument is for the log.
_REFUSALS_OF_THE_WINDOW = {
    node.name
    for source in python_files("app")
    for node in ast.walk(source.tree)
    if isinstance(node, ast.ClassDef) and any(ast.unparse(base).split(".")[-1] in vars(errors) for base in node.bases)
}
