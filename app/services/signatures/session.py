"""A signing session: one key, opened once, with its PIN asked once and kept nowhere."""

from __future__ import annotations

import datetime as dt
from types import TracebackType
from typing import Self

from app.services.signatures.certificate import CertificateFacts, Chain, facts
from app.services.signatures.errors import TokenRemoved
from app.services.signatures.findings import Finding
from app.services.signatures.raw import AskPin, KeyType, RawSigner, TokenFacts
from app.services.signatures.sources import Source, open_source
from app.services.signatures.timestamps import Tsa
from app.services.signatures.trust import Trust


class SignerSession:
    """Holds an open key until it is closed; open it in the process (and close it in the thread) that signs."""

    def __init__(self, signer: RawSigner, token: TokenFacts | None = None) -> None:
        """Take over an open key; use `open` for one of a source."""
        self._signer: RawSigner | None = signer
        self._chain = signer.chain
        self._key_type = signer.key_type
        self.pin_each_time = signer.pin_each_time
        self.certificate: CertificateFacts = facts(signer.chain.leaf)
        self.token = token

    @classmethod
    def open(cls, source: Source, ask_pin: AskPin, *, thumbprint: str = "") -> Self:
        """Open the key; `ask_pin` is called once and a wrong PIN is never tried again. Raises SignatureError."""
        signer = open_source(source, ask_pin, thumbprint)
        return cls(signer, getattr(signer, "token", None))

    def __enter__(self) -> Self:
        """Use it until the block ends."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget the key, whatever happened."""
        self.close()

    @property
    def chain(self) -> Chain:
        """The signer's certificate and those above it."""
        return self._chain

    @property
    def key_type(self) -> KeyType:
        """RSA or EC."""
        return self._key_type

    def sign(self, data: bytes) -> bytes:
        """The signature of the SHA-256 of `data`. Raises TokenRemoved once closed, SignatureError."""
        if self._signer is None:
            raise TokenRemoved("session closed", sentence="La sesión de firma se cerró. Ábrala de nuevo con su clave.")
        return self._signer.sign(data)

    def preflight(
        self,
        holder: str = "",
        holder_id: str = "",
        *,
        trust: Trust | None = None,
        tsa: Tsa | None = None,
        server_now: dt.datetime | None = None,
    ) -> tuple[Finding, ...]:
        """Everything that can be known before the first letter; asks the servers, and signs once with nothing in it."""
        from app.services.signatures.preflight import look

        return look(self, holder, holder_id, trust=trust, tsa=tsa, server_now=server_now)

    def close(self) -> None:
        """Forget the key and leave the device."""
        signer, self._signer = self._signer, None
        if signer is not None:
            signer.close()
