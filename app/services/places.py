"""Where a person works: the entity's server, this computer alone, or the demonstration; and how one signs in there."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app import errors, paths
from app.models.connection import Target, target_from_address
from app.models.local import store as stores
from app.services.access import Access, sign_in
from app.services.demo.child import fill
from app.services.demo.people import STAFF
from app.services.demo.secret import demo_password
from app.services.legal_calendar import LegalCalendar, read_calendar
from app.services.local_server import LocalServer, has_people, make_first_admin, start_local
from app.services.offline.cache import Cache
from app.services.offline.contact import Contact
from app.services.offline.kept_text import KeptText
from app.services.offline.known_cases import KnownCases
from app.services.offline.outbox import LocalOutbox

Tell = Callable[[str], None]
RESCUED = "El archivo local estaba dañado: sus decisiones y textos se recuperaron de la copia."
NO_ROOM = "No hay espacio en el disco para el trabajo sin red: sólo podrá trabajar con conexión."
NO_STORE = "Este computador no puede cifrar el trabajo sin red: sólo podrá trabajar con conexión."


@dataclass(frozen=True)
class PersonaCard:
    """An invented person offered at the demonstration's door."""

    login: str
    name: str
    roles: tuple[str, ...]
    line: str


class Proof:
    """Whether a password is the one that opened the session; once sealed, only a slow hash of it is in memory."""

    def __init__(self, password: str) -> None:
        self._salt = secrets.token_bytes(16)
        self._hash = b""
        #: Until it is sealed: the slow hash takes 60 ms, which nobody should wait for at the door.
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

    def _of(self, password: bytes) -> bytes:
        return hashlib.scrypt(password, salt=self._salt, n=1 << 14, r=8, p=1)


@dataclass(frozen=True)
class SignedIn:
    """Everything that a session needs; `outbox` is None where this computer can't keep secrets, `why` says so."""

    access: Access
    calendar: LegalCalendar
    outbox: LocalOutbox | None
    journal: KeptText | None
    known: KnownCases | None
    why: str
    place: Place
    #: What is carried to go on without a network; None where nothing may be kept.
    cache: Cache | None = None
    proof: Proof | None = None

    def check_password(self, password: str) -> None:
        """Whether it is still this person at the keyboard. Raises WrongPassword, ServerDown, AccessWithdrawn.

        Without a network the password they came in with answers: a cut must not lock anybody out of their work.
        """
        try:
            sign_in(self.access.target, self.access.person.login, password).close()
        except errors.ServerDown:
            if self.proof is None:
                raise
            self.proof.check(password)


class Place:
    """One place to work, ready for people to sign in."""

    def __init__(self, key: str, title: str, target: Target, local: LocalServer | None = None) -> None:
        """`local` is stopped with the place."""
        self.key, self.title, self.target, self.local = key, title, target, local
        self.personas: tuple[PersonaCard, ...] = ()
        #: Nobody can sign in yet: known when the place is made ready, for the window never asks a server itself.
        self.needs_first_admin = False
        self._password = ""
        self._stores: dict[str, stores.Store] = {}
        self._caches: dict[str, Cache] = {}

    @property
    def is_demo(self) -> bool:
        """Whether everything here is invented."""
        return self.key == "demo"

    def enter(self, user: str, password: str) -> SignedIn:
        """Sign in. Raises WrongPassword, ServerDown, AccessWithdrawn, SchemaNewer, SchemaOlder."""
        login = user.strip().lower()
        access = sign_in(self.target, login if login.startswith("u_") else f"u_{login}", password)
        try:
            calendar = read_calendar(access.database)
            store, why = self._store(access.person.login)
        except errors.PqrError:
            access.close()
            raise
        proof = Proof(password)
        if store is None:
            return SignedIn(access, calendar, None, None, None, why, self, None, proof)
        contact = Contact(store)
        cache = Cache(store, contact, lambda: self._wipe_cache(access.person.login))
        access.database.memory = self._caches[access.person.login] = cache
        outbox = LocalOutbox(store, contact)
        return SignedIn(access, calendar, outbox, KeptText(store), KnownCases(store), why, self, cache, proof)

    def enter_as(self, login: str) -> SignedIn:
        """Sign in as an invented person of the demonstration."""
        return self.enter(login, self._password)

    def make_first_admin(self, full_name: str, user: str, password: str) -> SignedIn:
        """Make the first administrator of this computer and sign them in. Raises a refusal."""
        if self.local is None:
            raise errors.Refused("not on this computer")
        make_first_admin(self.local, full_name, f"u_{user}", password)
        self.needs_first_admin = False
        return self.enter(user, password)

    def forget(self, login: str) -> None:
        """Destroy what this computer keeps of a person whose access was withdrawn (data.md §3.3)."""
        store = self._stores.pop(login, None)
        if store is None:
            return
        store.close()
        if not self.is_demo:
            stores.wipe(self._folder(), self._name(), login, stores.system_key_ring())

    def sign_out(self, login: str) -> None:
        """The person left by their own will: what they carried is destroyed; what only this computer has stays."""
        cache = self._caches.pop(login, None)
        if cache is not None:
            cache.end()

    def stop(self) -> None:
        """Leave the place: local stores are closed, and a server of this computer stops with its last user."""
        for store in self._stores.values():
            store.close()
        self._stores.clear()
        if self.local is not None:
            self.local.stop()

    def _store(self, login: str) -> tuple[stores.Store | None, str]:
        """This person's store, opened once; None and why when this computer can't keep one."""
        if login not in self._stores:
            try:
                self._stores[login] = self._open_store(login)
            except stores.NoKeyRing:
                return None, NO_STORE
            except stores.DiskFull:
                return None, NO_ROOM
            except stores.StoreUnreadable as error:
                # The damaged file was set aside: a new one takes its place.
                self._stores[login] = self._open_store(login)
                return self._stores[login], error.user_message
        return self._stores[login], RESCUED if self._stores[login].was_rescued else ""

    def _wipe_cache(self, login: str) -> None:
        store = self._stores.get(login)
        if store is None:
            return
        if self.is_demo:
            store.drop_cache()
        else:
            stores.wipe_cache(store, self._name(), login, stores.system_key_ring())

    def _open_store(self, login: str) -> stores.Store:
        if self.is_demo:
            # The invented staff share one computer: nothing of theirs needs to outlive the program.
            return stores.memory_store()
        return stores.open_store(self._folder(), self._name(), login, stores.system_key_ring())

    def _name(self) -> str:
        # The port of this computer's own server may change; it is still the same server.
        return f"{self.target.host}:{self.target.port}" if self.local is None else self.key

    @staticmethod
    def _folder() -> Path:
        return paths.data_dir() / "local"


def server_place(host: str, port: int, authority: str) -> Place:
    """The entity's server. Raises InsecureConnection for an address or certificate that won't do."""
    target = target_from_address(f"postgresql://{host}:{port}/pqr", Path(authority) if authority else None)
    return Place("server", f"Servidor {host}", target)


def local_place(tell: Tell = lambda words: None) -> Place:
    """This computer alone. Raises ServerNotStarted, BinariesMissing."""
    local = start_local(paths.data_dir() / "servidor", tell)
    place = Place("local", "Este equipo", local.target, local)
    try:
        place.needs_first_admin = not has_people(local)
    except BaseException:
        place.stop()
        raise
    return place


def demo_place(tell: Tell = lambda words: None, folder: Path | None = None) -> Place:
    """The demonstration, with its invented people and cases. Raises ServerNotStarted, BinariesMissing."""
    folder = folder or paths.data_dir() / "demostracion"
    # Nothing in it is worth the wait for the disk; it can be made again.
    local = start_local(folder, tell, fsync=False)
    try:
        password = demo_password(folder)
        fill(local, password, tell)
    except BaseException:
        local.stop()
        raise
    place = Place("demo", "Demostración", local.target, local)
    place._password = password
    offered = sorted((m for m in STAFF if m.persona), key=lambda m: "agent" not in m.roles)
    place.personas = tuple(PersonaCard(m.login, m.full_name, m.roles, m.persona) for m in offered)
    return place


@dataclass(frozen=True)
class Check:
    """One thing checked of a server before any password is asked; `state` is good, warn or danger."""

    state: Literal["good", "warn", "danger"]
    title: str
    detail: str = ""
    value: str = ""


def check_server(host: str, port: int, authority: str) -> list[Check]:
    """Reach and certificate of a server, without a password. Never raises: what fails is a row that says why."""
    try:
        place = server_place(host, port, authority)
    except errors.PqrError as error:
        return [Check("danger", "Dirección y certificado", error.user_message)]
    try:
        sign_in(place.target, "u_comprobacion", "sin clave").close()
    except errors.WrongPassword:
        who = "Su certificado es de la autoridad que usted indicó."
        return [
            Check("good", "Responde", "El servidor contestó.", f"{host}:{port}"),
            Check("good", "Identidad", "Es este mismo equipo." if place.target.authority is None else who),
        ]
    except errors.PqrError as error:
        return [Check("danger", "Responde con seguridad", error.user_message, f"{host}:{port}")]
    return [Check("danger", "Contraseñas", "El servidor deja entrar a cualquiera. No lo use y avise a Tecnología.")]
