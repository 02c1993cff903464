"""The outbox: every command is written here, encrypted, before it is sent; online is only the short case.

First in, first out for each case. A command that the server refuses blocks the later ones of its case, which
were decided on a state that never came. Source: data.md §3.2, §3.3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from uuid import UUID, uuid4

from app import errors
from app.models.local.store import DiskFull, Store
from app.services.command import Command
from app.services.database import Database
from app.services.offline import cached_cases, outbox_rows
from app.services.offline.contact import Contact
from app.services.offline.outbox_rows import Unsent
from app.services.offline.sending import Sending, Sent
from app.services.offline.ways import Verdict, noted
from app.services.perform import Result

__all__ = ["LocalOutbox", "Sent", "Unsent"]


class LocalOutbox:
    """Commands of one person on this computer."""

    def __init__(self, store: Store, contact: Contact | None = None) -> None:
        """Use an open store; whoever opened it closes it."""
        self._store = store
        self._contact = contact or Contact(store)
        #: Cases about which somebody is being answered right now: the sender leaves them alone.
        self._attended: Counter[UUID] = Counter()
        self._sending = Sending(store, self._contact, self._attended)

    def turn(self) -> AbstractContextManager[None]:
        """Alone while sending, here and among the programs of this person. Raises StoreBusy."""
        return self._store.turn()

    @contextmanager
    def attended(self, commands: Sequence[Command]) -> Iterator[None]:
        """Written before anything else, and answered to the person, not by the sender. Raises DiskFull."""
        cases = Counter(command.case_id for command in commands)
        self._attended.update(cases)
        try:
            self.write(*commands)
            yield
        finally:
            self._attended.subtract(cases)

    def write(self, *commands: Command) -> None:
        """Keep commands before they are sent; writing one twice changes nothing. Raises DiskFull.

        On a full disk the papers of the cache make room: they can be fetched again, a decision can't.
        """
        try:
            self._write(commands)
        except DiskFull:
            self._store.drop_cache()
            self._write(commands)

    def waits(self, command: Command) -> bool:
        """Whether earlier commands of its case have not been sent yet."""
        with self._store.transaction() as cursor:
            found = cursor.execute(
                "SELECT 1 FROM outbox WHERE case_id = ? AND command_id <> ? AND coalesce(seq <"
                " (SELECT seq FROM outbox WHERE command_id = ?), true) AND status IN ('pending', 'unknown') LIMIT 1",
                (str(command.case_id), str(command.command_id), str(command.command_id)),
            ).fetchone()
        return found is not None

    def settle(self, *answers: tuple[Command, Result | BaseException]) -> None:
        """Note the server's answers, all in one transaction with what they change in the cache.

        A refusal that the person heard at once is forgotten: they decide again from what they typed.
        """
        with self._store.transaction() as cursor:
            for command, answer in answers:
                verdict = _kept(answer)
                if verdict is not None:
                    outbox_rows.mark(cursor, command, verdict)
                elif not _stays(answer):
                    outbox_rows.drop(cursor, command.command_id)
                if isinstance(answer, Result) and answer.status != "queued":
                    cached_cases.advance(cursor, answer)

    def unsent(self) -> list[Unsent]:
        """Everything that waits or was not taken, oldest first."""
        with self._store.transaction() as cursor:
            return outbox_rows.read(cursor)

    def counts(self) -> tuple[int, int]:
        """How many wait, and how many were not taken."""
        with self._store.transaction() as cursor:
            found = dict(cursor.execute("SELECT status IN ('pending', 'unknown'), count(*) FROM outbox GROUP BY 1"))
        return found.get(1, 0), found.get(0, 0)

    def discard(self, command_id: UUID) -> None:
        """Forget a command by its owner's decision, with those that were blocked behind it."""
        with self.turn(), self._store.transaction() as cursor:
            for each in outbox_rows.blocked_behind(cursor, command_id):
                outbox_rows.drop(cursor, each.command.command_id)
            outbox_rows.drop(cursor, command_id)

    def retry(self, command_id: UUID) -> None:
        """Let a command be sent again, the same one, with those of its case; never one that was told as not done."""
        with self._store.transaction() as cursor:
            cursor.execute(
                "UPDATE outbox SET status = 'pending', reason = NULL, kind = 'confirmed', tries = 0"
                " WHERE status <> 'unknown' AND kind <> 'not_done'"
                " AND case_id = (SELECT case_id FROM outbox WHERE command_id = ?)",
                (str(command_id),),
            )
        self._sending.wake()

    def reapply(self, command_id: UUID, version_now: int) -> Command | None:
        """The same decision as a new command on the case as it is now; what rested on it follows. None: it is gone."""
        with self.turn(), self._store.transaction() as cursor:
            found = outbox_rows.read(cursor, "command_id = ?", (str(command_id),))
            if not found:
                return None
            behind = outbox_rows.blocked_behind(cursor, command_id)
            again = [
                replace(each.command, command_id=uuid4(), version=version_now + place)
                for place, each in enumerate([found[0], *behind])
            ]
            for each in (found[0], *behind):
                outbox_rows.drop(cursor, each.command.command_id)
            for command in again:
                outbox_rows.insert(cursor, command, self._contact.server_time().isoformat())
        return again[0]

    def report(self, command_id: UUID) -> str:
        """What support needs of a command that was put aside: no payload, so no personal data."""
        found = [each for each in self.unsent() if each.command.command_id == command_id]
        return "\n".join(
            f"{each.command.procedure} {each.command.activity}.{each.command.outcome} versión {each.command.version}"
            f"\nOrden {each.command.command_id}\nCaso {each.command.case_id}"
            f"\nEstado {each.status}, intentos {each.tries}\nCampos {', '.join(sorted(each.command.payload))}"
            for each in found
        )

    def send(self, database: Database, announce: Callable[[Result], None] | None = None) -> Sent:
        """Send what waits, in order of each case. Stops quietly when the network goes; raises AccessWithdrawn.

        `announce` hears each applied command.
        """
        return self._sending.run(database, announce)

    def _write(self, commands: Sequence[Command]) -> None:
        written_at = self._contact.server_time().isoformat()
        with self._store.transaction() as cursor:
            for command in commands:
                outbox_rows.insert(cursor, command, written_at)


def _kept(answer: Result | BaseException) -> Verdict | None:
    """What is noted of an answer that leaves the command here for its owner; None when it is not kept so."""
    if isinstance(answer, errors.AnswerLost):
        return noted("unknown", "unknown")
    return None if isinstance(answer, Result | errors.PqrError) else noted("quarantine", "quarantine")


def _stays(answer: Result | BaseException) -> bool:
    """Whether the command goes on waiting: it was queued, or the person may not be here any more."""
    return isinstance(answer, errors.AccessWithdrawn | errors.WrongPassword) or (
        isinstance(answer, Result) and answer.status == "queued"
    )
