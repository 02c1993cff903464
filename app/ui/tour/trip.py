"""The petitions of the walk: who asks, what for, and their generated scans."""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from uuid import UUID

from app import clock, filing_number
from app.services.documents import sample_people, sample_scans
from app.services.documents.sample_people import SamplePerson
from app.services.documents.sample_scans import SamplePetition
from app.services.documents.sample_texts import topics
from app.services.legal_calendar import LegalCalendar
from app.ui.tour.hands import Lost
from app.ui.tour.walk import Walk

_OFFICE = "711"
#: Business days to answer a petition (Ley 1755 de 2015, art. 14).
_TERM = 15


@dataclass
class Traveller:
    """One petition of the walk. `topic` and `topic_code` are what intake recognises; `signatories` sign it."""

    number: str
    person: SamplePerson
    received: datetime
    topic: str
    topic_code: str
    extra: tuple[str, ...] = ()
    signatories: int = 1
    pages: int = 2

    @property
    def shown(self) -> str:
        """The filing number as people read it."""
        return filing_number.shown(self.number)

    @property
    def subject(self) -> str:
        """What it asks, in a sentence."""
        return topics()[self.topic].subject

    def scan(self, folder: Path) -> Path:
        """Its generated scan, as a file named like its number."""
        sample = SamplePetition(self.number, self.received, self.person, self.topic, self.extra, self.pages)
        path = folder / f"{self.number}.pdf"
        path.write_bytes(sample_scans.rasterise(sample_scans.petition(sample), 160))
        return path


class Trip:
    """The walk with its three petitions: one to the end, one archived, one of several people."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._cases: dict[str, UUID] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @cached_property
    def desk(self) -> Path:
        """Where the scans wait to be dragged into the window; gone with the walk."""
        self._folder = tempfile.TemporaryDirectory(prefix="pqr-recorrido-")
        return Path(self._folder.name)

    def close(self) -> None:
        """Take the scans off the desk."""
        if self._folder is not None:
            self._folder.cleanup()

    @cached_property
    def travellers(self) -> tuple[Traveller, Traveller, Traveller]:
        """Numbered by the second in which the walk began, so that it can be walked again on the same data."""
        now, received = clock.now(), _received(self.walk.session.context.calendar)
        base = int(now.timestamp()) % 900_000
        people = [sample_people.person(random.Random(base + n)) for n in range(3)]
        numbers = [f"{received.year}{_OFFICE}{9_000_000 + base + n}2" for n in range(3)]
        return (
            Traveller(numbers[0], people[0], received, "indemnizacion", "3.2", ("atencion_humanitaria",)),
            Traveller(numbers[1], people[1], received, "indemnizacion", "3.5"),
            Traveller(numbers[2], people[2], received, "indemnizacion", "3.3", signatories=3),
        )

    @property
    def main(self) -> Traveller:
        """The petition of three claims that goes from arrival to proof of delivery."""
        return self.travellers[0]

    @property
    def archived(self) -> Traveller:
        """The petition that a lawyer lets be archived."""
        return self.travellers[1]

    @property
    def shared(self) -> Traveller:
        """The petition that several people signed."""
        return self.travellers[2]

    def case(self, traveller: Traveller) -> UUID:
        """The key of its case. Raises Lost before it is filed."""
        known = self._cases.get(traveller.number) or self.walk.witness.case_of(traveller.number)
        if known is None:
            raise Lost(f"la petición {traveller.shown} no está radicada")
        self._cases[traveller.number] = known
        return known

    def agent(self, traveller: Traveller) -> str:
        """Login of the agent who has it."""
        return self.walk.witness.assignee(self.case(traveller))


def _received(calendar: LegalCalendar) -> datetime:
    """The last day from which the term of fifteen days ends tomorrow: such a reply is always in the sample."""
    due, day = calendar.add(calendar.today, 1), calendar.today
    while calendar.add(day, _TERM) > due:
        day -= timedelta(days=1)
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=clock.BOGOTA)
