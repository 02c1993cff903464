"""A signing key in a PKCS #11 device: one login for each session, in the process that signs."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.signatures.certificate import Chain, facts, in_order
from app.services.signatures.errors import (
    KeyMissing,
    KeyOpen,
    ModuleUnusable,
    PinCancelled,
    PinLocked,
    PinWrong,
    TokenRemoved,
)
from app.services.signatures.raw import AskPin, KeyType, PinRequest, PinState, TokenFacts
from app.services.signatures.token import certificates_in, device_errors, facts_of, find_token

if TYPE_CHECKING:
    from pkcs11 import Session, Token


class Pkcs11Signer:
    """An open, logged-in session and its private key."""

    def __init__(self, session: Session, key: Any, chain: Chain, token: TokenFacts, ask_pin: AskPin) -> None:
        """Use `open_pkcs11`."""
        from pkcs11 import Attribute, Mechanism
        from pkcs11 import KeyType as DeviceKey

        self.chain = chain
        self.token = token
        self.key_type = KeyType.EC if key.key_type == DeviceKey.EC else KeyType.RSA
        self._session: Session | None = session
        self._key = key
        # Another process that inherited this session could do nothing good with it.
        self._process = os.getpid()
        self._mechanism = Mechanism.ECDSA if self.key_type is KeyType.EC else Mechanism.SHA256_RSA_PKCS
        try:
            self.pin_each_time = bool(key[Attribute.ALWAYS_AUTHENTICATE])
        except (KeyError, RuntimeError):
            # Devices older than PKCS #11 2.20 don't know the attribute, and don't ask.
            self.pin_each_time = False
        # Who asks may hold the PIN: it is let go once there is nothing more to ask.
        self._ask_pin = ask_pin if self.pin_each_time else None

    def sign(self, data: bytes) -> bytes:
        """The signature of the SHA-256 of `data`. Raises TokenRemoved, PinWrong, PinCancelled, SignatureError."""
        if self._session is None or os.getpid() != self._process:
            raise TokenRemoved("closed, or another process")
        with device_errors():
            return self._sign(data)

    def close(self) -> None:
        """Log out and leave the device; a device that is gone has nothing to close."""
        session, self._session, self._key, self._ask_pin = self._session, None, None, None
        if session is None or os.getpid() != self._process:
            return
        try:
            session.close()
        except RuntimeError:
            return

    def _sign(self, data: bytes) -> bytes:
        from pkcs11.exceptions import PinIncorrect
        from pkcs11.util.ec import encode_ecdsa_signature

        options: dict[str, Any] = {"mechanism": self._mechanism}
        if self._ask_pin is not None:
            options["pin"] = _asked(self._ask_pin, facts_of_key(self.token, "Clave para esta firma"))
        try:
            if self.key_type is KeyType.RSA:
                return bytes(self._key.sign(data, **options))
            # Raw: devices that hash for ECDSA by themselves are the exception.
            from hashlib import sha256

            return bytes(encode_ecdsa_signature(self._key.sign(sha256(data).digest(), **options)))
        except PinIncorrect as wrong:
            raise PinWrong("PIN of one signature") from wrong


def open_pkcs11(module: Path, token_name: str, thumbprint: str, ask_pin: AskPin) -> Pkcs11Signer:
    """Log in once and take the key of that certificate (or of the only one that has a key).

    Reads the device's flags before asking: a locked device is refused without a try, a last try is said.
    Raises TokenMissing, PinLocked, PinWrong, PinCancelled, KeyMissing, ModuleUnusable, TokenRemoved.
    """
    token = find_token(module, token_name)
    before = facts_of(token)
    if before.pin is PinState.LOCKED:
        raise PinLocked("flag before login")
    if before.pin is PinState.NOT_SET:
        raise ModuleUnusable("PIN not set", sentence=before.sentence)
    session = _login(token, before, ask_pin)
    try:
        return _with_key(session, before, thumbprint, ask_pin)
    except BaseException:
        session.close()
        raise


def facts_of_key(token: TokenFacts, title: str = "") -> PinRequest:
    """What is asked for this device, with its own warning."""
    return PinRequest(
        title or f"Clave del dispositivo {token.label or token.serial}", token.sentence, token.pin is PinState.FINAL_TRY
    )


def certificates_on(module: Path, token_name: str) -> tuple[TokenFacts, tuple[bytes, ...]]:
    """The device and the certificates it shows to anybody, without a PIN."""
    token = find_token(module, token_name)
    with device_errors(), token.open() as session:
        return facts_of(token), tuple(der for _identifier, der in certificates_in(session))


def _login(token: Token, before: TokenFacts, ask_pin: AskPin) -> Session:
    from pkcs11 import PROTECTED_AUTH
    from pkcs11 import exceptions as said

    pin: Any = PROTECTED_AUTH if before.has_pad else _asked(ask_pin, facts_of_key(before))
    with device_errors():
        try:
            return token.open(user_pin=pin)
        except (said.PinIncorrect, said.PinLenRange, said.PinInvalid) as wrong:
            raise _wrong(token) from wrong
        except said.PinLocked as locked:
            raise PinLocked("login") from locked
        except said.UserAlreadyLoggedIn as open_elsewhere:
            # The device counts logins by program and looked at no PIN: whoever asks may be another person.
            raise KeyOpen("another session of this program") from open_elsewhere


def _wrong(token: Token) -> PinWrong | PinLocked:
    """What a wrong PIN left: read from the device, because only it counts."""
    after = facts_of(token)
    if after.pin is PinState.LOCKED:
        return PinLocked("locked by this try")
    if after.pin is PinState.FINAL_TRY:
        sentence = "La clave no es correcta y queda un solo intento. Confírmela antes de repetir: no se probó otra vez."
        return PinWrong("login", tries_left=1, sentence=sentence)
    return PinWrong("login")


def _asked(ask_pin: AskPin, request: PinRequest) -> str:
    pin = ask_pin(request)
    if pin is None:
        raise PinCancelled("no PIN")
    return pin


def _with_key(session: Session, token: TokenFacts, thumbprint: str, ask_pin: AskPin) -> Pkcs11Signer:
    from pkcs11 import Attribute, ObjectClass

    held = certificates_in(session)
    others = tuple(der for _identifier, der in held)
    with device_errors():
        keys = {
            bytes(key[Attribute.ID]): key for key in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})
        }
    usable = [(keys[identifier], der) for identifier, der in held if identifier in keys]
    wanted = [(key, der) for key, der in usable if thumbprint in ("", facts(der).thumbprint)]
    if not wanted:
        raise KeyMissing("no certificate with its key")
    if len(wanted) > 1:
        raise KeyMissing(
            "several", sentence="El dispositivo tiene varios certificados. Elija en la lista el que va a usar."
        )
    key, leaf = wanted[0]
    return Pkcs11Signer(session, key, in_order(leaf, others), replace(token), ask_pin)
