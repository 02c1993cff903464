"""The places of the invented people are named as in the catalogue that the window offers."""

from __future__ import annotations

import csv

from app.paths import RESOURCES
from app.services.documents.sample_people import MUNICIPALITIES


def test_every_place_has_the_catalogue_s_name() -> None:
    with (RESOURCES / "catalogue" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        known = {row["code"]: (row["name"], row["department"]) for row in csv.DictReader(file)}
    assert [place for place in MUNICIPALITIES if known.get(place[0]) != place[1:]] == []
