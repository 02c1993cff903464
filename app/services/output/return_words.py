"""The operator's words for what became of a piece, as our causes: ORFEO's twenty codes and 4-72's labels."""

from __future__ import annotations

import unicodedata

#: SGD_DEVE_DEV_ENVIO: ORFEO's number of a cause, and ours (resources/catalogue/catalogues.toml).
ORFEO = {
    1: "D01", 2: "D02", 3: "D03", 4: "P02", 5: "D04", 6: "D05", 7: "D06", 8: "D07", 9: "D08", 10: "D09", 11: "P01",
    12: "D10", 13: "D11", 14: "D12", 15: "D13", 16: "D14", 17: "D18", 18: "D15", 90: "D16", 99: "D17",
}  # fmt: skip
#: Words that decide, the longest first: «no existe numero» before «no existe».
_WORDS = (
    ("casa desocupada", "D01"), ("desocupad", "D01"), ("cambio de domicilio", "D02"), ("cerrad", "D03"),
    ("porteria", "D04"), ("direccion deficiente", "D05"), ("direccion errada", "D05"), ("direccion incompleta", "D05"),
    ("deficiente", "D05"), ("fallecid", "D06"), ("no existe numero", "D07"), ("no existe el numero", "D07"),
    ("no existe la direccion", "D07"), ("no existe direccion", "D07"), ("direccion no existe", "D07"),
    ("no reside", "D08"), ("no reclamad", "D09"), ("se traslado", "D10"), ("trasladad", "D10"),
    ("no existe la empresa", "D11"), ("no existe empresa", "D11"), ("alto riesgo", "D12"), ("zona de riesgo", "D12"),
    ("sobre desocupado", "D13"), ("sobre vacio", "D13"), ("fuera de perimetro", "D14"), ("perimetro", "D14"),
    ("sin sello", "D15"), ("mal radicad", "D16"), ("tiempo de espera", "D17"), ("control de calidad", "D18"),
    ("rehusad", "P01"), ("rechazad", "P01"), ("desconocid", "P02"), ("apartado clausurado", "P03"),
    ("clausurad", "P03"), ("no contactad", "P04"), ("fuerza mayor", "P05"), ("orden publico", "D12"),
)  # fmt: skip
_DELIVERED = ("entregad", "delivered", "recibid")
_RETURNED = ("devuelt", "devolucion", "retorno", "returned")
_MOVING = ("reparto", "transito", "admitid", "distribucion", "custodia", "proceso", "centro operativo", "imposicion")


def plain(words: str) -> str:
    """Lower case, without accents nor doubled spaces: how the words are compared."""
    bare = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return " ".join(bare.lower().replace("_", " ").split())


def cause_of(words: str) -> str | None:
    """Our code of a cause: ORFEO's number, our own code, or its words; None when it says nothing known."""
    bare = plain(words)
    digits = bare.split(" ")[0].strip(".-:")
    if digits.isdigit():
        return ORFEO.get(int(digits))
    if bare.upper() in {*ORFEO.values(), "P03", "P04", "P05"}:
        return bare.upper()
    ordered = sorted(_WORDS, key=lambda pair: -len(pair[0]))
    return next((code for word, code in ordered if word in bare), None)


def state_of(words: str) -> str | None:
    """«delivered», «returned» or «moving»; None when it says nothing known."""
    bare = plain(words)
    # «No entregado» is a return, whatever else it says.
    if any(word in bare for word in _RETURNED) or bare.startswith("no entreg"):
        return "returned"
    if any(word in bare for word in _DELIVERED):
        return "delivered"
    if any(word in bare for word in _MOVING):
        return "moving"
    return "returned" if cause_of(words) else None
