"""Words of an index (channel, class, municipality, document type) matched with the program's catalogues."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from app.services.database import Database
from app.services.intake.intake_row import Details, RowRefused
from app.services.verbs.checks import DOCUMENT_TYPES

#: What people write in indexes for some catalogue entries.
_ALSO = {
    "fisico": "post",
    "correspondencia": "post",
    "correo": "post",
    "correo electronico": "email",
    "e-mail": "email",
    "electronico": "email",
    "web": "web",
    "formulario web": "web",
    "ventanilla": "window",
    "personal": "window",
    "telefonico": "oral",
    "derecho de peticion": "petition",
    "pqr": "petition",
    "documentos": "documents",
    "informacion": "documents",
    "roc": "oversight",
    "congreso": "congress",
    "tutela": "judicial",
}


def plain_words(text: str) -> str:
    """Lower case, without accents or repeated spaces: «Correo  Electrónico» -> «correo electronico»."""
    bare = "".join(ch for ch in unicodedata.normalize("NFD", text) if not unicodedata.combining(ch))
    return " ".join(bare.casefold().split())


@dataclass(frozen=True)
class CatalogueWords:
    """The catalogues as an importer or a form needs them; keys are the database's."""

    channels: dict[str, str]
    classes: dict[str, str]
    #: Classes whose term is typed from the document.
    typed: frozenset[str]
    #: (code, name, department), by name.
    municipalities: tuple[tuple[str, str, str], ...]
    #: Leaves of the claim tree: (code, title, line).
    topics: tuple[tuple[str, str, str], ...]
    #: Codes of those that are reserved: no list shows them beside a petition.
    reserved: frozenset[str] = frozenset()

    def channel(self, words: str, default: str) -> str:
        """Key of a channel; the default when the words are blank or unknown."""
        return _match(words, self.channels) or default

    def petition_class(self, words: str, default: str, row: int | None) -> str:
        """Key of a class; RowRefused when the words are unknown or the class needs a term typed by a person."""
        key = _match(words, self.classes) if words else default
        if key is None:
            raise RowRefused(
                "petition_class",
                f"{_at(row)}la clase «{words[:40]}» no existe. Use Petición, Queja, Reclamo o Consulta.",
            )
        if key in self.typed:
            raise RowRefused(
                "typed_term", f"{_at(row)}esa clase lleva el plazo de su oficio. Regístrela a mano con fecha y hora."
            )
        return key

    def municipality(self, details: Details) -> str | None:
        """DIVIPOLA code of a name, told apart by the department where two are alike; None if unknown."""
        name, department = plain_words(details.municipality), plain_words(details.department)
        if details.municipality.isdigit():
            return next((code for code, _n, _d in self.municipalities if code == details.municipality.zfill(5)), None)
        found = [m for m in self.municipalities if plain_words(m[1]) == name]
        if department:
            found = [m for m in found if plain_words(m[2]) == department]
        return found[0][0] if len(found) == 1 else None


def document_type(words: str, row: int | None) -> str | None:
    """The document type as the program writes it; None when blank. RowRefused when it is another."""
    kind = words.strip().upper()
    if kind and kind not in DOCUMENT_TYPES:
        raise RowRefused(
            "document_type", f"{_at(row)}el tipo de documento «{kind[:10]}» no existe. Use CC, TI, CE, NIT…"
        )
    return kind or None


def read_catalogues(database: Database) -> CatalogueWords:
    """Ask the server. Raises Offline, Busy."""
    classes = database.rows("SELECT key, label, has_typed_term FROM pqr.petition_class ORDER BY priority, label")
    leaves = database.rows("SELECT code, title, line, is_sensitive FROM pqr.claim_node WHERE is_leaf ORDER BY code")
    return CatalogueWords(
        channels={r.key: r.label for r in database.rows("SELECT key, label FROM pqr.channel ORDER BY label")},
        classes={r.key: r.label for r in classes},
        typed=frozenset(r.key for r in classes if r.has_typed_term),
        municipalities=tuple(
            (r.code, r.name, r.department)
            for r in database.rows("SELECT code, name, department FROM pqr.municipality ORDER BY name, department")
        ),
        topics=tuple((r.code, r.title, r.line) for r in leaves),
        reserved=frozenset(r.code for r in leaves if r.is_sensitive),
    )


def _match(words: str, labels: dict[str, str]) -> str | None:
    wanted = plain_words(words)
    if not wanted:
        return None
    found = next((key for key, label in labels.items() if plain_words(label) == wanted or key == wanted), None)
    also = _ALSO.get(wanted)
    return found or (also if also in labels else None)


def _at(row: int | None) -> str:
    return f"Fila {row}: " if row is not None else "En este archivo, "
