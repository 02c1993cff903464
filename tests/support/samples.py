"""Drawing the sample of a lot over SQL, as the window does it: announced, committed, and then drawn."""

from __future__ import annotations

import uuid
from typing import Any


def announce(session: Any, scope: str, command: uuid.UUID | None = None, **options: Any) -> uuid.UUID:
    """Announce a lot with its plan; `options` are the arguments of `announce_sample`."""
    names = "".join(f", {name} => %s" for name in options)
    query = f"SELECT pqr_api.announce_sample(%s, %s{names})"
    return session.execute(query, [command or uuid.uuid4(), scope, *options.values()]).fetchone()[0]


def draw(session: Any, scope: str, command: uuid.UUID | None = None, **options: Any) -> Any:
    """The lot that the server draws."""
    promise = announce(session, scope, command, **options)
    return session.execute("SELECT pqr_api.draw_sample(%s)", [promise]).fetchone()[0]


def draw_lot(sql_as: Any) -> Any:
    """The first lot that waits, drawn by the leader."""
    session = sql_as("quality")
    return draw(
        session, session.execute("SELECT scope FROM pqr_api.quality_lots() WHERE state = 'to_draw'").fetchone()[0]
    )
