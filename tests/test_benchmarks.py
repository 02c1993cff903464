"""The benchmarks run and say what they measured; how fast is not asked here, a busy computer would answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.figure import Figure, percentile
from benchmarks.report import page
from tests.source import ROOT


def figure(value: float, floor: float | None, target: str) -> Figure:
    return Figure("thing", value, "ms", floor, target, "something")


@pytest.mark.parametrize(
    ("value", "floor", "target", "holds"),
    [
        (3.0, 1.0, "≤ 3", True),
        (3.1, 1.0, "≤ 3", False),
        (0.4, 1.0, "≥ 0.4", True),
        (0.39, 1.0, "≥ 0.4", False),
        (25.0, None, "≤ 25", True),
        (25.1, None, "≤ 25", False),
        (99.0, 1.0, "", True),
    ],
)
def test_a_target_is_a_limit_on_the_ratio_or_on_the_value(
    value: float, floor: float | None, target: str, holds: bool
) -> None:
    assert figure(value, floor, target).holds is holds


def test_a_line_has_the_six_words() -> None:
    assert figure(2.0, 1.0, "≤ 3").line() == "thing 2 ms 1 2.00 ≤3"
    assert figure(31.0, None, "≤ 25").line() == "thing 31 ms - - ≤25  MISSED"
    assert percentile(range(1, 101), 0.95) == 96


def test_every_benchmark_runs_and_writes_its_figures(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "--quick", "--json", str(file)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=290)
    assert done.returncode in (0, 1), done.stderr
    figures = json.loads(file.read_text("utf-8"))
    names = [each["name"] for each in figures]
    assert {"steps_1", "tray", "tray_roles", "start_login", "start_tray", "scroll"} <= set(names)
    assert {"feed_once", "pollers", "letters", "letters_memory", "tiff", "slack_7"} <= set(names)
    assert {"sample", "sample_closed", "sample_coverage"} <= set(names)
    assert {"chaos_lost", "chaos_doubled", "replay"} <= set(names)
    # What counts faults has to be none; everything else was measured. Loads may end exactly level.
    faults = {each["name"]: each["value"] for each in figures if each["target"] == "≤ 0"}
    nothing = {each["name"] for each in figures if each["value"] <= 0} - {"assign_spread"}
    assert not any(faults.values()), faults
    assert nothing <= set(faults), nothing
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == names
    assert "| `tray` |" in page(figures)
