"""The plans of the server against the published tables, and against what such plans are for: few good lots rejected."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from app.services.quality import risk
from app.services.quality.risk import Plan

_LETTERS = "ABCDEFGHJKLMNPQ"
_SIZES = {8: "A", 15: "B", 25: "C", 50: "D", 90: "E", 150: "F", 280: "G", 500: "H", 1200: "J", 3200: "K", 10000: "L",
          35000: "M", 150000: "N", 500000: "P", 500001: "Q"}  # fmt: skip
_N = dict(zip(_LETTERS, (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250), strict=True))
_NCA = (0.65, 1.0, 1.5, 2.5, 4.0, 6.5)
#: Rejection numbers by letter and NCA as printed in MIL-STD-105E (tables II-A and II-B, columns 0.65 to 6.5):
#: «v» the plan below, «^» the plan above. Where each cell was read: decision 0034.
_NORMAL = """
A v v v v v 1
B v v v v 1 ^
C v v v 1 ^ v
D v v 1 ^ v 2
E v 1 ^ v 2 3
F 1 ^ v 2 3 4
G ^ v 2 3 4 6
H v 2 3 4 6 8
J 2 3 4 6 8 11
K 3 4 6 8 11 15
L 4 6 8 11 15 22
M 6 8 11 15 22 ^
N 8 11 15 22 ^ ^
P 11 15 22 ^ ^ ^
Q 15 22 ^ ^ ^ ^
"""
_TIGHTENED = """
A v v v v v v
B v v v v v 1
C v v v v 1 v
D v v v 1 v v
E v v 1 v v 2
F v 1 v v 2 3
G 1 v v 2 3 4
H v v 2 3 4 6
J v 2 3 4 6 9
K 2 3 4 6 9 13
L 3 4 6 9 13 19
M 4 6 9 13 19 ^
N 6 9 13 19 ^ ^
P 9 13 19 ^ ^ ^
Q 13 19 ^ ^ ^ ^
"""
#: Table II-C, arrows followed: letters to read and acceptance number. 105E rejects from a higher number on, with a gap
#: between (0 accepts, 2 rejects); we reject everything above the first, as editions without a gap do.
_REDUCED_PLANS = """
A 8/0 5/0 3/0 2/0 2/0 2/0
B 8/0 5/0 3/0 2/0 2/0 2/0
C 8/0 5/0 3/0 2/0 2/0 3/0
D 8/0 5/0 3/0 2/0 5/0 3/0
E 8/0 5/0 3/0 8/0 5/0 5/1
F 8/0 5/0 13/0 8/0 8/1 8/1
G 8/0 20/0 13/0 13/1 13/1 13/2
H 32/0 20/0 20/1 20/1 20/2 20/3
J 32/0 32/1 32/1 32/2 32/3 32/5
K 50/1 50/1 50/2 50/3 50/5 50/7
L 80/1 80/2 80/3 80/5 80/7 80/10
M 125/2 125/3 125/5 125/7 125/10 80/10
N 200/3 200/5 200/7 200/10 125/10 80/10
P 315/5 315/7 315/10 200/10 125/10 80/10
Q 500/7 500/10 315/10 200/10 125/10 80/10
"""


def _table(printed: str) -> dict[str, list[str]]:
    return {line.split()[0]: line.split()[1:] for line in printed.split("\n") if line}


def _follow(table: dict[str, list[str]], letter: str, column: int) -> tuple[str, int]:
    """The arrows of the table: the first plan below or above."""
    at = _LETTERS.index(letter)
    while table[_LETTERS[at]][column] in "v^":
        at += 1 if table[_LETTERS[at]][column] == "v" else -1
    return _LETTERS[at], int(table[_LETTERS[at]][column]) - 1


def _plan(session, size, tolerated, inspection, method="iso_2859_1"):
    query = "SELECT letter, sample, accept FROM pqr_api.sample_plan(%s, %s, %s, %s)"
    return session.execute(query, [size, method, tolerated, inspection]).fetchone()


@pytest.mark.parametrize(("inspection", "printed"), [("normal", _NORMAL), ("tightened", _TIGHTENED)])
def test_every_cell_of_the_published_tables(sql_as, inspection, printed):
    luis, table = sql_as("quality"), _table(printed)
    for size, letter in _SIZES.items():
        for column, tolerated in enumerate(_NCA):
            wanted, accept = _follow(table, letter, column)
            sample = _N[wanted]
            found = _plan(luis, size, tolerated, inspection)
            whole = sample >= size
            assert found == (wanted, min(sample, size), int(size * tolerated // 100) if whole else accept), (
                size,
                tolerated,
            )


def test_reduced_reads_less_and_accepts_no_more_than_normal(sql_as):
    luis = sql_as("quality")
    # The textbook case: 2,000 pieces, NCA 0.65 %: normal 125/2, tightened 125/1, reduced 50/1.
    assert [_plan(luis, 2000, 0.65, each) for each in ("normal", "tightened", "reduced")] == [
        ("K", 125, 2), ("K", 125, 1), ("K", 50, 1),
    ]  # fmt: skip
    for size, letter in _SIZES.items():
        for cell, tolerated in zip(_table(_REDUCED_PLANS)[letter], _NCA, strict=True):
            sample, accept = (int(each) for each in cell.split("/"))
            whole = sample >= size
            _letter, read, accepts = _plan(luis, size, tolerated, "reduced")
            wanted = (min(sample, size), int(size * tolerated // 100) if whole else accept)
            assert (read, accepts) == wanted, (size, tolerated)
            normal = _plan(luis, size, tolerated, "normal")
            assert read <= normal[1] and (accepts <= normal[2] or whole)


def test_a_lot_just_good_passes_and_a_stricter_inspection_stops_more(sql_as):
    luis = sql_as("quality")
    for size in (150, 500, 1200, 3200, 10_000):
        for tolerated in _NCA:
            chances = {}
            for inspection in ("reduced", "normal", "tightened"):
                _letter, sample, accept = _plan(luis, size, tolerated, inspection)
                good = int(size * tolerated // 100)
                chances[inspection] = risk.passes(Plan(size, sample, accept), good) if sample < size else Fraction(1)
            # The plans pass 87 to 99 of 100 lots that are just good: least those whose sample accepts no fault.
            assert chances["tightened"] < chances["normal"] or chances["normal"] == 1, (size, tolerated)
            assert chances["normal"] >= Fraction(87, 100), (size, tolerated, float(chances["normal"]))


def test_a_proportion_sample_rejects_no_more_than_one_good_lot_in_twenty(sql_as):
    luis = sql_as("quality")
    for size in (40, 300, 611, 5_000, 60_000):
        for tolerated in _NCA:
            _letter, sample, accept = _plan(luis, size, tolerated, "normal", "proportion")
            good = risk.letters_of(tolerated, size)
            if sample == size:
                assert accept == int(size * tolerated // 100)
                continue
            assert risk.passes(Plan(size, sample, accept), good) >= Fraction(19, 20)
            if accept:
                assert risk.passes(Plan(size, sample, accept - 1), good) < Fraction(19, 20)
            stricter = _plan(luis, size, tolerated, "tightened", "proportion")
            assert stricter[1] == sample and stricter[2] <= accept
    assert _plan(luis, 611, 2.5, "normal", "proportion")[1] == 237
    assert _plan(luis, 611, 2.5, "full") == ("", 611, 15)


def test_every_plan_passes_fewer_lots_the_worse_they_are_and_discriminates(sql_as):
    luis, size = sql_as("quality"), 3000
    for tolerated in _NCA:
        for inspection in ("reduced", "normal", "tightened"):
            _letter, sample, accept = _plan(luis, size, tolerated, inspection)
            plan = Plan(size, sample, accept)
            chances = [risk.passes(plan, size * each // 1000) for each in range(0, 400, 8)]
            assert chances[0] == 1 and all(a >= b for a, b in pairwise(chances))
            # One that is ten times as bad as tolerated is stopped nearly always, reduced inspection apart.
            if inspection != "reduced":
                assert risk.passes(plan, min(size, int(size * tolerated / 10))) < Fraction(1, 20)
