"""A file of certificates chosen by a person (a director's, an authority's), read in the limited child."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

from app.errors import InvalidInput
from app.services.guard.process import open_file
from app.services.signatures.certificate import CertificateFacts

MAX_BYTES = 1024 * 1024
#: An entity's whole chain is three or four; a bundle of an operating system is no authority of letters.
MOST = 40
_SENTENCES = {
    "missing": "El archivo del certificado no está o no se puede leer. Escójalo de nuevo.",
    "empty": "El archivo del certificado está vacío. Pida otra copia.",
    "too_big": "El archivo pesa más de 1 MB: no es un certificado. Escoja el archivo .cer, .crt o .pem.",
    "many": "El archivo trae demasiados certificados. Escoja el de una sola entidad.",
    "strange": "El certificado trae nombres desmedidos o con signos ocultos y puede ser un ataque. No se leyó.",
    "limits": "Leer el certificado pide demasiada memoria o tiempo y puede ser un ataque. No se leyó.",
    "not_checked": "No se pudo revisar el archivo en este equipo. Intente de nuevo; si se repite, informe a soporte.",
}


class BadCertificate(InvalidInput):
    """El archivo no es un certificado. Escoja el archivo público (.cer, .crt o .pem)."""

    code = "certificate"


def read(file: Path | bytes) -> tuple[tuple[bytes, CertificateFacts], ...]:
    """DER and facts of each certificate of a PEM or DER file, read by the child. Raises BadCertificate."""
    answer = open_file("certificate", file, {"bytes": MAX_BYTES, "most": MOST})
    if answer.code or not answer.output:
        raise BadCertificate(answer.code or "no answer", sentence=_SENTENCES.get(answer.code))
    try:
        said = json.loads(answer.output)
        found = tuple(_facts(each) for each in said)
    except (ValueError, KeyError, TypeError, RecursionError) as odd:
        raise BadCertificate("odd answer") from odd
    if not 1 <= len(found) <= MOST:
        raise BadCertificate("odd answer")
    return found


def _facts(said: dict[str, object]) -> tuple[bytes, CertificateFacts]:
    """Distrusted: the thumbprint is computed here, and every value is of its kind."""
    der = bytes.fromhex(str(said["der"]))
    words = {name: str(said[name])[:400] for name in ("subject", "holder", "holder_id", "issuer", "serial", "key")}
    return der, CertificateFacts(
        **words,
        thumbprint=hashlib.sha256(der).hexdigest(),
        not_before=dt.datetime.fromisoformat(str(said["not_before"])),
        not_after=dt.datetime.fromisoformat(str(said["not_after"])),
        signs=said["signs"] is True,
        is_authority=said["is_authority"] is True,
    )
