"""The stamp: what it adds, what it leaves as it was, and what it refuses."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageDraw

from app.services.documents import signature_image
from app.services.documents.letter import preview, render
from app.services.documents.signature_image import BadSignatureImage
from app.services.documents.stamp import AlreadyStamped, NotALetter, is_stamped, rendered_part, stamp
from tests.services.documents.letters import letter, picture, texts

SIGNATURE = signature_image.invent("Beatriz Elena Sanín Ossa")


def _dark(pdf: bytes) -> int:
    return sum(picture(pdf, scale=1.5).histogram()[:140])


def test_stamp_draws_in_the_box_and_changes_nothing_else() -> None:
    plain = render(letter())
    stamped = stamp(plain, SIGNATURE)
    assert stamped.startswith(plain) and rendered_part(stamped) == plain
    assert texts(stamped) == texts(plain)
    assert _dark(stamped) > _dark(plain) + 200
    before, after = picture(plain), picture(stamped)
    box = ImageChops.difference(before, after).getbbox()
    assert box is not None
    # The box is 190 × 62 points at the left margin; the picture is drawn at two pixels a point.
    assert box[0] >= 2 * 70 and box[2] <= 2 * (71 + 191) and box[3] - box[1] <= 2 * 63


def test_stamp_is_deterministic_and_happens_once() -> None:
    plain = render(letter())
    stamped = stamp(plain, SIGNATURE)
    assert stamp(plain, SIGNATURE) == stamped
    assert is_stamped(stamped) and not is_stamped(plain)
    with pytest.raises(AlreadyStamped):
        stamp(stamped, SIGNATURE)


def test_many_letters_open_after_the_stamp() -> None:
    for number in range(12):
        pdf = stamp(render(letter(lex_code=str(number) * 7, subject="x" * number or "y")), SIGNATURE)
        with pdfium.PdfDocument(pdf) as document:
            assert len(document) == 1


@pytest.mark.parametrize(
    "pdf",
    [b"", b"%PDF-1.7", b"hola", b"%PDF-1.7\nxref\n0 1\ntrailer\nstartxref\n9\n%%EOF\n", preview(letter())],
    ids=["empty", "header", "text", "hollow", "preview"],
)
def test_what_is_not_a_final_letter_is_not_stamped(pdf: bytes) -> None:
    with pytest.raises(NotALetter):
        stamp(pdf, SIGNATURE)


def test_a_title_cannot_redirect_the_stamp() -> None:
    attack = "/PQRFirma 1 0 R /Root 1 0 R startxref 0 %%EOF trailer xref"
    plain = render(letter(subject=attack, lex_code=attack))
    stamped = stamp(plain, SIGNATURE)
    assert texts(stamped) == texts(plain) and _dark(stamped) > _dark(plain) + 200


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, format="PNG")
    return target.getvalue()


def test_a_scan_on_white_paper_becomes_transparent_small_and_stable() -> None:
    paper = Image.new("RGB", (3000, 1500), (250, 248, 240))
    ImageDraw.Draw(paper).line([(400, 900), (1200, 300), (1500, 1100), (2500, 500)], fill=(20, 30, 90), width=40)
    once = signature_image.normalise(_png(paper))
    assert signature_image.normalise(once) == once
    with Image.open(io.BytesIO(once)) as image:
        assert image.mode == "RGBA" and image.width <= 600 and image.height <= 240
        assert image.getpixel((0, 0))[3] == 0
        assert image.info["dpi"][0] == pytest.approx(200, abs=1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        SIGNATURE[: len(SIGNATURE) // 2],
        _png(Image.new("RGB", (600, 240), "white")),
        _png(Image.new("RGB", (600, 240), "black")),
        _png(Image.new("RGBA", (600, 240), (0, 0, 0, 0))),
        SIGNATURE + b"x" * (6 * 1024 * 1024),
    ],
    ids=["empty", "gif", "cut", "white", "black", "clear", "heavy"],
)
def test_images_that_do_not_serve_are_refused_in_spanish(data: bytes) -> None:
    with pytest.raises(BadSignatureImage) as refusal:
        signature_image.normalise(data)
    assert refusal.value.user_message.startswith("La ")


def test_a_huge_png_is_refused_before_it_is_unpacked() -> None:
    huge = _png(Image.new("1", (9000, 9000), 1))
    with pytest.raises(BadSignatureImage):
        signature_image.normalise(huge)


def test_invented_signatures_are_stable_and_differ() -> None:
    assert signature_image.invent("Ana Pérez") == signature_image.invent("Ana Pérez")
    assert signature_image.invent("Ana Pérez") != signature_image.invent("Hernán Bustos")
