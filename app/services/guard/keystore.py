"""A PKCS#12 file chosen by a person, looked at in the limited child before the program opens it with the PIN."""

from __future__ import annotations

from pathlib import Path

from app.errors import InvalidInput
from app.services.guard.process import open_file

MAX_BYTES = 1024 * 1024
_SENTENCES = {
    "missing": "El archivo del certificado no está o no se puede leer. Escójalo de nuevo.",
    "empty": "El archivo del certificado está vacío. Pida otra copia.",
    "too_big": "El archivo pesa más de 1 MB: no es un certificado. Escoja el archivo .p12 o .pfx.",
    "slow": "El archivo del certificado pide un trabajo desmedido para abrirlo y puede ser un ataque. No se abrió.",
    "limits": "Abrir el archivo del certificado pide demasiada memoria o tiempo y puede ser un ataque. No se abrió.",
    "not_checked": "No se pudo revisar el archivo en este equipo. Intente de nuevo; si se repite, informe a soporte.",
}


class BadKeystore(InvalidInput):
    """El archivo no es un certificado con su llave (.p12 o .pfx), o está dañado. Escoja otro."""

    code = "keystore"


def check(file: Path | bytes) -> None:
    """Raises BadKeystore unless the file is a PKCS#12 that a password opens in reasonable time (without its PIN)."""
    answer = open_file("keystore", file, {"bytes": MAX_BYTES})
    if answer.code:
        raise BadKeystore(answer.code, sentence=_SENTENCES.get(answer.code))
