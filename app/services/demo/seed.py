"""Fills an empty database with the demonstration: staff, directors, and petitions of every kind and age."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from app.services.demo import awaited, books, campaigns, enacted, gathered, ledgers, prolonged, read_traces
from app.services.demo import world as worlds
from app.services.demo.loads import seed_loads
from app.services.demo.outgoing import OFFICE, read_directors
from app.services.demo.people import STAFF
from app.services.demo.petitions import Maker
from app.services.demo.staff import seed_staff
from app.services.demo.stages import STAGES, Stage
from app.services.legal_calendar import LegalCalendar

#: Cases written at a time: enough to be fast, few enough to show progress and keep memory low.
_PIECE = 250
Tell = Callable[[str], None]


def seed(owner: Any, password: str, tell: Tell = lambda words: None, stages: Sequence[Stage] = STAGES) -> int:
    """Write everything in one transaction of `owner` (a superuser); returns how many petitions there are.

    Nothing happens if there are people already: a demonstration goes on where it was left.
    """
    if owner.execute("SELECT EXISTS (SELECT FROM pqr.person)").fetchone()[0]:
        count: int = owner.execute("SELECT count(*) FROM pqr.petition WHERE source <> 'split'").fetchone()[0]
        return count
    today, now = owner.execute("SELECT pqr_core.today(), clock_timestamp()").fetchone()
    days = frozenset(row[0] for row in owner.execute("SELECT day FROM pqr.non_working_day"))
    tell("Creando cuarenta personas inventadas…")
    seed_staff(owner, password, today)
    world = worlds.read_world(owner, read_directors(owner))
    maker = Maker(LegalCalendar(today, days), now, world)
    total = sum(stage.count for stage in stages)
    done = 0
    _lots(owner, world, now)
    for _case in maker.make(stages):
        done += 1
        if done % _PIECE == 0:
            maker.rows.write(owner)
            tell(f"Creando peticiones inventadas: {done} de {total}…")
    maker.rows.write(owner)
    seed_loads(owner)
    _whole_lots(owner, world)
    _counters(owner, maker, now)
    tell("Trámites de ley e insumos que volvieron…")
    _acts(owner)
    owner.commit()
    owner.autocommit = True
    owner.execute("ANALYZE")
    return done


def _acts(owner: Any) -> None:
    """What people did with those petitions, and what the closed ones teach, where there are enough of them."""
    enacted.enact(owner)
    awaited.enact(owner)
    prolonged.enact(owner)
    ledgers.tell(enacted.Stage(owner))
    gathered.tell(enacted.Stage(owner))
    books.tell(enacted.Stage(owner))
    campaigns.call(enacted.Stage(owner))
    read_traces.leave(owner)
    owner.execute(
        "SELECT pqr_api.learn_claims()"
        " FROM (SELECT count(*) AS closed FROM pqr.claim k JOIN pqr.case_file f USING (case_id)"
        " WHERE f.closed_at IS NOT NULL) AS c WHERE c.closed >= 50"
    )


def _lots(owner: Any, world: worlds.World, now: dt.datetime) -> None:
    """The quality lot to which the letters in review belong, and those of the days before, two of them rejected."""
    leader = next(m for m in STAFF if "quality" in m.roles)
    for ago, (lot, area) in enumerate(zip(world.lot_ids, worlds.LOT_AREAS, strict=True)):
        drawn = now - dt.timedelta(days=ago, minutes=90)
        owner.execute(
            "INSERT INTO pqr.quality_lot (lot_id, command_id, drawn_by, drawn_at, seed, method, inspection,"
            " tolerated, code_letter, lot_size, sample_size, forced_size, accept_number, scope)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                lot,
                lot,
                leader.person_id,
                drawn,
                hashlib.sha256(lot.bytes).hexdigest()[:32],
                *worlds.LOT_PLAN,
                f"area:{area}:{drawn.date()}",
            ],
        )


def _whole_lots(owner: Any, world: worlds.World) -> None:
    """The lots already decided were reviewed whole, so that seed, letters and verdict agree; one is still in review."""
    owner.execute(
        "UPDATE pqr.quality_lot l SET lot_size = n, sample_size = n, accept_number = floor(n * l.tolerated / 100),"
        " inspection = 'full', code_letter = '' FROM (SELECT lot_id, count(*)::int AS n FROM pqr.quality_lot_case"
        " GROUP BY lot_id) c WHERE c.lot_id = l.lot_id AND l.lot_id <> %s",
        [world.lot_ids[0]],
    )


def _counters(owner: Any, maker: Maker, now: dt.datetime) -> None:
    """The next numbers go on after those that the demonstration used."""
    owner.execute(
        "INSERT INTO pqr.filing_counter (year, office, type_digit, last_number) VALUES (%s, %s, '1', %s)",
        [now.year, OFFICE, maker.numbers],
    )
