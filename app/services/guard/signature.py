"""A director's signature image from outside, opened and cleaned in the limited child (activity 22)."""

from __future__ import annotations

from pathlib import Path

from app.services.documents.richtext import one_line
from app.services.guard.process import open_file

_MOST_WORDS = 200
_SENTENCES = {
    "missing": "La imagen de la firma no está o no se puede leer. Escójala de nuevo.",
    "empty": "El archivo de la firma está vacío. Escanéela de nuevo.",
    "too_big": "La imagen de la firma pesa más de 5 MB. Redúzcala.",
    "limits": "Abrir la imagen de la firma pide demasiada memoria o tiempo y puede ser un ataque. No se abrió.",
    "not_checked": "No se pudo abrir la imagen en este equipo. Intente de nuevo; si se repite, informe a soporte.",
}


def normalise(file: Path | bytes) -> bytes:
    """The signature as `signature_image.normalise` makes it. Raises BadSignatureImage with what to change."""
    # The class lives beside Pillow, which a window that shows no signature should not have to load.
    from app.services.documents.signature_image import BadSignatureImage

    answer = open_file("signature", file)
    if not answer.code and answer.output and answer.output.startswith(b"\x89PNG\r\n\x1a\n"):
        return answer.output
    said = answer.body.get("sentence")
    sentence = _SENTENCES.get(answer.code) or (one_line(said)[:_MOST_WORDS] if isinstance(said, str) else None)
    raise BadSignatureImage(answer.code or "no png", sentence=sentence)
