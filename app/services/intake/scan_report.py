"""What the check of one incoming file says, and the sentence for each reason to refuse it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 50 * 1024 * 1024
MAX_PAGES = 500
#: A4 at 600 dpi in colour has 35 million pixels.
MAX_PIXELS = 80_000_000
#: The largest page side PDF allows, in points (ISO 32000-1, annex C).
MAX_SIDE = 14_400.0

SENTENCES = {
    "missing": "El archivo no está o no se puede leer. Revise la carpeta y los permisos.",
    "empty": "El archivo está vacío. Escanéelo de nuevo.",
    "too_big": "El archivo pesa más de 50 MB. Escanéelo en blanco y negro o divídalo.",
    "unknown_kind": "El archivo no es PDF, TIFF, JPEG ni PNG, aunque su nombre lo diga. Escanéelo de nuevo.",
    "encrypted": "El PDF tiene contraseña. Pida una copia sin contraseña.",
    "truncated": "El archivo está incompleto: se cortó al copiarlo. Cópielo o escanéelo de nuevo.",
    "corrupt": "El archivo está dañado y no se puede leer completo. Escanéelo de nuevo.",
    "no_pages": "El archivo no tiene páginas. Escanéelo de nuevo.",
    "too_many_pages": f"El archivo tiene más de {MAX_PAGES} páginas. Divídalo.",
    "too_large_page": "Una página mide o pesa mucho más de lo normal y puede ser un ataque. Escanéelo de nuevo.",
    "limits": "Abrir el archivo pide demasiada memoria o tiempo y puede ser un ataque. No se abrió.",
    "not_checked": "No se pudo revisar el archivo en este equipo. Intente de nuevo; si se repite, informe a soporte.",
    "changed": "El archivo cambió después de revisarlo. Revíselo de nuevo.",
}


@dataclass(frozen=True, slots=True)
class ScanReport:
    """Kind (pdf, tiff, jpeg, png), pages, bytes and SHA-256 of a file, or the code of why it is refused."""

    path: Path
    kind: str = ""
    pages: int = 0
    size: int = 0
    sha256: str = ""
    code: str = ""

    @property
    def ok(self) -> bool:
        """Whether the file may be opened and stored."""
        return not self.code

    @property
    def sentence(self) -> str:
        """The Spanish sentence of the refusal; empty when there is none."""
        return SENTENCES.get(self.code, SENTENCES["corrupt"]) if self.code else ""


@dataclass(frozen=True, slots=True)
class NormalisedScan:
    """A report and, when it is good, the PDF to store and show (`pdf` is None otherwise)."""

    report: ScanReport
    pdf: bytes | None
