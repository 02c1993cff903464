"""What a dishonest leader tried to get another sample, and no longer works."""

from __future__ import annotations

import psycopg
import pytest

from tests.support.samples import announce, draw


@pytest.fixture
def waiting_scope(make_drafting, perform, sql_as):
    """A lot of twelve letters that wait for their sample."""
    for _ in range(12):
        reply = make_drafting(claims=1)
        done = perform("agent", reply.case_id, 1, "draft_response", "drafted", {"answers": reply.answers()})
        assert done["status"] == "applied"
    return sql_as("quality").execute("SELECT scope FROM pqr_api.quality_lots()").fetchone()[0]


def test_no_rollback_no_other_grouping_and_no_other_plan_brings_another_sample(
    waiting_scope, make_drafting, perform, sql_as, server
):
    quality, marta = sql_as("quality"), sql_as("quality2")
    sampled = "SELECT case_id FROM pqr.quality_lot_case WHERE is_sampled ORDER BY 1"
    drawn = "SELECT pqr_api.draw_sample(%s)"
    # Announced and drawn in one transaction, all of it could be turned back: it is refused, behind a savepoint too.
    for grouping in ("area", "day", "author"):
        scope = quality.execute("SELECT scope FROM pqr_api.quality_lots(%s)", [grouping]).fetchone()[0]
        with pytest.raises(psycopg.Error, match="lot_not_announced"), quality.transaction():
            with quality.transaction():
                promise = announce(quality, scope)
            quality.execute(drawn, [promise])
    promise = announce(quality, waiting_scope)
    tries = []
    for _ in range(3):
        with quality.transaction(force_rollback=True):
            answer = quality.execute(drawn, [promise]).fetchone()[0]
            tries.append((answer["seed"], quality.execute(sampled).fetchall()))
    # Having looked: another plan, another grouping, another leader, letters sent since: none brings another.
    assert announce(quality, waiting_scope, p_tolerated=6.5, p_stratified=False) == promise
    assert announce(marta, waiting_scope, p_method="proportion") == promise
    for grouping in ("day", "author", "text"):
        scope = quality.execute("SELECT scope FROM pqr_api.quality_lots(%s)", [grouping]).fetchone()[0]
        with pytest.raises(psycopg.Error, match="lot_announced"):
            announce(quality, scope)
    with pytest.raises(psycopg.Error, match="permission denied"):
        quality.execute("SELECT seed FROM pqr.quality_promise")
    late = make_drafting(claims=1)
    perform("agent", late.case_id, 1, "draft_response", "drafted", {"answers": late.answers()})
    answer = marta.execute(drawn, [promise]).fetchone()[0]
    tries.append((answer["seed"], quality.execute(sampled).fetchall()))
    assert all(each == tries[0] for each in tries) and (answer["letters"], len(tries[0][1])) == (12, 5)
    log = (server.folder / "log" / "server.log").read_text(encoding="utf-8", errors="replace")
    assert log.count(f"scope={waiting_scope} promise={promise}") >= 4
    # What came later is a lot of its own, with another seed; drawn twice, a lot is drawn once.
    assert draw(quality, waiting_scope)["seed"] != answer["seed"]
    assert quality.execute(drawn, [promise]).fetchone()[0] == answer


@pytest.mark.parametrize(("method", "tolerated"), [("proportion", 99), ("proportion", 0), ("proportion", 7)])
def test_no_plan_lets_every_lot_pass(waiting_scope, sql_as, method, tolerated):
    with pytest.raises(psycopg.Error, match="plan_unknown"):
        announce(sql_as("quality"), waiting_scope, p_method=method, p_tolerated=tolerated)
