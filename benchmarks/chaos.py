"""People at work while the network is cut, answers are swallowed, and programs and server are killed: what is lost?"""

from __future__ import annotations

import json
import random
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from app.models import connection, embedded
from benchmarks.chaos_audit import Counted, count, open_cases
from benchmarks.chaos_client import steps
from benchmarks.figure import Figure
from benchmarks.world import PASSWORD, World, _add_login, note

#: Seconds that a program needs until it works.
_CHILDHOOD = 1.5
_ROOT = Path(__file__).parent.parent


@dataclass
class Blows:
    """What was done to them."""

    cuts: int = 0
    swallowed: int = 0
    resets: int = 0
    clients_killed: int = 0
    servers_killed: int = 0


@dataclass(frozen=True)
class Person:
    """Who works: a login with its password."""

    login: str
    person_id: int
    password: str


@dataclass
class Scene:
    """A proxy before a server, and clients behind it."""

    server: embedded.Server
    database: str
    people: Sequence[Person]
    folder: Path
    cases_each: int
    #: Seconds between two kills of the server; it is killed so often at most.
    kill_every: float = 20.0
    kills: int = 4
    blows: Blows = field(default_factory=Blows)
    cases: list[str] = field(default_factory=list)
    _born: dict[int, float] = field(default_factory=dict)

    def run(self, limit: float, seed: int = 7) -> float:
        """Let everybody work through the blows until all is sent; the seconds it took. Raises TimeoutError."""
        ports = _free_ports(2)
        self._orders(ports[0])
        arguments = [str(ports[0]), str(self.server.port), str(ports[1])]
        working: dict[Path, subprocess.Popen[bytes]] = {}
        with _start("benchmarks.chaos_proxy", *arguments, stdout=subprocess.PIPE) as proxy:
            try:
                assert proxy.stdout is not None
                proxy.stdout.readline()
                working |= {folder: self._client(folder) for folder in self.folders}
                begun = time.monotonic()
                with socket.create_connection(("127.0.0.1", ports[1])) as wire, wire.makefile("rw") as control:
                    self._strike(working, control, random.Random(seed), begun + limit)
            finally:
                for each in (*working.values(), proxy):
                    each.kill()
                    each.wait()
        return time.monotonic() - begun

    @property
    def folders(self) -> list[Path]:
        """One for each client."""
        return [self.folder / str(number) for number in range(len(self.people))]

    def counted(self, auditor: Person) -> Counted:
        """What the server has of it."""
        with self._admin() as admin, self._login(auditor) as judge:
            return count(admin, judge, self.folders, self.cases, len(steps()))

    def _orders(self, port: int) -> None:
        with self._admin() as admin:
            for number, (person, folder) in enumerate(zip(self.people, self.folders, strict=True)):
                folder.mkdir(parents=True)
                cases = open_cases(admin, person.person_id, self.cases_each, number)
                self.cases += cases
                order = {
                    "port": port, "database": self.database, "login": person.login, "password": person.password,
                    "folder": str(folder), "key": secrets.token_hex(32), "cache_key": secrets.token_hex(32),
                    "cases": cases, "seed": number,
                }  # fmt: skip
                (folder / "order.json").write_text(json.dumps(order), "utf-8")

    def _client(self, folder: Path) -> subprocess.Popen[bytes]:
        with (folder / "stderr").open("ab") as words:
            client = _start("benchmarks.chaos_client", str(folder / "order.json"), stderr=words)
        self._born[client.pid] = time.monotonic()
        return client

    def _strike(self, working: dict[Path, Any], control: Any, rng: random.Random, limit: float) -> None:
        next_kill = time.monotonic() + self.kill_every
        while any(client.poll() != 0 for client in working.values()):
            if time.monotonic() > limit:
                raise TimeoutError({folder.name: client.poll() for folder, client in working.items()})
            time.sleep(rng.uniform(0.05, 0.4))
            if time.monotonic() > next_kill and self.blows.servers_killed < self.kills:
                self._kill_server(control)
                next_kill = time.monotonic() + self.kill_every
            else:
                self._blow(working, control, rng)
            for folder, client in working.items():
                if client.poll() == 3:
                    raise AssertionError(f"not everything was taken: {folder}")
                if client.poll() not in (None, 0):
                    working[folder] = self._client(folder)

    def _blow(self, working: dict[Path, Any], control: Any, rng: random.Random) -> None:
        lot = rng.random()
        if lot < 0.15:
            self.blows.cuts += 1
            _tell(control, "cut")
            time.sleep(rng.uniform(0.1, 0.6))
            _tell(control, "heal")
        elif lot < 0.35:
            self.blows.swallowed += 1
            _tell(control, "hole")
            time.sleep(rng.uniform(0.02, 0.2))
            _tell(control, "reset")
        elif lot < 0.5:
            self.blows.resets += 1
            _tell(control, "reset")
        elif lot < 0.75:
            client = rng.choice(list(working.values()))
            # One that is still starting would be killed before it did anything, again and again.
            if client.poll() is None and time.monotonic() - self._born[client.pid] > _CHILDHOOD:
                self.blows.clients_killed += 1
                client.kill()
                client.wait()

    def _kill_server(self, control: Any) -> None:
        self.blows.servers_killed += 1
        pid = int((self.server.folder / "cluster" / "postmaster.pid").read_text().splitlines()[0])
        dying = psutil.Process(pid)
        dying.kill()
        # While it dies it still looks alive, and nobody would start another.
        psutil.wait_procs([dying], timeout=10)
        limit = time.monotonic() + 30
        while True:
            try:
                self.server.revive()
                break
            except embedded.ServerNotStarted:
                if time.monotonic() > limit:
                    raise
        _tell(control, f"target {self.server.port}")

    def _admin(self) -> Any:
        server = self.server
        target = server.target(self.database)
        return connection.connect(target, server.superuser, server.password_for_superuser, autocommit=True)

    def _login(self, person: Person) -> Any:
        return connection.connect(self.server.target(self.database), person.login, person.password, autocommit=True)


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """Eight programs and 10,000 commands; every fault counts against a target of none."""
    clients, cases = (2, 4) if quick else (8, 313)
    people = []
    with world.admin() as admin:
        for number in range(1, clients + 2):
            login, person_id, role = f"u_chaos_{number}", 800 + number, "agent" if number <= clients else "auditor"
            admin.execute(
                "INSERT INTO pqr.person (person_id, login, full_name, initials, joined_on)"
                " VALUES (%s, %s, %s, 'PC', '2020-01-15') ON CONFLICT DO NOTHING",
                [person_id, login, f"Persona de caos {number}"],
            )
            _add_login(admin, login, person_id, role)
            people.append(Person(login, person_id, PASSWORD))
    with tempfile.TemporaryDirectory(prefix="pqr-chaos-") as folder:
        scene = Scene(world.server, "pqr", people[:-1], Path(folder), cases, kill_every=1.5 if quick else 8.0)
        seconds = scene.run(limit=120 if quick else 900)
        counted = scene.counted(people[-1])
    table(scene.blows, counted, seconds)
    decided = counted.decided
    for name, value in (
        ("lost", counted.lost),
        ("doubled", counted.doubled),
        ("refused", counted.refused),
        ("broken", counted.broken_versions + counted.broken_chains),
    ):
        yield Figure(f"chaos_{name}", value, "commands", None, "≤ 0", f"{name} of {decided:,} under chaos")
    yield Figure("chaos_applied", counted.applied / seconds, "1/s", None, "", f"commands applied, {clients} programs")


def table(blows: Blows, counted: Counted, seconds: float) -> None:
    """Print everything that was done and counted."""
    note(f"under chaos for {seconds:.0f} s")
    for name, value in (asdict(blows) | asdict(counted)).items():
        note(f"  {name.replace('_', ' '):<18}{value:>8,}")


def _start(module: str, *arguments: str, **streams: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=_ROOT, **streams)


def _tell(control: Any, words: str) -> None:
    control.write(f"{words}\n")
    control.flush()
    control.readline()


def _free_ports(many: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(many)]
    ports = [int(each.getsockname()[1]) for each in held]
    for each in held:
        with suppress(OSError):
            each.close()
    return ports
