"""The TIFF of a signed letter: what a records system reads of it, and what a scanner reads on it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from app.services.documents import signature_image, stamp, tiff
from app.services.documents.letter import ClaimAnswer, render
from app.services.documents.tiff import TiffCancelled, TiffLabel, UnreadableLetter, pdf_to_tiff_g4
from tests.services.documents.letters import NUMBER, SHOWN, letter
from tests.services.documents.tagged_reading import Tagged
from tests.services.guard import hostile_files as hostile

_LONG = (ClaimAnswer("Uno", "explica", "<p>Se informa lo correspondiente a la solicitud.</p>" * 60),)


@pytest.fixture(scope="module")
def rendered() -> bytes:
    """A letter of more than one page, not yet signed."""
    return render(letter(claims=_LONG))


@pytest.fixture(scope="module")
def made(rendered: bytes) -> bytes:
    """The signed letter as TIFF."""
    signed = stamp.stamp(rendered, signature_image.invent("Beatriz Elena Sanín Ossa"))
    return pdf_to_tiff_g4(signed, label=TiffLabel(NUMBER, f"Respuesta {SHOWN}", "Unidad para las Víctimas"))


def test_every_page_is_a_fax_picture_of_300_dpi(made: bytes, rendered: bytes) -> None:
    with Image.open(io.BytesIO(made)) as image:
        assert image.n_frames == len(Tagged(rendered).pages) >= 2
        for frame in range(image.n_frames):
            image.seek(frame)
            assert image.mode == "1" and image.size == (2550, 3300)
            assert image.info["compression"] == "group4" and image.info["dpi"] == (300, 300)
        image.seek(0)
        assert image.tag_v2[269] == NUMBER and image.tag_v2[305] == "Bandeja PQR"
    assert len(made) < 120_000 * len(Tagged(rendered).pages)


def _ink_in_the_signature_box(tif: bytes, pdf: bytes) -> int:
    read = Tagged(pdf)
    [figure] = [n for n in read.root.walk() if n.tag == "Figure" and str(n.entry["/Alt"]).startswith("Firma de")]
    left, low, right, high = (float(value) * 300 / 72 for value in figure.entry["/A"]["/BBox"])
    [page] = {page for (page, _mcid), owner in read.owners.items() if owner is figure}
    with Image.open(io.BytesIO(tif)) as image:
        image.seek(page)
        box = image.convert("L").crop(
            (round(left), image.height - round(high), round(right), image.height - round(low))
        )
    return box.histogram()[0]


def test_the_signature_is_drawn(made: bytes, rendered: bytes) -> None:
    assert _ink_in_the_signature_box(made, rendered) > 1000
    assert _ink_in_the_signature_box(pdf_to_tiff_g4(rendered), rendered) < 50


def test_progress_counts_pages_and_cancelling_leaves_nothing(rendered: bytes) -> None:
    calls: list[tuple[int, int]] = []
    pdf_to_tiff_g4(rendered, dpi=100, progress=lambda *done: calls.append(done))
    assert calls == [(n, len(calls)) for n in range(1, len(calls) + 1)]
    with pytest.raises(TiffCancelled):
        pdf_to_tiff_g4(rendered, dpi=100, cancelled=lambda: True)


def test_what_is_no_letter_is_told(monkeypatch: pytest.MonkeyPatch, rendered: bytes) -> None:
    for bad in (b"", b"hola", hostile.pdf(b"0 0 14000 14000")):
        with pytest.raises(UnreadableLetter) as refusal:
            pdf_to_tiff_g4(bad)
        assert "TIFF" in refusal.value.user_message
    monkeypatch.setattr(tiff, "MAX_PAGES", 1)
    with pytest.raises(UnreadableLetter):
        pdf_to_tiff_g4(rendered)


@pytest.mark.tools
def test_the_tools_read_the_file_and_both_codes_at_150_dpi(made: bytes, tmp_path: Path) -> None:
    for tool in ("tiffinfo", "zbarimg"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    file = tmp_path / "carta.tif"
    file.write_bytes(made)
    said = subprocess.run(["tiffinfo", str(file)], capture_output=True, text=True, check=True).stdout
    assert said.count("CCITT Group 4") >= 2 and said.count("300, 300") >= 2 and f"DocumentName: {NUMBER}" in said
    with Image.open(file) as image:
        image.seek(0)
        image.convert("L").resize((1275, 1650), Image.Resampling.BOX).save(tmp_path / "p.png")
    read = subprocess.run(["zbarimg", "-q", str(tmp_path / "p.png")], capture_output=True, text=True, check=True).stdout
    assert f"CODE-128:{NUMBER}" in read and re.search(rf"QR-Code:.*{SHOWN}", read)
