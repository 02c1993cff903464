"""Invented petitions and people, and the detector that has to see what is wrong with their scans."""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from app.clock import BOGOTA
from app.services.documents.quality import Problem, UnreadableScan, inspect
from app.services.documents.sample_people import MUNICIPALITIES, person
from app.services.documents.sample_scans import SamplePetition, Variant, petition, rasterise, shown_identity
from app.services.documents.sample_texts import topics
from tests.services.documents.letters import code128_of, picture, texts


def _sample(number: int, pages: int = 2) -> SamplePetition:
    keys = list(topics())
    who = person(random.Random(number))
    filed = datetime(2026, 10, 30, 9, 41, tzinfo=BOGOTA)
    return SamplePetition(f"2026711{200_000 + number}2", filed, who, keys[number % len(keys)], pages=pages)


@pytest.mark.parametrize("pages", range(1, 7))
def test_a_petition_says_who_when_and_what(pages: int) -> None:
    sample = _sample(pages, pages)
    found = texts(petition(sample, Variant.CLEAN))
    assert len(found) == pages
    assert "RADICACIÓN DE ENTRADA" in found[0] and f"2026-711-{200_000 + pages}-2" in found[0]
    assert sample.person.name in found[0] and shown_identity(sample.person) in found[0]
    assert "HECHOS" in found[0] and "PRIMERA." in found[0]
    assert f"Folios: {pages}" in found[0]


def test_the_stamp_can_be_read_by_a_machine() -> None:
    sample = _sample(1)
    image = picture(petition(sample, Variant.CLEAN), scale=4)
    y = (104 - 14) * 4
    assert code128_of(list(image.crop((image.width // 2, y, image.width, y + 1)).tobytes())) == sample.filing_number


def test_equal_seeds_give_equal_people_and_petitions() -> None:
    assert petition(_sample(4)) == petition(_sample(4)) != petition(_sample(5))
    assert person(random.Random(9)) == person(random.Random(9))
    assert len({code for code, _name, _department in MUNICIPALITIES}) == len(MUNICIPALITIES)
    assert all(len(code) == 5 and code.isdigit() for code, _name, _department in MUNICIPALITIES)


def test_nobody_can_be_written_to_by_mistake() -> None:
    people = [person(random.Random(seed)) for seed in range(300)]
    assert all(not who.email or (who.email.endswith("@correo.example") and who.email.isascii()) for who in people)


@pytest.mark.parametrize("raster", [False, True], ids=["vector", "raster"])
@pytest.mark.parametrize(
    ("variant", "problem"),
    [
        (Variant.CLEAN, None),
        (Variant.SCANNED, None),
        (Variant.SKEWED, Problem.SKEWED),
        (Variant.DARK, Problem.DARK),
        (Variant.FAINT, Problem.FAINT),
        (Variant.BLANK, Problem.BLANK),
    ],
)
def test_the_detector_sees_each_problem_and_no_other(variant: Variant, problem: Problem | None, raster: bool) -> None:
    for number in range(20, 28):
        pdf = petition(_sample(number), variant)
        found = inspect(rasterise(pdf) if raster else pdf)
        assert {finding.code for finding in found} == ({problem} if problem else set())
        if problem:
            assert found[0].page == 1 and found[0].sentence.startswith("La página 1")


def test_a_raster_has_no_text_inside() -> None:
    assert "".join(texts(rasterise(petition(_sample(3))))).strip() == ""


def test_a_broken_file_is_a_refusal() -> None:
    with pytest.raises(UnreadableScan):
        inspect(b"%PDF-1.4 roto")
