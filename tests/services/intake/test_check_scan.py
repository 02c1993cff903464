"""Hostile and broken files against the checking process: named, never opened here, and the rest goes on."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import threading
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageDraw
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from app.services.guard import process
from app.services.guard.process import Answer
from app.services.intake import check_scan
from app.services.intake.check_scan import CheckCancelled, check, check_many, normalise, normalise_many
from app.services.intake.scan_report import MAX_BYTES, SENTENCES
from tests.services.guard import hostile_files as hostile


def _pdf(pages: int = 1, **options: object) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792), invariant=1, **options)  # type: ignore[arg-type]
    for number in range(pages):
        canvas.drawString(72, 700, f"Petición, página {number + 1}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _drawing(mode: str = "L", size: tuple[int, int] = (850, 1100)) -> Image.Image:
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    for row in range(60, size[1] - 60, 40):
        draw.rectangle((80, row, 80 + (row * 7) % 600, row + 12), fill=(row * 3) % 120)
    return image.convert(mode)


def _bytes(image: Image.Image, form: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, format=form, **options)  # type: ignore[arg-type]
    return target.getvalue()


def _write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Name → file and the code expected of it."""
    letter = _pdf(3)
    grey = _bytes(_drawing(), "JPEG")
    hostile.big_png(folder / "bomba.png")
    hostile.many_pages_tiff(folder / "mil.tif", 501)
    made = {
        "bueno.pdf": (letter, ""),
        "gris.jpg": (grey, ""),
        "cortado.pdf": (letter[: len(letter) // 2], "truncated"),
        "vacio.pdf": (b"", "empty"),
        "programa.pdf": (b"MZ" + b"\0" * 500, "unknown_kind"),
        "pagina.pdf": (b"<html><script>alert(1)</script></html>", "unknown_kind"),
        "escondido.jpg": (b"<?php ?>" + grey, "unknown_kind"),
        "clave.pdf": (_pdf(encrypt=StandardEncryption("clave", strength=128)), "encrypted"),
        "gigante.tif": (hostile.tiff(200_000, 200_000), "too_large_page"),
        "bucle.tif": (hostile.tiff(100, 100, loop=True), "corrupt"),
        "inmenso.pdf": (hostile.pdf(b"0 0 200000 200000"), "too_large_page"),
        "sin_paginas.pdf": (b"%PDF-1.7\n%%EOF\n", "corrupt"),
        "cortada.jpg": (grey[: len(grey) // 2], "corrupt"),
        "cortada.tif": (_bytes(_drawing(), "TIFF")[:3000], "corrupt"),
        "ultimo.pdf": (letter, ""),
    }
    out = {name: (_write(folder, name, data), code) for name, (data, code) in made.items()}
    out["bomba.png"] = (folder / "bomba.png", "too_large_page")
    out["mil.tif"] = (folder / "mil.tif", "too_many_pages")
    out["no_esta.pdf"] = (folder / "no_esta.pdf", "missing")
    out["carpeta.pdf"] = (folder, "missing")
    return out


def test_each_file_gets_its_verdict_and_the_rest_goes_on(tmp_path: Path) -> None:
    files = _files(tmp_path)
    reports = list(check_many([path for path, _code in files.values()]))
    assert {name: report.code for name, report in zip(files, reports, strict=True)} == {
        name: code for name, (_path, code) in files.items()
    }
    for report in reports:
        assert report.ok == (report.sentence == "")
        assert report.sentence in ("", *SENTENCES.values())
    good = reports[0]
    assert (good.kind, good.pages, good.size) == ("pdf", 3, len(_pdf(3)))
    assert good.sha256 == hashlib.sha256(_pdf(3)).hexdigest()


def test_a_file_that_kills_the_process_is_named_and_the_next_ones_are_checked(tmp_path: Path) -> None:
    bomb = _write(tmp_path, "bomba.pdf", hostile.flate_bomb())
    good = _write(tmp_path, "bueno.pdf", _pdf())
    assert [report.code for report in check_many([good, bomb, good, bomb, good])] == ["", "limits", "", "limits", ""]


def test_memory_is_limited_too(tmp_path: Path) -> None:
    hostile.greedy_png(tmp_path / "glotona.png")
    assert check(tmp_path / "glotona.png").code == "limits"


def test_the_process_sees_no_secrets_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "secreto")
    assert "secreto" not in process._environment().values()


def test_pdf_page_tree_loop_ends(tmp_path: Path) -> None:
    report = check(_write(tmp_path, "bucle.pdf", hostile.pdf(kids=b" 2 0 R")))
    assert report.code in ("", "corrupt", "no_pages")


def test_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "grande.pdf"
    with path.open("wb") as target:
        target.truncate(MAX_BYTES + 1)
    report = check(path)
    assert report.code == "too_big" and report.sha256 == ""


def test_many_files_take_several_processes(tmp_path: Path) -> None:
    path = _write(tmp_path, "bueno.pdf", _pdf())
    reports = list(check_many([path] * (process.FILES_PER_CHILD * 2 + 3)))
    assert len(reports) == process.FILES_PER_CHILD * 2 + 3 and all(report.ok for report in reports)


def test_cancelling_stops_and_leaves_no_process(tmp_path: Path) -> None:
    path = _write(tmp_path, "bueno.pdf", _pdf())
    stop = threading.Event()
    reports = check_many([path] * 30, cancelled=stop.is_set)
    next(reports)
    stop.set()
    with pytest.raises(CheckCancelled):
        list(reports)


def _first_page(pdf: bytes, index: int = 0, dpi: int = 100) -> Image.Image:
    with pdfium.PdfDocument(pdf) as document:
        page = document[index]
        image: Image.Image = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        page.close()
    return image


def _far(one: Image.Image, two: Image.Image) -> float:
    two = two.resize(one.size)
    return sum(value * count for value, count in enumerate(ImageChops.difference(one, two).histogram())) / (
        one.width * one.height
    )


def test_black_and_white_tiff_keeps_its_pixels_and_g4(tmp_path: Path) -> None:
    first, second = _drawing("1"), ImageChops.invert(_drawing("1"))
    data = _bytes(first, "TIFF", compression="group4", dpi=(100, 100), save_all=True, append_images=[second])
    scan = normalise(_write(tmp_path, "dos.tif", data))
    assert scan.report.ok and scan.report.pages == 2 and scan.pdf is not None
    assert scan.pdf.count(b"/CCITTFaxDecode") == 2
    for index, page in enumerate((first, second)):
        assert _far(page.convert("L"), _first_page(scan.pdf, index)) < 0.5
    assert len(scan.pdf) < len(data) + 2000


@pytest.mark.parametrize("photometric", [0, 1])
def test_both_polarities_of_fax_images(tmp_path: Path, photometric: int) -> None:
    data = _bytes(_drawing("1"), "TIFF", compression="group4", dpi=(100, 100), tiffinfo={262: photometric})
    scan = normalise(_write(tmp_path, "fax.tif", data))
    with Image.open(io.BytesIO(data)) as seen:
        assert scan.pdf is not None and _far(seen.convert("L"), _first_page(scan.pdf)) < 0.5


def test_jpeg_keeps_its_own_bytes_and_paper_size(tmp_path: Path) -> None:
    data = _bytes(_drawing("RGB"), "JPEG", dpi=(100, 100))
    scan = normalise(_write(tmp_path, "foto.jpg", data))
    assert scan.pdf is not None and data in scan.pdf
    with pdfium.PdfDocument(scan.pdf) as document:
        assert document[0].get_size() == pytest.approx((612, 792), abs=1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "P", "I;16"])
def test_every_kind_of_png_looks_the_same_afterwards(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        image = _drawing("I").point(lambda value: value * 257).convert("I;16")
    else:
        image = _drawing().convert("RGB").convert(mode) if mode in ("P", "RGBA") else _drawing(mode)
    scan = normalise(_write(tmp_path, "imagen.png", _bytes(image, "PNG", dpi=(100, 100))))
    assert scan.pdf is not None, scan.report
    assert _far(_drawing("1").convert("L") if mode == "1" else _drawing(), _first_page(scan.pdf)) < 3


def test_turned_photo_is_stored_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    data = _bytes(_drawing("L", (1100, 850)), "JPEG", exif=exif, dpi=(100, 100))
    scan = normalise(_write(tmp_path, "celular.jpg", data))
    assert scan.pdf is not None
    with pdfium.PdfDocument(scan.pdf) as document:
        width, height = document[0].get_size()
    assert width < height


def test_pdf_loses_scripts_attachments_and_tail_but_not_pages(tmp_path: Path) -> None:
    active = _pdf(2).replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>")
    assert b"/JavaScript" in active
    scan = normalise(_write(tmp_path, "activo.pdf", active + b"PK\x03\x04 zip pegado al final"))
    assert scan.report.ok and scan.pdf is not None
    assert b"JavaScript" not in scan.pdf and b"OpenAction" not in scan.pdf and b"zip pegado" not in scan.pdf
    with pdfium.PdfDocument(scan.pdf) as document:
        assert len(document) == 2
        assert "página 2" in document[1].get_textpage().get_text_range()


def test_normalise_refuses_what_check_refuses(tmp_path: Path) -> None:
    paths = [
        _write(tmp_path, "a.pdf", b""),
        _write(tmp_path, "b.pdf", _pdf()),
        _write(tmp_path, "c.pdf", hostile.flate_bomb()),
    ]
    scans = list(normalise_many(paths))
    assert [scan.report.code for scan in scans] == ["empty", "", "limits"]
    assert [scan.pdf is None for scan in scans] == [True, False, True]


def test_nothing_stays_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    path = _write(tmp_path, "Martha Arango.pdf", _pdf())
    names: list[str] = []
    for _scan in normalise_many([path]):
        names = [item.name for item in temporary.rglob("*")]
    assert list(temporary.iterdir()) == []
    assert names and not any("Martha" in name for name in names)


def test_a_lying_child_is_not_believed() -> None:
    sound = {"kind": "pdf", "pages": 1, "size": 1, "sha256": "0" * 64}
    assert check_scan._result(Answer("", sound, b"%PDF"), Path("x.pdf")).report.ok
    for lie in ({}, {"kind": "exe"}, {"pages": 0}, {"pages": 10**6}, {"sha256": ""}, {"sha256": "zz"}, {"size": "x"}):
        scan = check_scan._result(Answer("", (sound | lie) if lie else {}, b"%PDF"), Path("x.pdf"))
        assert scan.report.code == "corrupt" and scan.pdf is None


def test_the_window_never_loads_the_readers_of_hostile_bytes() -> None:
    code = "import sys, app.services.intake.check_scan; sys.exit('pypdfium2' in sys.modules or 'PIL' in sys.modules)"
    root = Path(__file__).resolve().parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
