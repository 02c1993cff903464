"""Filing numbers of this person's own cases, kept encrypted so that they have a name while there is no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.models.local.store import Store


class KnownCases:
    """Routing data only: no names, no documents of citizens."""

    def __init__(self, store: Store) -> None:
        """Use an open store."""
        self._store = store

    def learn(self, labels: Mapping[UUID, str]) -> None:
        """Keep these numbers; older ones of cases that still wait to be sent stay too."""
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM known_case WHERE case_id NOT IN (SELECT case_id FROM outbox)")
            cursor.executemany(
                "INSERT OR REPLACE INTO known_case (case_id, label) VALUES (?, ?)",
                [(str(case_id), label) for case_id, label in labels.items()],
            )

    def labels(self, case_ids: Iterable[UUID]) -> dict[UUID, str]:
        """The numbers that are known of those cases."""
        wanted = {str(case_id) for case_id in case_ids}
        with self._store.transaction() as cursor:
            rows = cursor.execute("SELECT case_id, label FROM known_case").fetchall()
        return {UUID(case_id): label for case_id, label in rows if case_id in wanted}
