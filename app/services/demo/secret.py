"""The password of the demonstration's logins, made at random for each computer."""

from __future__ import annotations

import secrets
from pathlib import Path

PASSWORD_FILE = "demostracion.clave"


def demo_password(folder: Path) -> str:
    """The password of every invented login, made at random once for this computer's demonstration."""
    path = folder / PASSWORD_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(18), encoding="ascii")
    return path.read_text(encoding="ascii")
