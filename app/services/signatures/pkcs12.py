"""A signing key in a PKCS #12 file (.p12, .pfx)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.services.guard import keystore
from app.services.signatures.certificate import Chain, in_order
from app.services.signatures.errors import FileUnreadable, KeyMissing, PinWrong
from app.services.signatures.raw import AskPin, KeyType, PinRequest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_MAX_BYTES = 1024 * 1024


class Pkcs12Signer:
    """Holds the key in memory until it is closed."""

    pin_each_time = False

    def __init__(self, key: RSAPrivateKey | EllipticCurvePrivateKey, chain: Chain) -> None:
        """Use `open_pkcs12`."""
        from cryptography.hazmat.primitives.asymmetric import rsa

        self._key: RSAPrivateKey | EllipticCurvePrivateKey | None = key
        self.chain = chain
        self.key_type = KeyType.RSA if isinstance(key, rsa.RSAPrivateKey) else KeyType.EC

    def sign(self, data: bytes) -> bytes:
        """The signature of the SHA-256 of `data`. Raises KeyMissing once closed."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

        if self._key is None:
            raise KeyMissing("closed")
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))

    def close(self) -> None:
        """Forget the key."""
        self._key = None


def open_pkcs12(path: Path, ask_pin: AskPin) -> Pkcs12Signer | None:
    """Open the file with the password that `ask_pin` answers; None when the person gives up.

    Raises FileUnreadable, PinWrong (once: nothing is tried twice), KeyMissing.
    """
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    data = _read(path)
    _require_reasonable(data)
    password = ask_pin(PinRequest(f"Clave del archivo {path.name}"))
    if password is None:
        return None
    try:
        key, leaf, others = pkcs12.load_key_and_certificates(data, password.encode() or None)
    except ValueError as wrong:
        # A damaged file gives the same error as a wrong password: its structure tells them apart.
        if not _looks_like_pkcs12(data):
            raise FileUnreadable("not PKCS #12") from wrong
        raise PinWrong("password of the file") from wrong
    if leaf is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyMissing("no RSA or EC key with its certificate in the file")
    above = tuple(each.public_bytes(Encoding.DER) for each in others)
    return Pkcs12Signer(key, in_order(leaf.public_bytes(Encoding.DER), above))


def _require_reasonable(data: bytes) -> None:
    """A file may ask for two thousand million rounds of hashing: that is seen in the limited child, without the PIN."""
    try:
        keystore.check(data)
    except keystore.BadKeystore as bad:
        # Whether it is a certificate at all, and whether the password is right, is told below with more certainty.
        if str(bad) in ("slow", "limits"):
            raise FileUnreadable(str(bad), sentence=bad.user_message) from bad


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as missing:
        raise FileUnreadable(type(missing).__name__) from missing
    if len(data) > _MAX_BYTES:
        raise FileUnreadable("too big")
    return data


def _looks_like_pkcs12(data: bytes) -> bool:
    from asn1crypto import pkcs12

    try:
        pfx = pkcs12.Pfx.load(data, strict=True)
        return pfx["version"].native == "v3" and bool(pfx.authenticated_safe)
    except (ValueError, TypeError):
        return False
