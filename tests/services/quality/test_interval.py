"""The interval of a lot's share of faulty letters: it holds what it says, whoever writes badly."""

from __future__ import annotations

import io
import math
import random
import uuid
from fractions import Fraction

import pytest

from app.services.quality import sampling
from app.services.quality.__main__ import main as again
from app.services.quality.interval import Share, bounds, interval
from app.services.quality.risk import tail


def _covered(size, sample, ends):
    """Exact share of samples, for each number of faulty letters, whose interval holds it."""
    return [
        sum(
            tail(size, m, sample, x, upper=False) - (tail(size, m, sample, x - 1, upper=False) if x else 0)
            for x in range(max(0, sample - size + m), min(m, sample) + 1)
            if ends[x][0] <= m <= ends[x][1]
        )
        for m in range(size + 1)
    ]


def _agresti_coull(size, sample, found):
    """The other candidate: Agresti and Coull, with the correction for finite lots, in letters."""
    n, z = sample + 3.8416, 1.96
    p = (found + 1.9208) / n
    half = z * math.sqrt(p * (1 - p) / n * (size - sample) / (size - 1))
    return max(found, math.ceil((p - half) * size)), min(size - sample + found, math.floor((p + half) * size))


@pytest.mark.parametrize(("size", "sample"), [(40, 13), (60, 20), (90, 5)])
def test_every_lot_is_covered_exactly_and_the_rough_interval_would_not_do(size, sample):
    exact = _covered(size, sample, [bounds(size, sample, x) for x in range(sample + 1)])
    assert min(exact) >= Fraction(19, 20)
    assert min(_covered(size, sample, [_agresti_coull(size, sample, x) for x in range(sample + 1)])) < Fraction(19, 20)


def test_a_lot_reviewed_whole_is_known_and_one_not_drawn_says_nothing():
    assert interval([Share(1, 12, 12, 2), Share(0, 3, 3, 1)]).percents == pytest.approx((20, 20, 20))
    assert interval([Share(1, 12, 0, 0)]) is None and interval([]) is None
    seen = interval([Share(1, 561, 60, 0), Share(2, 50, 20, 4)])
    assert (seen.low, seen.estimate) == (4, 10) and 30 < seen.high < 70
    with pytest.raises(ValueError, match="faults"):
        bounds(10, 5, 6)


def _lot(dice, people):
    """Letters by author and topic; new authors weigh double and write worse, and some topics are one letter only."""
    members, faulty = [], set()
    for author in range(people):
        weight = 2 if author % 4 == 0 else 1
        rate = dice.choice((0.0, 0.01, 0.05)) * (3 if weight == 2 else 1)
        for topic, count in enumerate((dice.randint(5, 45), dice.randint(1, 12), 1)):
            for _ in range(count):
                member = sampling.Member(uuid.UUID(int=dice.getrandbits(128)), f"{author}/{topic}", weight)
                members.append(member)
                # A topic of one letter goes wrong more: a draw that never takes it would miss it.
                if dice.random() < rate * (6 if topic == 2 else 1):
                    faulty.add(member.case_id)
    return members, faulty


def test_of_a_thousand_drawn_lots_the_interval_holds_at_least_950():
    dice, held = random.Random(2859), 0
    for run in range(1000):
        if run % 20 == 0:
            members, faulty = _lot(dice, 9)
            sample = dice.choice((32, 50, 80))
        hit = sampling.drawn(f"semilla {run}", sample, members)
        shares = []
        for weight in (1, 2):
            mine = {m.case_id for m in members if m.weight == weight}
            shares.append(Share(weight, len(mine), len(mine & hit), len(mine & hit & faulty)))
        found = interval(shares)
        held += found.low <= len(faulty) <= found.high
    assert held >= 950, f"{held} of 1000"


def test_the_sheet_of_a_lot_redraws_it_without_the_server(tmp_path, capsys):
    dice = random.Random(7)
    members, _faulty = _lot(dice, 6)
    hit = sampling.drawn("semilla", 20, members)
    rows = [(m.case_id, m.stratum, m.weight, False, m.case_id in hit) for m in members]
    rows.append((uuid.UUID(int=5), "9/9", 1, True, True))
    sheet = tmp_path / "sorteo.csv"
    with sheet.open("w", newline="") as file:
        sampling.write_frame(file, "semilla", 20, rows)
    assert sampling.redraw(io.StringIO(sheet.read_text())) == []
    # Somebody takes a drawn letter out of the sample by hand.
    wrong = next(iter(hit))
    lines = sheet.read_text().splitlines()
    altered = "\n".join(f"{line[:-1]}0" if line.startswith(str(wrong)) else line for line in lines)
    assert sampling.redraw(io.StringIO(altered)) == [wrong]
    # The same by the command that anyone may run.
    assert again([str(sheet)]) == 0 and "mismas cartas" in capsys.readouterr().out
    sheet.write_text(altered)
    assert again([str(sheet)]) == 1 and str(wrong) in capsys.readouterr().out
    sheet.write_text("a,b")
    assert (again([str(sheet)]), again([])) == (2, 2)
    with pytest.raises(ValueError, match="sheet"):
        sampling.redraw(io.StringIO("a,b"))
