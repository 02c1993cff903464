"""Writes docs/procedure.md and docs/glossary.md from the declaration: `uv run python -m docs.generate`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app import glossary, procedure
from app.procedure import END, Activity, Outcome, Procedure

DOCS = Path(__file__).resolve().parent
_GUARDS = DOCS.parent / "app" / "models" / "sql" / "guards"
#: How a place of the declaration reads.
_PLACES = {"assignee": "who has the case", "area": "of the case's area", "role": ""}
_ASSIGNEES = {
    "payload": "the person named gets the case",
    "actor": "who takes it gets the case",
    "clear": "nobody has it",
}

_PROCEDURE_HEAD = """\
# The procedures, as the program declares them

Generated from `resources/procedure/*.toml` by `python -m docs.generate`; a test fails when it is not current.
The declaration is installed in the database, which refuses everything that is not in these tables. Labels,
questions and reasons are in Spanish, as people see them.

Each line is one way out of an activity: who may take it, where the case goes, and what must hold. «Waits» says
that it may be decided without network; «undo» that its author may take it back for ten minutes. Conditions marked
*after* must hold once what was typed has been written; if they don't, nothing of it remains.
"""

_GLOSSARY_HEAD = """\
# Glossary

Generated from `resources/texts/glossary.toml` and the declaration by `python -m docs.generate`; a test fails when
it is not current. One term, one name, everywhere: classes, tables, files and functions use the name in the middle
column.

## Terms

| Término | Name in the code | Definición | Fuente |
|---|---|---|---|
"""


def main() -> None:
    """Write both pages."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {"procedure.md": _procedure_page(), "glossary.md": _glossary_page()}


def _procedure_page() -> str:
    declared = [procedure.load(name) for name in procedure.RELEASED]
    parts = [
        _PROCEDURE_HEAD,
        *(_one_procedure(each) for each in declared),
        _deviations(declared),
        _conditions(declared),
    ]
    return "\n".join(parts)


def _one_procedure(declared: Procedure) -> str:
    lines = [
        f"## {declared.title}",
        "",
        f"{declared.code}, version {declared.version}; file `{declared.name}.toml`.",
        "",
        "| No. | Activity | Way out | Who | Goes to | Conditions | Notes |",
        "|---|---|---|---|---|---|---|",
    ]
    for activity in declared.activities:
        lines += _rows(declared, activity)
    return "\n".join([*lines, ""])


def _rows(declared: Procedure, activity: Activity) -> Iterator[str]:
    number = (
        str(activity.number) if activity.seed == activity.number else f"{activity.number} (printed {activity.seed})"
    )
    words = f"**{activity.label}** `{activity.key}`, bandeja {declared.trays[activity.tray]}"
    for extra in (activity.question, activity.note):
        words += f"<br>{extra}" if extra else ""
    if activity.delegated_to:
        yield f"| {number} | {words} | — | — | — | — | Done in each case of `{activity.delegated_to}`. |"
    for outcome in activity.outcomes.values():
        yield (
            f"| {number} | {words} | {_way(outcome)} | {_who(outcome)} | {_to(declared, outcome)} | {_holds(outcome)} |"
            + (f" {_notes(outcome)} |")
        )
        number, words = "", ""


def _way(outcome: Outcome) -> str:
    printed = f"{outcome.printed}: " if outcome.printed else ""
    return f"{printed}{outcome.label} `{outcome.key}`"


def _who(outcome: Outcome) -> str:
    roles = procedure.roles()
    return "<br>".join(
        roles[role].label + (f" ({_PLACES[place]})" if _PLACES[place] else "") for role, place in outcome.roles.items()
    )


def _to(declared: Procedure, outcome: Outcome) -> str:
    return "fin" if outcome.to == END else f"{outcome.to} {declared.activity(outcome.to).label}"


def _holds(outcome: Outcome) -> str:
    return "<br>".join([*(f"`{name}`" for name in outcome.guards), *(f"`{name}` *after*" for name in outcome.checks)])


def _notes(outcome: Outcome) -> str:
    notes = [
        "waits" if outcome.offline else "",
        "undo" if outcome.undo else "",
        "writes data" if outcome.effect else "",
        _ASSIGNEES.get(outcome.assignee, ""),
        f"opens cases of `{outcome.opens}`" if outcome.opens else "",
        "**inferred**" if outcome.inferred else "",
    ]
    return ", ".join(note for note in notes if note)


def _deviations(declared: list[Procedure]) -> str:
    lines = [
        "## What is inferred, and why",
        "",
        "Where the printed flow can't be executed, or would harm a citizen, the program does the safe thing. Each of"
        " these is a question for the Unidad; changing one is a new version of the file.",
        "",
        "| Procedure | Activity | Way out | Goes to | Reason |",
        "|---|---|---|---|---|",
    ]
    for each in declared:
        for activity in each.activities:
            for outcome in activity.outcomes.values():
                if outcome.inferred:
                    where = f"{each.code} | {activity.number} {activity.label} | {outcome.label} | {_to(each, outcome)}"
                    lines.append(f"| {where} | {outcome.inferred} |")
    return "\n".join([*lines, ""])


def _conditions(declared: list[Procedure]) -> str:
    used = {
        name for p in declared for a in p.activities for o in a.outcomes.values() for name in (*o.guards, *o.checks)
    }
    lines = [
        "## Conditions",
        "",
        "Each is a function of the database, `pqr_guard.<name>`.",
        "",
        "| Name | Holds when |",
        "|---|---|",
    ]
    lines += [f"| `{name}` | {condition_in_words(name)} |" for name in sorted(used)]
    return "\n".join([*lines, ""])


def condition_in_words(name: str) -> str:
    """The comment with which a condition's file begins."""
    lines = (_GUARDS / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    words = []
    for line in lines:
        if not line.startswith("--"):
            break
        words.append(line.removeprefix("--").strip())
    said = re.sub(r"^Guard of [^:]+: ", "", " ".join(words)).replace("|", "\\|")
    return said[:1].upper() + said[1:]


def _glossary_page() -> str:
    lines = [
        f"| {term.term} | `{term.name}` | {term.definition} | {term.source} |"
        for term in sorted(glossary.terms(), key=lambda term: _sortable(term.term))
    ]
    lines += ["", "## Roles", "", "| Rol | Name in the code |", "|---|---|"]
    lines += [f"| {role.label} | `{key}` |" for key, role in procedure.roles().items()]
    lines += ["", "## Trays and activities", "", "| Palabra | Name in the code | Procedure |", "|---|---|---|"]
    for declared in map(procedure.load, procedure.RELEASED):
        lines += [f"| Bandeja {label} | `{key}` | {declared.code} |" for key, label in declared.trays.items()]
        lines += [f"| {a.number} {a.label} | `{a.key}` | {declared.code} |" for a in declared.activities]
    return _GLOSSARY_HEAD + "\n".join([*lines, ""])


def _sortable(words: str) -> str:
    return words.casefold().translate(str.maketrans("áéíóúñ", "aeioun"))


if __name__ == "__main__":
    main()
