"""The superuser's random password: in a secret store where one is given, else in a file of mode 0600."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Protocol

from app.models.embedded.files import Home, write_whole


class SecretStore(Protocol):
    """Where secrets of this computer's user are kept, such as the system's credential manager."""

    def get(self, name: str) -> str | None:
        """The secret, or None if there is none."""

    def set(self, name: str, secret: str) -> None:
        """Keep the secret."""


def name_of(home: Home) -> str:
    """The name of this server's password in a secret store."""
    return "embedded-" + hashlib.sha256(os.fsencode(home.path)).hexdigest()[:16]


def read(home: Home, store: SecretStore | None) -> str | None:
    """The password, or None if it was never made or is lost; a file's moves to the store."""
    kept = store.get(name_of(home)) if store is not None else None
    if kept:
        return kept
    filed = _read_file(home.secret)
    if filed and store is not None:
        keep(home, store, filed)
        home.secret.unlink(missing_ok=True)
    return filed


def make() -> str:
    """A new password; its characters need no quoting in SQL, files or connection strings."""
    return secrets.token_urlsafe(32)


def keep(home: Home, store: SecretStore | None, password: str) -> None:
    """Keep the password for the next start."""
    if store is not None:
        store.set(name_of(home), password)
    else:
        write_whole(home.secret, password + "\n", mode=0o600)


def _read_file(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
