"""The batch for the printer: order, separators, blank backs, refusals by name."""

from __future__ import annotations

import pytest

from app.services.documents.letter import ClaimAnswer, render
from app.services.documents.print_batch import (
    BatchBroken,
    BatchCancelled,
    BatchLetter,
    Separator,
    merge,
    page_count,
    separator_sheet,
)
from app.services.documents.signature_image import invent
from app.services.documents.stamp import stamp
from tests.services.documents.letters import code128_of, letter, picture, texts

_LONG = (ClaimAnswer("Uno", "explica", "<p>Texto largo de la respuesta.</p>" * 60),)


def _letters(count: int) -> list[BatchLetter]:
    out = []
    for number in range(count):
        claims = _LONG if number % 2 else letter().claims
        bare = f"20267200{number:06d}1"
        out.append(BatchLetter(bare, stamp(render(letter(filing_number=bare, claims=claims)), invent("X Y"))))
    return out


def test_letters_come_in_order_after_their_separator() -> None:
    letters = _letters(4)
    calls: list[tuple[int, int]] = []
    pdf = merge(
        [Separator("Ruta 05 · Antioquia", ("4 cartas",), "LOTE-05"), *letters], progress=lambda *a: calls.append(a)
    )
    pages = texts(pdf)
    assert "Ruta 05 · Antioquia" in pages[0] and "4 cartas" in pages[0]
    starts = [page for page in pages if "Al contestar por favor" in page]
    assert [f"2026-720-0{number:06d}-1" in page for number, page in enumerate(starts)] == [True] * 4
    assert calls == [(number, 5) for number in range(1, 6)]
    assert len(pages) == 1 + sum(page_count(item.pdf) for item in letters)


def test_stamps_are_printed() -> None:
    [item] = _letters(1)
    assert picture(merge([item])).histogram() == picture(item.pdf).histogram()


def test_duplex_starts_each_letter_on_a_new_sheet() -> None:
    letters = _letters(4)
    pages = texts(merge([Separator("Ruta"), *letters], duplex=True))
    assert len(pages) % 2 == 0
    starts = [place for place, page in enumerate(pages) if "Al contestar por favor" in page or "Ruta" in page]
    assert len(starts) == 5 and all(place % 2 == 0 for place in starts)


def test_separator_code_can_be_read() -> None:
    image = picture(separator_sheet(Separator("Ruta", (), "LOTE-2026-05")), scale=4)
    y = (792 - 110) * 4
    assert code128_of(list(image.crop((0, y, image.width, y + 1)).tobytes())) == "LOTE-2026-05"


def test_a_broken_letter_is_named_and_an_empty_batch_refused() -> None:
    with pytest.raises(BatchBroken) as refusal:
        merge([*_letters(1), BatchLetter("2026-720-000009-1", b"%PDF-1.7 roto")])
    assert "2026-720-000009-1" in refusal.value.user_message
    with pytest.raises(BatchBroken):
        merge([])


def test_cancel_stops_between_letters() -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(BatchCancelled):
        merge(_letters(4), cancelled=cancelled)
    assert len(asked) == 3
