"""A CMS signature as a template: pyHanko makes one, and each letter changes its digest, signature and time stamp.

Making it anew for each letter costs a hundred times the signature itself: it encodes the same certificates again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services.signatures.certificate import Chain
from app.services.signatures.waiting import finished

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

_SEQUENCE, _SET, _OCTETS, _CONTEXT_0, _CONTEXT_1 = b"\x30", b"\x31", b"\x04", b"\xa0", b"\xa1"
#: Object identifier of id-aa-signatureTimeStampToken (RFC 3161), encoded.
_TIMESTAMP_OID = bytes.fromhex("060b2a864886f70d010910020e")


@dataclass(frozen=True, slots=True)
class CmsTemplate:
    """The parts of a signature that every letter of a batch shares; `around` the digest and `signed` attributes."""

    kind: bytes
    head: bytes
    signer: tuple[bytes, bytes]
    signed: tuple[bytes, bytes]
    #: The longest signature value this key gives, in bytes.
    longest: int

    def to_sign(self, digest: bytes) -> bytes:
        """The attributes that the key signs."""
        return self.signed[0] + digest + self.signed[1]

    def assemble(self, digest: bytes, signature: bytes, token: bytes = b"") -> bytes:
        """The DER of the whole: `token` is a time stamp as DER, or nothing."""
        info = self.signer[0] + digest + self.signer[1] + tlv(_OCTETS, signature)
        if token:
            info += tlv(_CONTEXT_1, tlv(_SEQUENCE, _TIMESTAMP_OID + tlv(_SET, token)))
        data = self.head + tlv(_SET, tlv(_SEQUENCE, info))
        return tlv(_SEQUENCE, self.kind + tlv(_CONTEXT_0, tlv(_SEQUENCE, data)))

    def size(self, token: int = 0) -> int:
        """Bytes that the biggest signature takes with a time stamp of `token` bytes."""
        return len(self.assemble(bytes(32), bytes(self.longest), bytes(token)))


def tlv(tag: bytes, content: bytes) -> bytes:
    """One DER element."""
    size = len(content)
    if size < 0x80:
        return tag + bytes([size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return tag + bytes([0x80 | len(length)]) + length + content


def template_for(chain: Chain) -> CmsTemplate:
    """Let pyHanko make a PAdES signature of a random digest, and take it apart."""
    digest = os.urandom(32)
    longest = _longest(chain)
    made = os.urandom(longest)
    content = finished(
        pyhanko_signer(chain, lambda _data: made).async_sign(digest, "sha256", use_pades=True, dry_run=False)
    )
    data = content["content"]
    info = data["signer_infos"][0]
    attributes = _SET + info["signed_attrs"].untag().dump()[1:]
    before = b"".join(info[name].dump() for name in ("version", "sid", "digest_algorithm", "signed_attrs"))
    around = before + info["signature_algorithm"].dump()
    head = b"".join(
        data[name].dump() for name in ("version", "digest_algorithms", "encap_content_info", "certificates")
    )
    template = CmsTemplate(
        content["content_type"].dump(), head, _around(around, digest), _around(attributes, digest), longest
    )
    if template.assemble(digest, made) != content.dump():
        raise ValueError("the template does not give back what it was taken from")
    return template


def pyhanko_signer(chain: Chain, sign: Callable[[bytes], bytes]) -> Signer:
    """pyHanko's signer on top of any key of ours."""
    from asn1crypto import x509
    from pyhanko.sign.signers import Signer
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificates = [x509.Certificate.load(der) for der in chain.certificates]
    store: Any = SimpleCertificateStore.from_certs(certificates)  # type: ignore[no-untyped-call]

    class _Signer(Signer):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            if digest_algorithm != "sha256":
                raise ValueError("only SHA-256")
            return bytes(_longest(chain)) if dry_run else sign(data)

    return _Signer(signing_cert=certificates[0], cert_registry=store, embed_roots=False)


def _longest(chain: Chain) -> int:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = x509.load_der_x509_certificate(chain.leaf).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size // 8
    # SEQUENCE of two INTEGERs, each with a sign byte at most.
    half = (getattr(key, "key_size", 256) + 7) // 8
    return 2 * (half + 3) + 3


def _around(whole: bytes, hole: bytes) -> tuple[bytes, bytes]:
    if whole.count(hole) != 1:
        raise ValueError("the digest is not where it should be")
    before, _hole, after = whole.partition(hole)
    return before, after
