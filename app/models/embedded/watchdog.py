"""Ends sessions of people that hold a transaction open or a query running for too long.

A person's own timeouts are manners: any login can switch them off. So whoever runs the server calls this
every 15 seconds, as a role with `pg_signal_backend`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection

#: How often to look, in seconds.
EVERY = 15
#: How long a transaction may wait for its client, and a query may run, in seconds.
IDLE_LIMIT = 60
ACTIVE_LIMIT = 300

_TERMINATE = r"""
SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))
FROM pg_stat_activity
WHERE backend_type = 'client backend'
  AND usename LIKE 'u\_%%'
  AND pid <> pg_backend_pid()
  AND (
        (state LIKE 'idle in transaction%%'
         AND xact_start < clock_timestamp() - make_interval(secs => %(idle)s))
     OR (state = 'active'
         AND query_start < clock_timestamp() - make_interval(secs => %(active)s))
     -- Many short queries in one transaction hold its locks as well as one long query does.
     OR xact_start < clock_timestamp() - make_interval(secs => %(active)s)
  )
"""


def terminate_idle(connection: Connection[Any], *, idle: float = IDLE_LIMIT, active: float = ACTIVE_LIMIT) -> int:
    """End people's sessions (logins `u_…`) over the limits; how many were ended. Use an autocommit connection."""
    row = connection.execute(_TERMINATE, {"idle": idle, "active": active}).fetchone()
    return int(row[0]) if row else 0
