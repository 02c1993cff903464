"""Letters per CPU-second against a bare canvas with the same lines and fonts, and the memory that thousands take."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
from reportlab.pdfgen.canvas import Canvas

from app.clock import BOGOTA
from app.services.documents import fonts
from app.services.documents.letter import Addressee, ClaimAnswer, Decision, Letter, Signatory, render
from benchmarks.figure import Figure, median

ROUNDS, LETTERS, MANY = 5, 40, 4000
_QUICK = (1, 2, 20)
_LINE = 14.2

_PARAGRAPH = (
    "<p>De conformidad con lo anterior, damos respuesta clara, precisa, congruente y de fondo a lo solicitado, dentro"
    " de los términos legales establecidos, sin perjuicio de los recursos que legalmente procedan y de la posibilidad"
    " de presentar <b>nuevas solicitudes</b> ante la administración responsable de las determinaciones.</p>"
)
_LIST = (
    "<ul><li>Actualizar los datos de contacto en los canales de atención.</li><li>Conservar el número de radicado para"
    " futuras consultas sobre el procedimiento administrativo.</li></ul>"
)
_TABLE = (
    "<table><tr><th>Concepto</th><th>Fecha</th><th>Valor</th></tr>"
    "<tr><td>Ayuda humanitaria</td><td>1 de septiembre de 2026</td><td>$ 1.234.567</td></tr></table>"
)


def letter(number: int) -> Letter:
    """An invented letter of two pages and two claims, each with its own number, name and figures."""
    return Letter(
        filing_number=f"2026720{number:07d}1",
        filed_at=dt.datetime(2026, 11, 21, 10, 5, tzinfo=BOGOTA),
        city="Bogotá D. C.",
        addressee=Addressee(f"María José Ñáñez Güiza {number}", ("Calle 26 n.º 92-32",), "Quibdó, Chocó"),
        subject="Respuesta a derecho de petición radicado No. 2026-711-806524-2",
        incoming_number=f"2026711{number:07d}2",
        incoming_on=dt.date(2026, 10, 30),
        lex_code=str(7_000_000 + number),
        identity="CC 25.673.587",
        claims=(
            ClaimAnswer("Reprogramación del giro", Decision.GRANTS, _PARAGRAPH * 4 + _TABLE + _PARAGRAPH * 2, "insumo"),
            ClaimAnswer("Indemnización", Decision.EXPLAINS, _PARAGRAPH * 3 + _LIST, "RUV, 19/11/2026"),
        ),
        signatory=Signatory("Beatriz Elena Sanín Ossa", "Directora", "Resolución 01187 de 2026"),
        attachments=("copia del traslado",),
        prepared_by="P. Mejía",
        reviewed_by="L. Muñetón",
    )  # fmt: skip


def measure(quick: bool) -> Iterator[Figure]:
    """Medians of rounds taken in turns with their floor; then one process that makes thousands."""
    rounds, letters, many = _QUICK if quick else (ROUNDS, LETTERS, MANY)
    lines = _lines(render(letter(1)))
    made: list[float] = []
    floor: list[float] = []
    _bare(lines)
    for _ in range(rounds):
        floor.append(_rate(lambda _n: _bare(lines), letters))
        made.append(_rate(lambda n: render(letter(n)), letters))
    what = "letters (tagged PDF/A-2a, two pages, both codes) per CPU-second; floor: the same lines on a bare canvas"
    yield Figure("letters", median(made), "1/CPU-s", median(floor), "≥ 0.125", what)
    yield Figure("letters_memory", _peak(many), "MiB", None, "≤ 300", f"peak memory of one process that makes {many}")


def _rate(act: Callable[[int], bytes], count: int) -> float:
    begun = time.process_time()
    for number in range(count):
        act(number)
    return count / (time.process_time() - begun)


def _lines(pdf: bytes) -> list[list[str]]:
    """What stands on each page, line by line, without the codes and columns."""
    pages = []
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            words = page.get_textpage()
            pages.append(words.get_text_range().splitlines())
            words.close()
            page.close()
    return pages


def _bare(pages: list[list[str]]) -> bytes:
    """The cheapest PDF with that text: same fonts, embedded as subsets, nothing else."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792), initialFontName=fonts.REGULAR)
    for lines in pages:
        words = canvas.beginText(71, 740)
        words.setFont(fonts.REGULAR, 10.5, _LINE)
        for line in lines:
            words.textLine(line)
        canvas.drawText(words)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _peak(count: int) -> float:
    """MiB at most in use by a fresh process that makes that many letters and keeps none."""
    command = [sys.executable, "-m", "benchmarks.letters", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=True)
    return float(done.stdout)


def _make(count: int) -> None:
    """The measured process: letters one after another, then its peak in MiB."""
    import psutil

    for number in range(count):
        render(letter(number))
    try:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    except ImportError:  # Windows keeps the peak with the process
        peak = psutil.Process().memory_info().peak_wset / 1024 / 1024
    sys.stdout.write(f"{peak}\n")


if __name__ == "__main__":
    _make(int(sys.argv[1]))
