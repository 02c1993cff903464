"""The detector on generated scans of another seed than that of its thresholds: what it finds and what it invents."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pypdfium2 as pdfium
import pytest
from PIL import Image

from app.clock import BOGOTA
from app.services.documents import image_pdf, quality
from app.services.documents.letter import ClaimAnswer, render
from app.services.documents.quality import PageFinding, Problem, inspect
from app.services.documents.sample_people import person
from app.services.documents.sample_scans import SamplePetition, Variant, petition
from app.services.documents.sample_texts import topics
from app.services.guard import pages
from app.services.guard.process import Answer
from app.services.verbs.check_image import CAUSES
from tests.services.documents.letters import letter

SEED = 99
_BODY = "<p>De conformidad con lo anterior, damos respuesta clara, precisa y de fondo a lo solicitado.</p>" * 9


def _pages(pdf: bytes, dpi: int = 130) -> list[Image.Image]:
    with pdfium.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]


def _paper(image: Image.Image, rng: random.Random) -> Image.Image:
    """As it lies on the glass: a little crooked, a little grey, with noise."""
    lying = image.rotate(rng.uniform(-0.8, 0.8), fillcolor=245, resample=Image.Resampling.BILINEAR)
    return Image.blend(lying, Image.effect_noise(lying.size, 14), 0.06)


@pytest.fixture(scope="module")
def scans() -> list[Image.Image]:
    """Good pages: printed letters and petitions of several type faces."""
    rng, made = random.Random(SEED), list[Image.Image]()
    for number in range(SEED, SEED + 6):
        filed = datetime(2026, 10, 30, 9, 41, tzinfo=BOGOTA)
        keys = list(topics())
        sample = SamplePetition(f"2026711{200_000 + number}2", filed, person(rng), keys[number % len(keys)], pages=2)
        written = letter(claims=(ClaimAnswer(keys[number % len(keys)], "explica", _BODY),))
        made += [
            _paper(page, rng) for page in _pages(petition(sample, Variant.CLEAN) if number % 2 else render(written))
        ]
    return made


def _asked(image: Image.Image, dpi: float = 200) -> set[Problem]:
    scale = 1000 / max(image.size)
    small = image.resize((round(image.width * scale), round(image.height * scale)))
    return {found.code for found in quality.page_findings(small, 1, dpi)}


#: What was done to a good page, the problem that should be named, and the share of pages on which it must be.
HARM: list[tuple[str, Callable[[Image.Image], Image.Image], Problem, float]] = [
    ("left", lambda page: page.transpose(Image.Transpose.ROTATE_90), Problem.SIDEWAYS, 0.9),
    ("right", lambda page: page.transpose(Image.Transpose.ROTATE_270), Problem.SIDEWAYS, 0.9),
    ("upside down", lambda page: page.rotate(180), Problem.UPSIDE_DOWN, 0.3),
    ("cut", lambda page: page.crop((round(page.width * 0.18), 0, page.width, page.height)), Problem.CUT, 0.5),
    ("skewed", lambda page: page.rotate(4, fillcolor=240), Problem.SKEWED, 0.8),
    ("dark", lambda page: page.point(lambda value: value * 0.35), Problem.DARK, 1.0),
    ("faint", lambda page: page.point(lambda value: 240 - (255 - value) * 0.14), Problem.FAINT, 0.9),
]


def test_good_pages_are_left_alone(scans: list[Image.Image]) -> None:
    wrong = Counter(problem for page in scans for problem in _asked(page))
    assert sum(wrong.values()) <= len(scans) * 0.05, wrong


@pytest.mark.parametrize(("name", "harm", "problem", "least"), HARM, ids=[each[0] for each in HARM])
def test_each_harm_is_named(
    scans: list[Image.Image], name: str, harm: Callable[[Image.Image], Image.Image], problem: Problem, least: float
) -> None:
    found = sum(problem in _asked(harm(page)) for page in scans)
    assert found >= least * len(scans), f"{name}: {found} of {len(scans)}"


def _pdf(pages: list[Image.Image], dpi: int) -> bytes:
    pictures = []
    for page in pages:
        target = io.BytesIO()
        page.info["dpi"] = (dpi, dpi)
        page.save(target, format="JPEG", quality=70)
        pictures.append(image_pdf.picture(page, target.getvalue()))
    return image_pdf.write(pictures)


def test_a_whole_file_names_the_pages(scans: list[Image.Image]) -> None:
    rng = random.Random(SEED)
    blank = _paper(Image.new("L", scans[0].size, 250), rng)
    again = scans[0]
    found = inspect(_pdf([scans[0], blank, scans[1].rotate(5, fillcolor=240), again, scans[-1]], 160))
    assert [(each.page, each.code) for each in found] == [
        (2, Problem.BLANK), (3, Problem.SKEWED), (4, Problem.REPEATED),
    ]  # fmt: skip
    assert "página 4 es la misma que la 1" in found[-1].sentence
    assert all(each.sentence.endswith(".") and each.code.cause in CAUSES and each.code.words for each in found)


def test_full_pages_of_type_are_not_taken_for_each_other() -> None:
    words = ["de", "la", "reconocimiento", "indemnización", "solicitud", "hogar", "dirección", "trámite"]
    rng = random.Random(SEED)
    body = "".join(f"<p>{' '.join(rng.choice(words) for _ in range(120))}</p>" for _ in range(24))
    made = [_paper(page, rng) for page in _pages(render(letter(claims=(ClaimAnswer("x", "explica", body),))))]
    assert len(made) >= 4 and inspect(_pdf(made, 160)) == ()


def test_a_coarse_scan_is_named_with_its_figure(scans: list[Image.Image]) -> None:
    small = scans[0].resize((scans[0].width // 2, scans[0].height // 2))
    [found] = [each for each in inspect(_pdf([small], 149)) if each.code is Problem.LOW_RESOLUTION]
    assert "149 puntos por pulgada" in found.sentence
    assert Problem.LOW_RESOLUTION not in {each.code for each in inspect(render(letter()))}, "type is no scan"


def _stamped(harm: Callable[[Image.Image], Image.Image]) -> bytes:
    """First pages of two petitions with the stamp of the filing window, harmed."""
    rng, filed = random.Random(SEED), datetime(2026, 10, 30, 9, 41, tzinfo=BOGOTA)
    made = []
    for number in (1, 2):
        sample = SamplePetition(f"2026711{200_000 + number}2", filed, person(rng), next(iter(topics())), pages=1)
        made.append(harm(_paper(_pages(petition(sample, Variant.CLEAN), 160)[0], rng)))
    return _pdf(made, 160)


def _torn(page: Image.Image) -> Image.Image:
    """A strip of glue over half of the code."""
    torn = page.copy()
    torn.paste(248, (round(page.width * 0.75), 0, page.width, page.height // 6))
    return torn


@pytest.mark.parametrize(
    ("harm", "unread"),
    [(lambda page: page, False), (lambda page: page.rotate(180), False), (_torn, True)],
    ids=["good", "upside down", "torn"],
)
def test_a_bar_code_that_no_reader_reads_is_named(harm: Callable[[Image.Image], Image.Image], unread: bool) -> None:
    found = [each for each in pages.findings(_stamped(harm)) if each.code is Problem.BARCODE]
    assert [each.page for each in found] == ([1, 2] if unread else [])
    assert all("código de barras" in each.sentence and each.code.cause in CAUSES for each in found)


def test_the_windows_own_process_never_reads_pixels_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([Answer("limits", {}), Answer("", {"findings": [[0, "EN_BLANCO", 0.0, "x"]]})])
    monkeypatch.setattr(pages, "open_files", lambda *_a, **_o: [next(answers)])
    for _lie in range(2):
        with pytest.raises(pages.UnreadablePages):
            pages.findings(b"%PDF")


def test_it_can_be_stopped(scans: list[Image.Image]) -> None:
    assert inspect(_pdf([scans[0].rotate(180)] * 2, 160), cancelled=lambda: True) == ()


def test_every_problem_has_words_and_a_cause() -> None:
    assert {problem.cause for problem in Problem} <= set(CAUSES)
    assert len({problem.words for problem in Problem}) == len(Problem)
    assert replace(PageFinding(1, Problem.BLANK, 0.0, "x."), page=2).page == 2
