"""The TIFF of a letter signed with a certificate: its signature is a field of a form, and is drawn all the same."""

from __future__ import annotations

import io

from PIL import Image

from app.services.documents.tiff import pdf_to_tiff_g4
from app.services.signatures.levels import Level
from tests.services.documents.tagged_reading import Tagged


def _ink_in_box(tif: bytes, plain: bytes) -> int:
    """Dark points where the letter reserves the signature."""
    read = Tagged(plain)
    [figure] = [node for node in read.root.walk() if str(node.entry.get("/Alt", "")).startswith("Firma de")]
    left, low, right, high = (float(value) * 300 / 72 for value in figure.entry["/A"]["/BBox"])
    [page] = {page for (page, _mcid), owner in read.owners.items() if owner is figure}
    with Image.open(io.BytesIO(tif)) as image:
        image.seek(page)
        box = (round(left), image.height - round(high), round(right), image.height - round(low))
        return image.convert("L").crop(box).histogram()[0]


def test_the_signature_of_a_certificate_is_drawn(plain, signed) -> None:
    assert _ink_in_box(pdf_to_tiff_g4(plain), plain) < 50
    assert _ink_in_box(pdf_to_tiff_g4(signed(Level.B_B)), plain) > 1000
