"""Coming back in without a network: who this person is and their password's proof, kept in their encrypted cache.

It goes with the cache: on signing out, when access is withdrawn, and after 72 hours without contact.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app import clock, errors
from app.models.local.store import Store
from app.services.access import Access, PersonRow
from app.services.legal_calendar import LegalCalendar
from app.services.offline.answers import RETURNING
from app.services.offline.cache import Cache

#: Wrong passwords in a row after which what is carried is destroyed: whoever guesses here is not its owner.
MOST_WRONG = 10
_WRONG = "wrong_passwords"
#: Of scrypt: 32 MiB and a tenth of a second for each guess.
_COST, _MEMORY = 1 << 15, 64 << 20


class NothingKept(errors.ServerDown):
    """En este equipo no hay casos guardados que usted pueda abrir sin conexión. Espere a que vuelva la red."""

    code = "nothing_kept"


class ClockSetBack(errors.ServerDown):
    """El reloj de este equipo está atrasado: sin red no se abren los casos guardados. Corríjalo o espere la red."""

    code = "clock_set_back"


class Proof:
    """Whether a password is the one that opened the session; once sealed, only a slow hash of it is left."""

    def __init__(self, password: str, salt: bytes = b"", hashed: bytes = b"") -> None:
        """Of a password just typed, or of the hash kept of one."""
        self._salt = salt or secrets.token_bytes(16)
        self._hash = hashed
        #: Until it is sealed: nobody should wait at the door for the slow hash.
        self._password = password.encode()

    def seal(self) -> None:
        """Hash the password and forget it."""
        if self._password:
            self._hash = self._of(self._password)
            self._password = b""

    def check(self, password: str) -> None:
        """Raises WrongPassword."""
        self.seal()
        if not hmac.compare_digest(self._hash, self._of(password.encode())):
            raise errors.WrongPassword()

    def kept(self) -> dict[str, str]:
        """What may lie in an encrypted file."""
        self.seal()
        return {"salt": self._salt.hex(), "hash": self._hash.hex()}

    def _of(self, password: bytes) -> bytes:
        return hashlib.scrypt(password, salt=self._salt, n=_COST, r=8, p=1, maxmem=_MEMORY)


@dataclass(frozen=True)
class Returned:
    """Who came back in, as the server knew them last."""

    person: PersonRow
    roles: frozenset[str]
    calendar: LegalCalendar
    proof: Proof


def remember(cache: Cache, access: Access, calendar: LegalCalendar, proof: Proof) -> None:
    """Keep what is needed to come back; called aside, for the hash is slow."""
    body = {
        "person": asdict(access.person),
        "roles": sorted(access.roles),
        "today": calendar.today.isoformat(),
        "non_working": sorted(day.isoformat() for day in calendar.non_working),
        "proof": proof.kept(),
    }
    cache.keep(RETURNING, body)


def come_back(cache: Cache, store: Store, password: str) -> Returned:
    """Who this is, by what is kept. Raises NothingKept, ClockSetBack, WrongPassword."""
    if cache.contact.is_clock_behind():
        raise ClockSetBack()
    if cache.expire() or cache.age() is None:
        raise NothingKept("too long without contact")
    kept = cache.recall(RETURNING)
    if kept is None:
        raise NothingKept("nobody was remembered")
    proof = Proof("", bytes.fromhex(kept["proof"]["salt"]), bytes.fromhex(kept["proof"]["hash"]))
    # Counted before the answer: a program that is killed at each guess gains nothing.
    wrong = _count(store)
    try:
        proof.check(password)
    except errors.WrongPassword:
        if wrong >= MOST_WRONG:
            cache.forget_cases()
        raise
    _count(store, begin_again=True)
    return Returned(PersonRow(**kept["person"]), frozenset(kept["roles"]), _calendar(kept), proof)


def _calendar(kept: Mapping[str, Any]) -> LegalCalendar:
    # Days pass without the server; a clock that is behind does not give any back.
    today = max(clock.today(), dt.date.fromisoformat(kept["today"]))
    return LegalCalendar(today, frozenset(dt.date.fromisoformat(day) for day in kept["non_working"]))


def _count(store: Store, *, begin_again: bool = False) -> int:
    with store.transaction() as cursor:
        row = cursor.execute("SELECT value FROM main.meta WHERE key = ?", (_WRONG,)).fetchone()
        count = 0 if begin_again else int(row[0] if row else 0) + 1
        cursor.execute("INSERT OR REPLACE INTO main.meta (key, value) VALUES (?, ?)", (_WRONG, str(count)))
    return count
