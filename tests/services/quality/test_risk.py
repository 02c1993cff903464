"""The figures of a sample: exact, by whole letters, and the same sample drawn outside the server."""

from __future__ import annotations

import itertools
import uuid
from fractions import Fraction

import pytest

from app.services.database import Database
from app.services.quality import lots, risk, sampling
from app.services.quality.risk import Plan


def test_a_small_plan_by_counting_every_possible_sample():
    plan = Plan(8, 3, 1)
    for faulty in range(9):
        samples = list(itertools.combinations(range(8), 3))
        good = sum(1 for s in samples if sum(letter < faulty for letter in s) <= 1)
        assert risk.passes(plan, faulty) == Fraction(good, len(samples))
    assert risk.sees(plan, 8) == 1 and risk.sees(plan, 0) == 0


def test_the_figures_of_the_drawn_screen():
    plan = Plan(611, 80, 5)
    assert risk.letters_of(2.5, 611) == 15
    assert risk.of_a_hundred(risk.passes(plan, 15)) == "99 de 100"
    assert risk.of_a_hundred(risk.sees(plan, 6)) == "57 de 100"
    assert risk.of_a_hundred(risk.sees(plan, 20)) == "94 de 100"
    bad = risk.bad_lot(plan)
    assert risk.passes(plan, bad) <= Fraction(1, 10) < risk.passes(plan, bad - 1)


def test_a_lot_reviewed_whole_has_no_risk_to_show():
    assert risk.sentences(Plan(3, 3, 0), 2.5) == []
    assert len(risk.sentences(Plan(611, 80, 5), 2.5)) == 3


@pytest.mark.parametrize(
    ("sizes", "weights", "sample"),
    [([41, 22, 18, 9], [1, 1, 1, 1], 12), ([1, 1, 1], [2, 1, 1], 2), ([5, 100], [2, 1], 30), ([3, 2], [1, 1], 5),
     ([4, 4], [2, 1], 6), ([1] * 40, [2] * 10 + [1] * 30, 8)],
)  # fmt: skip
def test_shares_are_exact_and_never_more_than_there_are(sizes, weights, sample):
    for shares in (sampling.planned(sizes, weights, sample), sampling.allocated("x", sizes, weights, sample)):
        assert sum(shares) == sample and all(0 <= g <= s for g, s in zip(shares, sizes, strict=True))


def test_a_letter_alone_in_its_stratum_has_the_chance_of_its_weight():
    sizes, weights, sample, runs = [1] * 12 + [30, 30], [2] * 4 + [1] * 10, 12, 1500
    hits = [0] * len(sizes)
    for run in range(runs):
        for at, given in enumerate(sampling.allocated(f"semilla {run}", sizes, weights, sample)):
            hits[at] += given
    chance = sample / sum(s * w for s, w in zip(sizes, weights, strict=True))
    for size, weight, hit in zip(sizes, weights, hits, strict=True):
        assert hit / runs / size == pytest.approx(chance * weight, rel=0.2)


def test_the_server_and_this_program_draw_the_same_letters(sql_as):
    admin = sql_as("postgres")
    members = [sampling.Member(uuid.UUID(int=n * 7919), f"{n % 5}/{n % 3}", 2 if n % 5 == 0 else 1) for n in range(211)]
    for seed, size in (("48213", 32), ("otra", 80), ("x", 211), ("y", 1)):
        rows = admin.execute(
            "SELECT * FROM pqr_core.drawn(%s, %s, %s, %s, %s)",
            [seed, size, [m.case_id for m in members], [m.stratum for m in members], [m.weight for m in members]],
        ).fetchall()
        assert {r[0] for r in rows} == sampling.drawn(seed, size, members) and len(rows) == size


def test_a_leader_draws_reads_and_redraws(make_drafting, perform, engine_as):
    for n in range(10):
        reply = make_drafting(claims=1, assignee="agent" if n % 2 else "agent2")
        who = "agent" if n % 2 else "agent2"
        perform(who, reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
    luis = Database(engine_as("u_luis"))
    (lot,) = lots.read_lots(luis)
    assert lots.read_standing(luis, lot.scope) == lots.Standing("normal", "normal", 0, 0, 0)
    cells = lots.read_cells(luis, lot.scope)
    assert sum(c.letters for c in cells) == lot.letters == 10 and {c.watch for c in cells} == {""}
    letter, plan = lots.plan_for(luis, lot.letters, "iso_2859_1", 2.5, "normal")
    assert (letter, plan) == ("C", Plan(10, 5, 0))
    drawn = lots.draw_sample(luis, lot.scope)
    assert (drawn.letters, drawn.sampled) == (10, 5)
    assert lots.differs_on_redraw(luis, drawn.lot_id) == []
    letters = lots.read_letters(luis, drawn.lot_id)
    assert len(letters) == 5 and all(each.waiting and not each.mine for each in letters)
