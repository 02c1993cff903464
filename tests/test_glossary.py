"""One term, one name: the glossary checks itself and covers what people see."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import glossary
from app.errors import ProcedureBroken

TERM = '[[term]]\nname = "{name}"\nterm = "{term}"\ndefinition = "Algo."\n'


def test_the_procedures_words_have_their_names() -> None:
    names = glossary.names()
    assert names["endorsement"] == "Aval"
    assert names["mission"] == "Área misional"
    assert names["classify_claim"] == "Registrar al solicitante y clasificar las pretensiones"
    assert "abogados" in glossary.definition("endorsement")
    assert glossary.definition("classify_claim") == ""


def test_every_term_is_defined_in_a_sentence() -> None:
    assert all(t.definition.endswith(".") and t.definition[0].isupper() for t in glossary.terms())
    assert all(t.name.isidentifier() and t.name.islower() for t in glossary.terms())


@pytest.mark.parametrize(
    ("second", "complaint"),
    [
        (TERM.format(name="one", term="Otro"), "one stands twice"),
        (TERM.format(name="two", term="UNO"), "uno stands twice"),
        ('[[term]]\nname = "two"\n', "missing"),
        ("[[term", "glossary"),
    ],
)
def test_a_broken_glossary_is_refused(tmp_path: Path, second: str, complaint: str) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(TERM.format(name="one", term="Uno") + second, encoding="utf-8")
    with pytest.raises(ProcedureBroken, match=complaint):
        glossary.parse(path)
