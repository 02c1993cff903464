"""Folders and files of the embedded server: written whole or not at all, never through a link."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from app.models.embedded.account import Account


@dataclass(frozen=True)
class Home:
    """Where one embedded server keeps its files; every path is under `path`."""

    path: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory, owned by the server's account."""
        return self.path / "cluster"

    @property
    def log_folder(self) -> Path:
        """The folder that the server's account may write to."""
        return self.path / "log"

    @property
    def server_log(self) -> Path:
        """What the server says."""
        return self.log_folder / "server.log"

    @property
    def tools_log(self) -> Path:
        """What initdb and pg_ctl say."""
        return self.path / "tools.log"

    @property
    def lock(self) -> Path:
        """Held while one program starts or stops the server; also the mark that the folder is ours."""
        return self.path / "server.lock"

    @property
    def users(self) -> Path:
        """The live programs that use the server."""
        return self.path / "users.json"

    @property
    def port(self) -> Path:
        """The port chosen last."""
        return self.path / "port"

    @property
    def secret(self) -> Path:
        """The superuser's password, where no secret store is given; mode 0600."""
        return self.path / "superuser.secret"


def write_whole(path: Path, text: str, *, mode: int = 0o600, owner: Account | None = None) -> None:
    """Replace `path` with `text` in one step; a link in its place is replaced, not followed.

    The file belongs to `owner`, else to whom its folder belongs: root must not lock a person out.
    """
    partial = path.with_name(f".{path.name}.new")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(handle, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123 - a descriptor, not a path
        _give(handle, path.parent, owner)
        file.write(text)
        file.flush()
        os.fsync(handle)
    partial.replace(path)


def _give(handle: int, folder: Path, owner: Account | None) -> None:
    if sys.platform == "win32" or os.geteuid() != 0:
        return
    if owner is not None:
        owner.own_handle(handle)
    else:
        found = folder.stat()
        os.fchown(handle, found.st_uid, found.st_gid)


def append_opener(path: str, flags: int) -> int:
    """For `open`: never through a link, because root may write where another account may place one."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def make_folders(path: Path, mode: int) -> None:
    """Make `path` and its missing parents with exactly `mode`; folders that exist keep theirs."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=mode, exist_ok=True)
        folder.chmod(mode)


def tail(path: Path, size: int = 4000) -> str:
    """The last `size` bytes of a text file, or nothing where it can't be read."""
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - size))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
