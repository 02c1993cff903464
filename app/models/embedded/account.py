"""The unprivileged account that runs the server when the program runs as root, and where it can reach."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Folder of what root's programs keep for the server's account: it owns nothing above its own cluster.
SYSTEM_ROOT = Path("/var/lib/bandeja-pqr")
_OWN_NAME = "bandeja-pqr"
#: In order of preference; `nobody` only where no account can be made.
_EXISTING = (_OWN_NAME, "postgres")


@dataclass(frozen=True)
class Account:
    """An account of the operating system without privileges."""

    name: str
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Give `path` to this account, without following a link."""
        if sys.platform != "win32":
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def own_handle(self, handle: int) -> None:
        """Give an open file to this account."""
        if sys.platform != "win32":
            os.fchown(handle, self.uid, self.gid)

    def reaches(self, folder: Path) -> bool:
        """Whether this account may pass through `folder` and everything above it (missing ones count as free)."""
        return all(self._passes(each) for each in (folder, *folder.parents) if each.exists())

    def _passes(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def server_account() -> Account | None:
    """The account to run the server under, or None where the program's own account serves."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    found = _first(_EXISTING)
    if found is None:
        _create()
        found = _first((_OWN_NAME, "nobody"))
    return found


def owner_of(folder: Path, otherwise: Account | None) -> Account | None:
    """The account that an existing cluster belongs to, which alone can run it; `otherwise` for a new one."""
    if otherwise is None or not folder.exists():
        return otherwise
    found = folder.stat()
    return otherwise if found.st_uid in (0, otherwise.uid) else Account("", found.st_uid, found.st_gid)


def drop_options(account: Account | None) -> dict[str, Any]:
    """Arguments for `subprocess` that give up root before the tool starts."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    common: dict[str, Any] = {"umask": 0o077}
    if account is None:
        return common
    return common | {"user": account.uid, "group": account.gid, "extra_groups": []}


def place(wanted: Path, account: Account | None, mark: str) -> Path:
    """Where the server's files go: `wanted`, or a folder of the system that `account` can reach.

    A parent's mode is never changed: root's home stays closed. `mark` is the file that shows that an
    existing folder is ours: where data is, it stays, even if a parent was opened or closed since; and a
    folder with other things in it is not opened to others.
    """
    wanted = wanted.absolute().resolve()
    if account is None:
        return wanted
    # Asked before the mark, which is the first file in the folder: another program may be making it at this moment,
    # and a folder seen without its mark and then with other things in it would be taken for a stranger's.
    free = not wanted.exists() or not any(wanted.iterdir())
    if (wanted / mark).exists():
        return wanted
    elsewhere = SYSTEM_ROOT / hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]
    if (elsewhere / mark).exists():
        return elsewhere
    return wanted if free and account.reaches(wanted.parent) else elsewhere


def _first(names: tuple[str, ...]) -> Account | None:
    if sys.platform == "win32":
        return None
    import pwd

    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    return None


def _create() -> None:
    tool = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if tool is None:
        return
    arguments = ["--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_ROOT)]
    # A second program may make it at the same time: what counts is whether it exists afterwards.
    subprocess.run(
        [tool, *arguments, "--shell", "/usr/sbin/nologin", _OWN_NAME],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
