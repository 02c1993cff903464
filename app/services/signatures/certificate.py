"""What a certificate says of itself, and in one sentence why it can't sign a letter."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clock import BOGOTA
from app.services.signatures.errors import CertificateUnusable

if TYPE_CHECKING:
    from cryptography import x509

#: Where Colombian certification entities put the holder's identity number, besides the standard serialNumber.
_IDENTITY_OIDS = ("2.5.4.5", "1.3.6.1.4.1.23267.2.2", "1.3.6.1.4.1.23267.2.3")
_MIN_RSA_BITS = 2048


@dataclass(frozen=True)
class CertificateFacts:
    """A certificate without its bytes: `thumbprint` is the SHA-256 in hexadecimal, dates carry Bogotá's offset."""

    subject: str
    holder: str
    holder_id: str
    issuer: str
    serial: str
    thumbprint: str
    not_before: dt.datetime
    not_after: dt.datetime
    #: «RSA 2048», «EC secp256r1».
    key: str
    #: Whether its uses include signing documents (digitalSignature or nonRepudiation).
    signs: bool
    is_authority: bool

    def obstacle(self, now: dt.datetime) -> str:
        """Why it can't sign at that moment, in Spanish; empty when it can."""
        if self.is_authority:
            return "Es el certificado de una autoridad, no el de una persona. Elija el del director."
        if not self.signs:
            return "El certificado no permite firmar documentos. Pida a la entidad uno de firma digital."
        if now < self.not_before:
            return f"El certificado empieza a valer el {self.not_before:%d/%m/%Y}. Firme desde ese día."
        if now > self.not_after:
            return f"El certificado venció el {self.not_after:%d/%m/%Y}. Renuévelo con su entidad de certificación."
        if self.key.startswith("RSA") and int(self.key.split()[1]) < _MIN_RSA_BITS:
            return f"La llave del certificado es débil ({self.key}). Renuévelo con una de 2048 bits o más."
        return ""

    def is_of(self, holder: str, holder_id: str = "") -> bool:
        """Whether it names that person: by identity number where both have one, else by all the words of the name."""
        mine, theirs = _digits(self.holder_id), _digits(holder_id)
        if mine and theirs:
            return mine == theirs
        wanted, words = _words(holder), _words(self.holder)
        # Certificates often leave out a second name or surname, never add one.
        return len(wanted & words) >= 2 and (words <= wanted or wanted <= words)


@dataclass(frozen=True)
class Chain:
    """The signer's certificate and those above it as DER bytes, the signer's first."""

    certificates: tuple[bytes, ...]

    @property
    def leaf(self) -> bytes:
        """The signer's own."""
        return self.certificates[0]


def facts(der: bytes) -> CertificateFacts:
    """Read a certificate. Raises CertificateUnusable when the bytes aren't one."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    try:
        found = x509.load_der_x509_certificate(der)
        return CertificateFacts(
            subject=found.subject.rfc4514_string(),
            holder=_attribute(found.subject, "2.5.4.3"),
            holder_id=next(filter(None, (_attribute(found.subject, oid) for oid in _IDENTITY_OIDS)), ""),
            issuer=found.issuer.rfc4514_string(),
            serial=f"{found.serial_number:X}",
            thumbprint=found.fingerprint(hashes.SHA256()).hex(),
            not_before=found.not_valid_before_utc.astimezone(BOGOTA),
            not_after=found.not_valid_after_utc.astimezone(BOGOTA),
            key=_key(found),
            signs=_signs(found),
            is_authority=_is_authority(found),
        )
    except ValueError as broken:
        raise CertificateUnusable(type(broken).__name__, sentence="El certificado está dañado. Elija otro.") from broken


def in_order(leaf: bytes, others: tuple[bytes, ...]) -> Chain:
    """The chain from the leaf up, as far as `others` know the issuers; without the root, which each verifier has."""
    from cryptography import x509

    by_subject: dict[bytes, tuple[x509.Certificate, bytes]] = {}
    for der in others:
        found = x509.load_der_x509_certificate(der)
        by_subject.setdefault(found.subject.public_bytes(), (found, der))
    chain, current = [leaf], x509.load_der_x509_certificate(leaf)
    while len(chain) <= len(others) and current.issuer != current.subject:
        above = by_subject.get(current.issuer.public_bytes())
        if above is None or above[1] in chain or above[0].issuer == above[0].subject:
            break
        chain.append(above[1])
        current = above[0]
    return Chain(tuple(chain))


def _attribute(name: x509.Name, oid: str) -> str:
    return next((str(each.value) for each in name if each.oid.dotted_string == oid), "")


def _key(found: x509.Certificate) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    key = found.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    return type(key).__name__.lstrip("_")


def _signs(found: x509.Certificate) -> bool:
    from cryptography import x509

    try:
        usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _is_authority(found: x509.Certificate) -> bool:
    from cryptography import x509

    try:
        return found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text).lstrip("0")


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(char if char.isalpha() or char.isspace() else " " for char in plain if not _is_mark(char))
    return frozenset(word for word in letters.split() if len(word) > 1)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) == "Mn"
