"""Where a signing key can live, which certificates are there, and why each one can or can't be used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.clock import now
from app.services.signatures.certificate import CertificateFacts, Chain, facts, in_order
from app.services.signatures.errors import CertificateUnusable, PinCancelled
from app.services.signatures.raw import AskPin, RawSigner, TokenFacts


@dataclass(frozen=True)
class Pkcs12Source:
    """A file .p12 or .pfx."""

    path: Path


@dataclass(frozen=True)
class TokenSource:
    """A device of PKCS #11: the module's library, the device's label or serial (empty: the only one), a certificate."""

    module: Path
    token: str = ""
    thumbprint: str = ""


@dataclass(frozen=True)
class WindowsSource:
    """The certificate store of Windows."""

    thumbprint: str = ""


Source = Pkcs12Source | TokenSource | WindowsSource


_NO_CHAIN = Chain(())


@dataclass(frozen=True)
class Candidate:
    """A certificate found in a source; `sentence` says why it can't be used, empty when it can."""

    certificate: CertificateFacts
    sentence: str
    token: TokenFacts | None = None
    #: With the authorities above it that the source holds, to ask whether it is revoked (`preflight.chain_finding`).
    chain: Chain = _NO_CHAIN

    @property
    def usable(self) -> bool:
        """Whether it may sign today."""
        return not self.sentence


def needs_pin(source: Source) -> bool:
    """Whether the certificates can't be seen without the password (a file)."""
    return isinstance(source, Pkcs12Source)


def candidates(source: Source) -> tuple[Candidate, ...]:
    """Every certificate that can be seen without a PIN, the usable first. Costs no try of any PIN.

    Raises TokenMissing, ModuleUnusable, TokenRemoved, StoreUnavailable.
    """
    token, ders = _seen(source)
    found = [Candidate(facts(der), facts(der).obstacle(now()), token, in_order(der, ders)) for der in ders]
    people = [each for each in found if not each.certificate.is_authority]
    return tuple(sorted(people, key=lambda each: (not each.usable, each.certificate.holder)))


def token_facts(source: Source) -> TokenFacts | None:
    """What the device says of itself and its PIN before any login; None for a source that is no device."""
    if not isinstance(source, TokenSource):
        return None
    from app.services.signatures.token import facts_of, find_token

    return facts_of(find_token(source.module, source.token))


def open_source(source: Source, ask_pin: AskPin, thumbprint: str = "") -> RawSigner:
    """Take the key; the PIN is asked once. Raises SignatureError, whichever the source's own refusal is."""
    if isinstance(source, Pkcs12Source):
        from app.services.signatures.pkcs12 import open_pkcs12

        signer = open_pkcs12(source.path, ask_pin)
        if signer is None:
            raise PinCancelled("no password")
        if thumbprint not in ("", facts(signer.chain.leaf).thumbprint):
            signer.close()
            raise CertificateUnusable("another certificate", sentence=_ANOTHER)
        return signer
    if isinstance(source, TokenSource):
        from app.services.signatures.pkcs11_key import open_pkcs11

        return open_pkcs11(source.module, source.token, thumbprint or source.thumbprint, ask_pin)
    from app.services.signatures.windows_store import CngSigner, windows_store

    return CngSigner(windows_store(), thumbprint or source.thumbprint)


_ANOTHER = "El archivo tiene otro certificado, no el elegido. Revise la ruta en Ajustes."


def _seen(source: Source) -> tuple[TokenFacts | None, tuple[bytes, ...]]:
    if isinstance(source, TokenSource):
        from app.services.signatures.pkcs11_key import certificates_on

        return certificates_on(source.module, source.token)
    if isinstance(source, WindowsSource):
        from app.services.signatures.windows_store import windows_store

        return None, tuple(windows_store().certificates())
    return None, ()
