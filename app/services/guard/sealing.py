"""What passes between the program and its child lies on the disk sealed: a kill leaves nothing to read.

The key is told through a pipe and ends with the two of them.
"""

from __future__ import annotations

import secrets

#: How a sealed file is called, so that whoever reads it knows.
SUFFIX = ".sealed"
_NONCE = 12

#: The key of this child; the program itself holds one for each.
_mine: list[bytes] = []


class Seal:
    """A key for one child."""

    def __init__(self, key: bytes | None = None) -> None:
        """A new key, or the one that was told."""
        self.key = key or secrets.token_bytes(32)

    def close(self, data: bytes) -> bytes:
        """Seal bytes."""
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        nonce = secrets.token_bytes(_NONCE)
        return nonce + ChaCha20Poly1305(self.key).encrypt(nonce, data, None)

    def open(self, data: bytes) -> bytes:
        """The bytes that were sealed. Raises ValueError for any others."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        try:
            return ChaCha20Poly1305(self.key).decrypt(data[:_NONCE], data[_NONCE:], None)
        except InvalidTag as wrong:
            raise ValueError("not sealed with this key") from wrong


def told(key: bytes) -> Seal:
    """In the child: the key that it was told."""
    _mine[:] = [key]
    return Seal(key)


def opened(data: bytes) -> bytes:
    """In the child: the bytes of a sealed file."""
    return Seal(_mine[0]).open(data)
