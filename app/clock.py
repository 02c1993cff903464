"""Now and today in Bogotá, for what is shown; legal dates are computed by the server."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

#: Colombia keeps UTC−5 all year; a fixed offset needs no time zone files on Windows.
BOGOTA = timezone(timedelta(hours=-5), "America/Bogota")


def now() -> datetime:
    """The present instant, with Bogotá's offset."""
    return datetime.now(UTC).astimezone(BOGOTA)


def today() -> date:
    """Today's date in Bogotá."""
    return now().date()
