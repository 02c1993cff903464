"""The refusals of signing, each with whom it concerns: the signer, one letter, or a service that doesn't answer."""

from __future__ import annotations

from enum import StrEnum

from app.errors import PqrError


class Concerns(StrEnum):
    """What a batch does about a refusal: stop, go on with the next letter, or pause and try again later."""

    SIGNER = "signer"
    LETTER = "letter"
    SERVICE = "service"


class SignatureError(PqrError):
    """La firma no se pudo hacer. Intente de nuevo; si se repite, informe a soporte."""

    code = "signature"
    concerns = Concerns.SIGNER


class PinWrong(SignatureError):
    """La clave no es correcta, así que no se firmó nada. No se probó otra vez: revísela antes de repetir."""

    code = "pin_wrong"

    def __init__(self, detail: str = "", *, tries_left: int | None = None, sentence: str | None = None) -> None:
        """`tries_left` is known only where the device tells it; 1 means that the next mistake locks it."""
        super().__init__(detail, sentence=sentence)
        self.tries_left = tries_left


class PinLocked(SignatureError):
    """El dispositivo está bloqueado por claves equivocadas. Pida a quien lo entregó que lo desbloquee."""

    code = "pin_locked"


class PinCancelled(SignatureError):
    """No se escribió la clave, así que no se firmó nada."""

    code = "pin_cancelled"


class KeyOpen(SignatureError):
    """La llave del dispositivo sigue abierta en otra parte de este programa. Termine ese lote o cierre el programa."""

    code = "key_open"


class TokenMissing(SignatureError):
    """No se encontró el dispositivo de firma. Conéctelo y vuelva a intentar."""

    code = "token_missing"


class TokenRemoved(SignatureError):
    """El dispositivo de firma dejó de responder. Conéctelo de nuevo y continúe: lo ya firmado queda firmado."""

    code = "token_removed"


class ModuleUnusable(SignatureError):
    """El programa del dispositivo de firma no se pudo usar. Revise su ruta en Ajustes o instálelo de nuevo."""

    code = "module_unusable"


class KeyMissing(SignatureError):
    """El certificado no tiene aquí su llave privada. Elija otro certificado o conecte el dispositivo correcto."""

    code = "key_missing"


class CertificateUnusable(SignatureError):
    """El certificado no sirve para firmar. Elija otro o renuévelo con su entidad de certificación."""

    code = "certificate_unusable"


class FileUnreadable(SignatureError):
    """El archivo del certificado no se pudo leer. Revise la ruta en Ajustes; debe ser .p12 o .pfx."""

    code = "certificate_file"


class StoreUnavailable(SignatureError):
    """El almacén de certificados de Windows no está disponible en este equipo. Use un archivo o un dispositivo."""

    code = "store_unavailable"


class PinEachTime(SignatureError):
    """Este dispositivo pide la clave en cada firma, así que no sirve para lotes. Use otro o un archivo."""

    code = "pin_each_time"


class NotSignable(SignatureError):
    """El archivo no se puede firmar: está dañado o no es una carta de este programa. Genere la carta de nuevo."""

    code = "not_signable"
    concerns = Concerns.LETTER


class TimestampDown(SignatureError):
    """La autoridad de sellado de tiempo no respondió. Reintente más tarde o firme sin sello: se agrega después."""

    code = "timestamp_down"
    concerns = Concerns.SERVICE


class RevocationUnavailable(SignatureError):
    """No se pudo saber si el certificado está revocado. Reintente cuando responda la entidad de certificación."""

    code = "revocation_unavailable"
    concerns = Concerns.SERVICE


class AnchorUnreadable(SignatureError):
    """El archivo no es un certificado de autoridad. Use el .cer, .crt o .pem que publica la entidad."""

    code = "anchor_unreadable"


class BadTimestampAddress(SignatureError):
    """La dirección del sello de tiempo no sirve. Debe empezar por https:// (o http://) y nombrar un servidor."""

    code = "timestamp_address"
