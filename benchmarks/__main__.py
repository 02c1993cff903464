"""Runs benchmarks and prints one line for each figure: name value unit floor ratio target."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.world import World, world

#: Those that need the server with its cases, and those that only paint.
IN_DATABASE = (
    "steps",
    "tray",
    "start",
    "chaos",
    "replay",
    "feed",
    "pollers",
    "bulk",
    "saga",
    "assign",
    "sample",
    "search",
    "suggest",
)
IN_WINDOW = ("scroll", "page")
#: Those that need neither: they make and sign letters, or simulate a month.
IN_PROCESS = ("letters", "signatures", "tiff", "slack")
NAMES = (*IN_DATABASE, *IN_WINDOW, *IN_PROCESS)


def main(given: Sequence[str] | None = None) -> int:
    """1 if a target is missed, else 0."""
    options = _parser().parse_args(given)
    figures = []
    for figure in run(options.names or NAMES, quick=options.quick, cases=options.cases):
        print(figure.line(), flush=True)
        figures.append(figure)
    if options.json:
        options.json.write_text(
            json.dumps([f.as_json() for f in figures], indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
    return 0 if all(f.holds for f in figures) else 1


def run(names: Sequence[str], *, quick: bool = False, cases: int | None = None) -> Iterator[Figure]:
    """The figures of those benchmarks, as they come."""
    with ExitStack() as stack:
        made: list[World] = []
        for name in names:
            measure: Callable[..., Iterator[Figure]] = import_module(f"benchmarks.{name}").measure
            if name in IN_WINDOW + IN_PROCESS:
                yield from measure(quick)
                continue
            if not made:
                made.append(stack.enter_context(world(cases or (20_000 if quick else 1_000_000))))
            yield from measure(made[0], quick)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=(*NAMES, []), help=", ".join(NAMES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    parser.add_argument(
        "--quick", action="store_true", help="few rows and repetitions: shows that it runs, not how fast"
    )
    parser.add_argument("--cases", type=int, help="how many cases to make; 1,000,000 unless told otherwise")
    return parser


if __name__ == "__main__":
    sys.exit(main())
