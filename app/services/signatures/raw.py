"""The protocol of a signing key, wherever it lives, and the one asked for its PIN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.services.signatures.certificate import Chain


class KeyType(StrEnum):
    """Algorithms of keys that sign letters."""

    RSA = "rsa"
    EC = "ec"


class PinState(StrEnum):
    """What a device says of its PIN before anybody tries one."""

    OK = "ok"
    LOW = "low"
    FINAL_TRY = "final_try"
    LOCKED = "locked"
    NOT_SET = "not_set"


@dataclass(frozen=True)
class TokenFacts:
    """A device as it describes itself; reading this costs no try of its PIN."""

    label: str
    serial: str
    pin: PinState
    #: The device has its own keypad or dialog: the program never sees the PIN.
    has_pad: bool = False

    @property
    def sentence(self) -> str:
        """What a person should know before writing the PIN; empty when there is nothing to say."""
        return _PIN_SENTENCES[self.pin]


_PIN_SENTENCES = {
    PinState.OK: "",
    PinState.LOW: "Ya hubo una clave equivocada en este dispositivo. Escríbala con cuidado.",
    PinState.FINAL_TRY: "Queda un solo intento: si la clave es equivocada, el dispositivo se bloquea.",
    PinState.LOCKED: "El dispositivo está bloqueado. Pida a quien lo entregó que lo desbloquee.",
    PinState.NOT_SET: "El dispositivo no tiene clave. Asígnele una con el programa de su fabricante.",
}


@dataclass(frozen=True)
class PinRequest:
    """What the person is asked: a title that names the key, and a warning where a mistake would cost it."""

    title: str
    warning: str = ""
    final_try: bool = False


#: Answers with the PIN, or None when the person gives up. Called once for each session, never again by itself.
AskPin = Callable[[PinRequest], str | None]


class RawSigner(Protocol):
    """A private key that signs bytes with SHA-256, and its certificates."""

    @property
    def chain(self) -> Chain:
        """The signer's certificate and those above it."""

    @property
    def key_type(self) -> KeyType:
        """RSA (PKCS #1 v1.5) or EC (ECDSA, DER)."""

    @property
    def pin_each_time(self) -> bool:
        """Whether the device asks for the PIN at every signature (CKA_ALWAYS_AUTHENTICATE)."""

    def sign(self, data: bytes) -> bytes:
        """The signature of the SHA-256 of `data`. Raises SignatureError."""

    def close(self) -> None:
        """Forget the key and leave the device."""
