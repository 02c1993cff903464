"""The families of legal acts that Análisis offers, in the order in which the list shows them."""

from __future__ import annotations

from app.ui.trays.analysis.legal import data_claiming, extending, interest, law_family, prioritising, transferring
from app.ui.trays.analysis.legal.family import Family

FAMILIES: tuple[Family, ...] = (
    extending.FAMILY,
    law_family.FAMILY,
    prioritising.FAMILY,
    transferring.FAMILY,
    interest.FAMILY,
    data_claiming.FAMILY,
)
