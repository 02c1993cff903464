"""Where a person works: the entity's server, this computer alone, or the demonstration; and how one signs in there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from app import errors, paths
from app.models.connection import Target, target_from_address
from app.models.local.store import Store
from app.services.access import Access, resume, sign_in
from app.services.demo import renewal
from app.services.demo.child import fill
from app.services.demo.people import STAFF
from app.services.demo.secret import demo_password
from app.services.legal_calendar import LegalCalendar, read_calendar
from app.services.local_server import LocalServer, has_people, make_first_admin, start_local
from app.services.offline import returning
from app.services.offline.cache import Cache
from app.services.offline.kept_text import KeptText
from app.services.offline.known_cases import KnownCases
from app.services.offline.outbox import LocalOutbox
from app.services.offline.person_stores import PersonStores
from app.services.offline.returning import NothingKept, Proof, Returned

Tell = Callable[[str], None]


@dataclass(frozen=True)
class PersonaCard:
    """An invented person offered at the demonstration's door."""

    login: str
    name: str
    roles: tuple[str, ...]
    line: str


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
    #: Came in without the server, which has to agree when it is back (access.agree).
    is_returned: bool = False
    #: This person has another program open on this computer, over the same files.
    has_others: bool = False

    def remember(self) -> None:
        """Keep what is needed to come back without a network, where something may be kept; slow."""
        if self.proof is None:
            return
        self.proof.seal()
        if self.cache is not None and not self.is_returned:
            returning.remember(self.cache, self.access, self.calendar, self.proof)

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
        # The port of this computer's own server may change; it is still the same server. The invented staff share one
        # computer: nothing of theirs needs to outlive the program.
        self._stores = PersonStores(f"{target.host}:{target.port}" if local is None else key, in_memory=self.is_demo)

    @property
    def is_demo(self) -> bool:
        """Whether everything here is invented."""
        return self.key == "demo"

    def enter(self, user: str, password: str) -> SignedIn:
        """Sign in. Raises WrongPassword, ServerDown, AccessWithdrawn, SchemaNewer, SchemaOlder."""
        login = _login(user)
        try:
            access = sign_in(self.target, login, password)
        except errors.AccessWithdrawn:
            # Said after the password was found right: what this computer keeps of them goes, also at the door.
            self.forget(login)
            raise
        except errors.WrongPassword:
            self._forget_old_password(login, password)
            raise
        try:
            calendar = read_calendar(access.database)
            store, why = self._stores.open(access.person.login)
        except errors.PqrError:
            access.close()
            raise
        proof = Proof(password)
        if store is None:
            return SignedIn(access, calendar, None, None, None, why, self, None, proof)
        return self._with_store(access, calendar, store, why, proof)

    def enter_offline(self, user: str, password: str) -> SignedIn:
        """Open what this person carries, without the server; it has to agree at the next contact.

        Raises NothingKept, ClockSetBack, WrongPassword.
        """
        store, why, back = self._come_back(_login(user), password)
        access = resume(self.target, back.person, back.roles, password)
        return replace(self._with_store(access, back.calendar, store, why, back.proof), is_returned=True)

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
        self._stores.forget(login)

    def sign_out(self, login: str) -> None:
        """The person left by their own will: what they carried is destroyed; what only this computer has stays."""
        self._stores.sign_out(login)

    def stop(self) -> None:
        """Leave the place: local stores are closed, and a server of this computer stops with its last user."""
        self._stores.close_all()
        if self.local is not None:
            self.local.stop()

    def _with_store(self, access: Access, calendar: LegalCalendar, store: Store, why: str, proof: Proof) -> SignedIn:
        cache = access.database.memory = self._stores.cache(access.person.login)
        outbox = LocalOutbox(store, cache.contact)
        kept, known = KeptText(store), KnownCases(store)
        return SignedIn(
            access, calendar, outbox, kept, known, why, self, cache, proof, has_others=store.runs.has_others()
        )

    def _come_back(self, login: str, password: str) -> tuple[Store, str, Returned]:
        if self.is_demo or not self._stores.has(login):
            raise NothingKept("no store")
        was_open = self._stores.is_open(login)
        try:
            store, why = self._stores.open(login)
            if store is None:
                raise NothingKept(why)
            return store, why, returning.come_back(self._stores.cache(login), store, password)
        except errors.PqrError:
            if not was_open:
                self._stores.close(login)
            raise

    def _forget_old_password(self, login: str, password: str) -> None:
        """The server refuses the password that opens what is kept here: it was changed, and opens nothing any more."""
        was_open = self._stores.is_open(login)
        with suppress(errors.PqrError):
            # Nothing kept, or mistyped: there is nothing to forget.
            self._come_back(login, password)
            self._stores.cache(login).forget_cases()
            if not was_open:
                self._stores.close(login)


def _login(user: str) -> str:
    login = user.strip().lower()
    return login if login.startswith("u_") else f"u_{login}"


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
    if renewal.discard_other(folder):
        tell("La demostración era de otra versión: se prepara de nuevo…")
    # Nothing in it is worth the wait for the disk; it can be made again.
    local = start_local(folder, tell, fsync=False)
    try:
        password = demo_password(folder)
        fill(local, password, tell)
        renewal.mark(folder)
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
