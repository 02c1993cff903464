"""Names of the index's columns as people write them, and what each may hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

#: Column → other headers that mean the same; accents, case and punctuation do not count.
COLUMNS: dict[str, tuple[str, ...]] = {
    "archivo": ("nombre_archivo", "nombre_del_archivo", "imagen", "documento_digital", "pdf"),
    "radicado": ("no_radicado", "n_radicado", "num_radicado", "numero_radicado", "numero_de_radicado",
                 "radicado_entrada", "radicado_de_entrada", "radicado_orfeo"),
    "fecha": ("fecha_radicacion", "fecha_de_radicacion", "fecha_radicado", "fecha_recepcion", "fecha_de_recepcion",
              "fecha_entrada"),
    "remitente": ("nombre", "nombres", "nombre_completo", "solicitante", "peticionario", "ciudadano"),
    "tipo_documento": ("tipo_de_documento", "tipo_doc", "tipo_identificacion"),
    "numero_documento": ("numero_de_documento", "no_documento", "num_documento", "documento", "cedula",
                         "identificacion", "numero_identificacion", "di"),
    "municipio": ("ciudad", "municipio_residencia", "municipio_de_residencia"),
    "departamento": ("depto", "dpto"),
    "canal": ("medio", "medio_recepcion", "canal_de_recepcion", "canal_recepcion"),
    "clase": ("clase_peticion", "clase_de_peticion", "tipo_peticion", "tipo_de_peticion", "tipo"),
    "asunto": ("tema", "referencia", "descripcion"),
    "direccion": ("direccion_correspondencia", "direccion_de_correspondencia"),
    "correo": ("correo_electronico", "email", "e_mail", "mail"),
    "telefono": ("celular", "tel", "telefono_celular", "movil"),
    "folios": ("paginas", "no_folios", "numero_de_folios"),
}  # fmt: skip
REQUIRED = ("archivo", "radicado", "fecha", "remitente")
_BY_HEADER = {header: column for column, others in COLUMNS.items() for header in (column, *others)}


def fold(text: str) -> str:
    """A header as letters, digits and underscores, without accents or case."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


def recognise(headers: Sequence[str]) -> list[str]:
    """The column of each header, empty for the ones we do not use; the first of two equal ones counts."""
    out: list[str] = []
    for header in headers:
        column = _BY_HEADER.get(fold(header), "")
        out.append("" if column in out else column)
    return out


def missing(columns: Sequence[str]) -> tuple[str, ...]:
    """Required columns that are not there."""
    return tuple(column for column in REQUIRED if column not in columns)
