"""Keys of the local files, in the system's key ring; where there is none worth the name, nothing is kept."""

from __future__ import annotations

import secrets
import sys
from contextlib import suppress
from typing import Protocol

from app.errors import PqrError

SERVICE = "BandejaPQR"


class NoKeyRing(PqrError):
    """Este computador no tiene dónde guardar la llave del trabajo sin red. Podrá trabajar sólo con conexión."""

    code = "no_key_ring"


class KeyRing(Protocol):
    """Where a secret of one person on this computer is kept."""

    def get_password(self, service: str, name: str) -> str | None:
        """The secret, or None."""

    def set_password(self, service: str, name: str, secret: str) -> None:
        """Keep the secret."""

    def delete_password(self, service: str, name: str) -> None:
        """Forget the secret."""


def system_key_ring() -> KeyRing:
    """The system's key ring, chosen by name on Windows. Raises NoKeyRing where there is none worth the name."""
    import keyring
    from keyring.backends import fail, null

    if sys.platform == "win32":
        from keyring.backends import Windows

        return Windows.WinVaultKeyring()
    ring = keyring.get_keyring()
    name = type(ring).__module__
    if isinstance(ring, fail.Keyring | null.Keyring) or "plaintext" in name.lower() or name.startswith("keyrings.alt"):
        raise NoKeyRing("no usable backend")
    return ring


def key_of(ring: KeyRing, name: str) -> str:
    """The key kept under a name, made when there is none: 64 hexadecimal digits. Raises NoKeyRing."""
    from keyring.errors import KeyringError

    try:
        key = ring.get_password(SERVICE, name)
        if key is None or len(key) != 64 or not key.isalnum():
            key = secrets.token_hex(32)
            ring.set_password(SERVICE, name, key)
            # Some rings accept a secret and keep nothing: a file locked with that key could never be opened again.
            if ring.get_password(SERVICE, name) != key:
                raise NoKeyRing("the key ring keeps nothing")
    except KeyringError as error:
        raise NoKeyRing(type(error).__name__) from error
    return key


def forget_key(ring: KeyRing, name: str) -> None:
    """Destroy a key: what it locked can't be read any more."""
    from keyring.errors import PasswordDeleteError

    with suppress(PasswordDeleteError):
        ring.delete_password(SERVICE, name)
