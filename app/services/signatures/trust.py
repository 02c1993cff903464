"""Whom we believe: trust anchors, and where revocation is asked."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app.services.signatures.errors import AnchorUnreadable

if TYPE_CHECKING:
    from pyhanko_certvalidator import ValidationContext

Revocation = Literal["soft-fail", "hard-fail"]


@dataclass(frozen=True)
class Preserved:
    """What a file keeps of its own proof, as DER: certificates, answers of OCSP and lists."""

    certificates: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Trust:
    """Anchors and other known authorities as DER; `fetch` allows asking OCSP, CRL and issuers by network."""

    anchors: tuple[bytes, ...]
    others: tuple[bytes, ...] = ()
    fetch: bool = True
    #: Seconds that each question may take.
    timeout: float = field(default=10.0)

    def context(
        self,
        when: dt.datetime | None = None,
        revocation: Revocation = "soft-fail",
        preserved: Preserved | None = None,
    ) -> ValidationContext:
        """What pyHanko judges by, at that moment or now; a new one remembers nothing, so share it in a batch."""
        from asn1crypto import crl, ocsp, x509
        from pyhanko_certvalidator import ValidationContext

        from app.services.signatures.fetching import UrllibFetchers

        # They write names of people to the log, and say there what the report says.
        for library in ("pyhanko", "pyhanko_certvalidator"):
            logging.getLogger(library).setLevel(logging.CRITICAL + 1)
        kept = preserved or Preserved()
        return ValidationContext(
            trust_roots=[x509.Certificate.load(der) for der in self.anchors],
            other_certs=[x509.Certificate.load(der) for der in (*self.others, *kept.certificates)],
            ocsps=[ocsp.OCSPResponse.load(der) for der in kept.ocsps],
            crls=[crl.CertificateList.load(der) for der in kept.crls],
            allow_fetching=self.fetch,
            fetcher_backend=UrllibFetchers(self.timeout),
            revocation_mode=revocation,
            moment=when,
            # What is answered today of a moment in the past says whether it was revoked before that moment.
            retroactive_revinfo=when is not None,
        )


def certificates_from(data: bytes) -> tuple[bytes, ...]:
    """DER of the certificates in a file of an authority: PEM (one or many) or DER. Raises AnchorUnreadable."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    if len(data) > 4 * 1024 * 1024:
        raise AnchorUnreadable("too big")
    try:
        if b"-----BEGIN" in data:
            found = x509.load_pem_x509_certificates(data)
        else:
            found = [x509.load_der_x509_certificate(data)]
    except ValueError as broken:
        raise AnchorUnreadable(type(broken).__name__) from broken
    return tuple(each.public_bytes(Encoding.DER) for each in found)
