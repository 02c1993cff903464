"""Finding devices of PKCS #11 and what they hold, before anybody writes a PIN."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.signatures.errors import ModuleUnusable, SignatureError, TokenMissing, TokenRemoved
from app.services.signatures.raw import PinState, TokenFacts

if TYPE_CHECKING:
    from pkcs11 import Session, Token


@contextmanager
def device_errors() -> Iterator[None]:
    """Turn what a device answers into our refusals; what it said itself goes to the detail, never a PIN."""
    import pkcs11
    from pkcs11 import exceptions as said

    gone = (
        said.DeviceRemoved, said.TokenNotPresent, said.SessionHandleInvalid, said.SessionClosed, said.DeviceError,
        said.SlotIDInvalid, said.KeyHandleInvalid, said.ObjectHandleInvalid, said.UserNotLoggedIn, said.GeneralError,
        said.TokenNotRecognised,
    )  # fmt: skip
    try:
        yield
    except SignatureError:
        raise
    except (said.NoSuchToken, said.MultipleTokensReturned) as none:
        raise TokenMissing(type(none).__name__) from none
    except gone as lost:
        raise TokenRemoved(type(lost).__name__) from lost
    except pkcs11.PKCS11Error as refused:
        raise SignatureError(type(refused).__name__, sentence=_refused(type(refused).__name__)) from refused


def tokens(module: Path) -> list[Token]:
    """The devices that the module sees now. Raises ModuleUnusable, TokenRemoved."""
    library = _library(module)
    with device_errors():
        if library.initialized:
            # A module remembers the slots of its start; without this a device plugged in later isn't seen.
            return [slot.get_token() for slot in library.get_slots(token_present=True)]
        library.initialize()
        return [slot.get_token() for slot in library.get_slots(token_present=True)]


def find_token(module: Path, name: str) -> Token:
    """The device with that label or serial number, or the only one when `name` is empty. Raises TokenMissing."""
    found = [each for each in tokens(module) if _is_ready(each) and name in ("", each.label, serial_of(each))]
    if not found:
        raise TokenMissing("no such device")
    if len(found) > 1:
        raise TokenMissing(
            "several devices",
            sentence="Hay varios dispositivos de firma conectados. Elija uno en Ajustes o retire los otros.",
        )
    return found[0]


def facts_of(token: Token) -> TokenFacts:
    """What the device says of itself, read anew from it: the counter of its PIN costs nothing to ask."""
    from pkcs11 import TokenFlag

    with device_errors():
        fresh = token.slot.get_token()
    flags = fresh.flags
    has_pad = bool(flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH)
    return TokenFacts(fresh.label, serial_of(fresh), _pin_state(flags), has_pad)


def serial_of(token: Token) -> str:
    """The serial number as text."""
    return token.serial.decode("ascii", "replace").strip("\0 ")


def certificates_in(session: Session) -> list[tuple[bytes, bytes]]:
    """(identifier, DER) of each certificate that the session can see."""
    from pkcs11 import Attribute, ObjectClass

    found = []
    with device_errors():
        for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
            found.append((bytes(_value(each, Attribute.ID) or b""), bytes(each[Attribute.VALUE])))
    return found


def _value(thing: Any, attribute: Any) -> Any:
    from pkcs11 import AttributeTypeInvalid

    try:
        return thing[attribute]
    except AttributeTypeInvalid:
        return None


def _library(module: Path) -> Any:
    import pkcs11

    if not module.is_file():
        raise ModuleUnusable("no such file")
    try:
        return pkcs11.lib(str(module))
    except (RuntimeError, OSError) as broken:
        raise ModuleUnusable(type(broken).__name__) from broken


def _is_ready(token: Token) -> bool:
    from pkcs11 import TokenFlag

    return bool(token.flags & TokenFlag.TOKEN_INITIALIZED)


def _pin_state(flags: Any) -> PinState:
    from pkcs11 import TokenFlag

    if not flags & TokenFlag.USER_PIN_INITIALIZED:
        return PinState.NOT_SET
    for flag, state in (
        (TokenFlag.USER_PIN_LOCKED, PinState.LOCKED),
        (TokenFlag.USER_PIN_FINAL_TRY, PinState.FINAL_TRY),
        (TokenFlag.USER_PIN_COUNT_LOW, PinState.LOW),
    ):
        if flags & flag:
            return state
    return PinState.OK


def _refused(reason: str) -> str:
    return f"El dispositivo de firma no aceptó la operación ({reason}). Retírelo, conéctelo de nuevo y repita."
