"""What whoever runs the server does for it all day: ends sessions that hold others up, and anchors the history.

A person's own timeouts are manners: any login can switch them off. The limits themselves stand in the server
(pqr_api.end_idle_sessions, pqr_api.take_anchor); a shared server's scheduled job calls the same two functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection

#: How often to look, in seconds.
EVERY = 15.0
#: A new anchor at each of these many looks: five minutes.
LOOKS_PER_ANCHOR = 20


def end_idle(connection: Connection[Any]) -> int:
    """End people's sessions (logins `u_…`) over the server's limits; how many. Use an autocommit connection."""
    row = connection.execute("SELECT pqr_api.end_idle_sessions()").fetchone()
    return int(row[0]) if row else 0


def anchor(connection: Connection[Any]) -> int:
    """Anchor the events that no anchor covers yet; how many they were. Use an autocommit connection."""
    row = connection.execute("SELECT events FROM pqr_api.take_anchor()").fetchone()
    return int(row[0]) if row else 0
