"""What a person carries: their open cases, and the petitions of those marked or next, to go on without a network.

Everything lies encrypted in the second file of their store; reading a citizen's data was counted when it was fetched.
It is wiped on signing out, when access is withdrawn, and after 72 hours without contact. Source: data.md §3.2.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from app import errors
from app.models.local.store import Store, StoreUnreadable
from app.services.offline.answers import Answers, forget_case, is_whole
from app.services.offline.contact import TRUSTED, Contact


class Cache(Answers):
    """One person's, over an open store. Calls may come from any thread."""

    def __init__(self, store: Store, contact: Contact, wipe: Callable[[], object]) -> None:
        """`wipe` destroys the cache's file with its key."""
        super().__init__(store)
        self.contact, self._wipe = contact, wipe

    def carry(self, case_id: UUID, on: bool = True) -> None:
        """«Llevar sin conexión»: mark a case, or take the mark away; its petition is fetched at the next `sync`."""
        words = "INSERT OR IGNORE INTO marked_case VALUES (?)" if on else "DELETE FROM marked_case WHERE case_id = ?"
        with self._store.transaction() as cursor:
            cursor.execute(words, (str(case_id),))
            if not on:
                forget_case(cursor, case_id)

    def marked(self) -> set[UUID]:
        """Cases that this person marked."""
        with self._store.transaction() as cursor:
            return {UUID(case) for (case,) in cursor.execute("SELECT case_id FROM marked_case")}

    def ready(self) -> set[UUID]:
        """Cases that can be opened without a network now, with their papers."""
        with self._store.transaction() as cursor:
            found = cursor.execute("SELECT place, case_id, body FROM answer WHERE case_id IS NOT NULL").fetchall()
            return {UUID(case) for place, case, body in found if is_whole(cursor, place, json.loads(body))}

    def age(self) -> dt.timedelta | None:
        """How long the server has not been heard; None when it never was."""
        return self.contact.silence()

    def expire(self) -> bool:
        """Wipe what is carried when the server has not been heard for three days. True when it was just wiped."""
        silence = self.contact.silence()
        if silence is None or silence < TRUSTED or not self._holds_something():
            return False
        self.forget_cases()
        return True

    def guard(self, identity: Mapping[str, Any]) -> bool:
        """At each contact: note it; another server, or an order to wipe, forgets what is carried. True: fetch anew."""
        server = f"{identity['system_identifier']}/{identity['restore_epoch']}/{identity['cache_epoch']}"
        with self._store.transaction() as cursor:
            row = cursor.execute("SELECT value FROM main.meta WHERE key = 'server'").fetchone()
            if row is None or row[0] != server:
                cursor.execute("INSERT OR REPLACE INTO main.meta (key, value) VALUES ('server', ?)", (server,))
        another = row is not None and row[0] != server
        if another:
            self.forget_cases()
        else:
            self.expire()
        self.contact.note(str(identity["now"]))
        return another

    def forget_cases(self) -> None:
        """Destroy names, sheets, papers and rows. Decisions and texts that only this computer has stay."""
        self._wipe()

    def end(self) -> None:
        """The person leaves: nothing of it stays, and nothing comes back."""
        self._is_over = True
        self.forget_cases()

    def transaction(self) -> Any:
        """For those who fill the cache. Raises DiskFull; a damaged cache is begun anew and StoreUnreadable raised."""
        if self._is_over:
            raise errors.Offline("signed out")
        return _Mended(self)

    def _holds_something(self) -> bool:
        with self._store.transaction() as cursor:
            found = cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM cached_case) OR EXISTS (SELECT 1 FROM answer)"
            ).fetchone()
        return bool(found[0])


class _Mended:
    """A transaction that begins the cache anew when its file turns out to be damaged."""

    def __init__(self, cache: Cache) -> None:
        self._cache, self._inside = cache, cache._store.transaction()

    def __enter__(self) -> Any:
        return self._inside.__enter__()

    def __exit__(self, *how: Any) -> Any:
        try:
            return self._inside.__exit__(*how)
        except StoreUnreadable:
            self._cache.forget_cases()
            raise
