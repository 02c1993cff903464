"""Text being typed, kept encrypted on this computer until its owner sends or drops it."""

from __future__ import annotations

from app import clock
from app.models.local.store import Store


class KeptText:
    """A journal of unsent text by place, such as «case:<id>:answer:1»; nothing typed is lost by a crash."""

    def __init__(self, store: Store) -> None:
        """Use an open store."""
        self._store = store

    @property
    def run(self) -> str:
        """This run of the program."""
        return self._store.runs.name

    def is_alive(self, run: str) -> bool:
        """Whether another program of this person, which types as well, runs under that name."""
        return self._store.runs.is_alive(run)

    def keep(self, place: str, body: str) -> None:
        """Keep the newest text of a place."""
        with self._store.transaction() as cursor:
            cursor.execute(
                "INSERT INTO kept_text (place, body, saved_at) VALUES (?, ?, ?)"
                " ON CONFLICT (place) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
                (place, body, clock.now().isoformat()),
            )

    def recall(self, place: str) -> str | None:
        """The kept text of a place, or None."""
        with self._store.transaction() as cursor:
            row = cursor.execute("SELECT body FROM kept_text WHERE place = ?", (place,)).fetchone()
        return None if row is None else str(row[0])

    def drop(self, place: str) -> None:
        """Forget the text of a place: it was sent, or its owner let it go."""
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM kept_text WHERE place = ?", (place,))

    def under(self, prefix: str) -> list[tuple[str, str, str]]:
        """Place, text and moment (ISO) of everything kept under a prefix, newest first."""
        with self._store.transaction() as cursor:
            rows = cursor.execute(
                "SELECT place, body, saved_at FROM kept_text WHERE substr(place, 1, ?) = ? ORDER BY saved_at DESC",
                (len(prefix), prefix),
            ).fetchall()
        return [(str(place), str(body), str(saved_at)) for place, body, saved_at in rows]
