"""A signing key in the certificate store of Windows (CNG), behind a protocol of five calls.

The layer that calls Windows is `windows_api`; it has not run on Windows yet (docs/decisions/0012). Everything here is
tested against another implementation of the protocol.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from app.services.signatures.certificate import Chain, facts, in_order
from app.services.signatures.errors import KeyMissing, PinCancelled, SignatureError, StoreUnavailable, TokenRemoved
from app.services.signatures.raw import KeyType

#: Codes of Windows that a person can do something about (winerror.h).
_CANCELLED = (0x8010006E, 0x800704C7)
_REMOVED = (0x80100069, 0x8010000C, 0x80090030, 0x80100017)
_NO_KEY = (0x80090016, 0x8009000D, 0x8009200B)


class WindowsRefused(Exception):
    """A call of Windows failed with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"0x{code & 0xFFFFFFFF:08X}")
        self.code = code & 0xFFFFFFFF


class CertificateStore(Protocol):
    """The calls that signing needs of Windows; handles are opaque numbers."""

    def certificates(self) -> Sequence[bytes]:
        """DER of the certificates in the person's own store (MY) that say they have a key."""

    def issuers(self) -> Sequence[bytes]:
        """DER of the intermediate authorities (CA)."""

    def open_key(self, thumbprint: str) -> int:
        """A handle of the private key of that certificate, CNG only. Raises WindowsRefused."""

    def sign_hash(self, key: int, digest: bytes, *, rsa: bool) -> bytes:
        """The signature of a SHA-256 digest: PKCS #1 v1.5, or r and s of ECDSA side by side. Raises WindowsRefused."""

    def close_key(self, key: int) -> None:
        """Give the handle back."""


class CngSigner:
    """A key that never leaves Windows; the PIN of a smart card is asked by Windows itself, not by us."""

    def __init__(self, store: CertificateStore, thumbprint: str) -> None:
        """Find the certificate and its key. Raises KeyMissing, PinCancelled, TokenRemoved."""
        own = [der for der in store.certificates() if thumbprint in ("", facts(der).thumbprint)]
        if len(own) != 1:
            raise KeyMissing("none or several")
        self.chain: Chain = in_order(own[0], tuple(store.issuers()))
        self.key_type = KeyType.RSA if facts(own[0]).key.startswith("RSA") else KeyType.EC
        self.pin_each_time = False
        self._store = store
        with windows_errors():
            self._key: int | None = store.open_key(facts(own[0]).thumbprint)

    def sign(self, data: bytes) -> bytes:
        """The signature of the SHA-256 of `data`. Raises TokenRemoved, PinCancelled, SignatureError."""
        if self._key is None:
            raise TokenRemoved("closed")
        key, digest = self._key, hashlib.sha256(data).digest()
        with windows_errors():
            made = self._store.sign_hash(key, digest, rsa=self.key_type is KeyType.RSA)
        return made if self.key_type is KeyType.RSA else _as_der(made)

    def close(self) -> None:
        """Give the key back to Windows."""
        key, self._key = self._key, None
        if key is not None:
            self._store.close_key(key)


@contextmanager
def windows_errors() -> Iterator[None]:
    """Turn the codes of Windows into our refusals."""
    try:
        yield
    except WindowsRefused as refused:
        for codes, kind in ((_CANCELLED, PinCancelled), (_REMOVED, TokenRemoved), (_NO_KEY, KeyMissing)):
            if refused.code in codes:
                raise kind(str(refused)) from refused
        sentence = f"Windows no pudo firmar ({refused}). Revise el dispositivo y repita; si sigue, informe a soporte."
        raise SignatureError(str(refused), sentence=sentence) from refused


def windows_store() -> CertificateStore:
    """The store of this computer. Raises StoreUnavailable anywhere but on Windows."""
    if sys.platform != "win32":
        raise StoreUnavailable(sys.platform)
    from app.services.signatures.windows_api import WindowsApi

    return WindowsApi()


def _as_der(pair: bytes) -> bytes:
    """Windows gives r and s side by side; a signature carries them as a DER sequence."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    half = len(pair) // 2
    return encode_dss_signature(int.from_bytes(pair[:half], "big"), int.from_bytes(pair[half:], "big"))
