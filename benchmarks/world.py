"""A server of our own with as many invented cases as asked for, made by SQL and shared by the benchmarks of a run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app.models import connection, embedded
from app.models.embedded import binaries
from app.models.embedded.account import server_account
from app.models.migrate import prepare

DATABASE = "pqr"
PASSWORD = "clave-de-medida"
#: So that each of them has some 300 open cases.
CASES_PER_AGENT = 2500
_DATA = Path(__file__).parent / "sql"


@dataclass
class World:
    """The running server and what has been put into it."""

    server: embedded.Server
    cases: int
    _made: set[str] = field(default_factory=set)

    def admin(self) -> psycopg.Connection[Any]:
        """A superuser's connection, to whom no rule applies."""
        target = self.server.target(DATABASE)
        return connection.connect(target, self.server.superuser, self.server.password_for_superuser, autocommit=True)

    def login(self, name: str) -> psycopg.Connection[Any]:
        """A connection of one of the benchmark's people."""
        return connection.connect(self.server.target(DATABASE), name, PASSWORD, autocommit=True)

    def run_sql(self, name: str, **numbers: int) -> None:
        """Run a file of benchmarks/sql once, with numbers put in for {words}."""
        if name in self._made:
            return
        self._made.add(name)
        script = (_DATA / f"{name}.sql").read_text(encoding="utf-8")
        for word, number in numbers.items():
            script = script.replace("{" + word + "}", str(int(number)))
        with self.admin() as admin:
            admin.execute(script)  # type: ignore[arg-type]

    def fill(self) -> None:
        """The cases of the Unidad: one in eight open, spread over agents, areas and activities."""
        if "cases" in self._made:
            return
        note(f"making {self.cases:,} cases…")
        self.run_sql("people", agents=self.cases // CASES_PER_AGENT)
        with self.admin() as admin:
            for login, person, role in (
                ("u_bench_agent", 1, "agent"),
                ("u_bench_quality", 501, "quality"),
                ("u_bench_mission", 502, "mission"),
                ("u_bench_signer", 503, "signer"),
            ):
                _add_login(admin, login, person, role)
        self.run_sql("cases", cases=self.cases, agents=self.cases // CASES_PER_AGENT)
        self.tidy("case_file", "petition", "claim")

    def tidy(self, *tables: str) -> None:
        """What autovacuum would have done by the next morning."""
        with self.admin() as admin:
            for table in tables:
                admin.execute(sql.SQL("VACUUM (ANALYZE) pqr.{}").format(sql.Identifier(table)))

    def tool(self, name: str, *arguments: str, login: str) -> str:
        """What one of PostgreSQL's own programs says, run against this database as that login."""
        folder = binaries.find(server_account())
        password = self.server.password_for_superuser if login == self.server.superuser else PASSWORD
        where = {"PGHOST": self.server.host, "PGPORT": str(self.server.port), "PGDATABASE": DATABASE, "PGUSER": login}
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        libraries = {"LD_LIBRARY_PATH": str(folder.parent / "lib")} if sys.platform == "linux" else {}
        done = subprocess.run(
            [binaries.program(folder, name), *arguments],
            check=True,
            capture_output=True,
            text=True,
            env=kept | where | libraries | {"PGPASSWORD": password},
        )
        return done.stdout


@contextmanager
def world(cases: int) -> Iterator[World]:
    """A fresh server that writes durably, as a real one; removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pqr-benchmark-"))
    try:
        with embedded.start(folder, max_connections=500) as server:
            target = server.target()
            with connection.connect(target, server.superuser, server.password_for_superuser, autocommit=True) as admin:
                admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
            prepare(server.dsn(DATABASE))
            yield World(server, cases)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def note(words: str) -> None:
    """Say what is being done, apart from the figures."""
    print(words, file=sys.stderr, flush=True)


def _add_login(admin: psycopg.Connection[Any], login: str, person_id: int, role: str) -> None:
    name = sql.Identifier(login)
    admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} CONNECTION LIMIT 450").format(name, sql.Literal(PASSWORD)))
    for group in ("staff", role):
        grant = "GRANT {} TO {} WITH INHERIT TRUE, SET FALSE, ADMIN FALSE"
        admin.execute(sql.SQL(grant).format(sql.Identifier(f"pqr_{group}"), name))
    admin.execute("UPDATE pqr.person SET login = %s WHERE person_id = %s", [login, person_id])
    admin.execute("INSERT INTO pqr.person_role VALUES (%s, %s) ON CONFLICT DO NOTHING", [person_id, role])
