"""Three thousand invented petitions of every kind and age, walked to where they stand, with their scans."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.calendar import is_business_day
from app.clock import BOGOTA
from app.services.demo import content
from app.services.demo.again import again
from app.services.demo.people import AGENTS, STAFF, Member
from app.services.demo.stages import STAGES, Stage, Step, path
from app.services.demo.world import ORDER, World
from app.services.demo.writer import Rows, Walk, document_rows
from app.services.documents import sample_people, sample_scans
from app.services.documents.sample_people import SamplePerson
from app.services.documents.sample_scans import SamplePetition, Variant
from app.services.documents.sample_texts import topics
from app.services.legal_calendar import LegalCalendar

#: Leaves of the claim tree that each topic of the sample texts may turn out to be.
LEAVES = {
    "atencion_humanitaria": ("2.1", "2.2", "2.4", "2.5"),
    "reprogramacion_giro": ("2.3",),
    "indemnizacion": ("3.1", "3.2", "3.3", "3.4", "3.5"),
    "registro": ("1.1", "1.2"),
    "novedades": ("1.3", "1.4"),
    "retornos": ("2.8",),
    "reclamo": ("7.2",),
    "consulta": ("6.4", "5.1"),
}
_CLASSES = (
    ("petition", 71), ("documents", 7), ("inquiry", 5), ("complaint", 3), ("grievance", 6), ("suggestion", 2),
    ("authority", 3), ("oversight", 2), ("congress", 1),
)  # fmt: skip
#: Classes with terms too short for cases that wait long; an old one of these is rare and then overdue.
_SHORT = {"documents": 8, "authority": 8, "oversight": 4, "congress": 4}
_CHANNELS = (("window", 34), ("post", 28), ("email", 20), ("web", 16), ("oral", 2))
_VARIANTS = (
    (Variant.SCANNED, 76), (Variant.CLEAN, 10), (Variant.SKEWED, 6), (Variant.DARK, 4), (Variant.FAINT, 3),
    (Variant.BLANK, 1),
)  # fmt: skip
Tell = Callable[[int, int], None]


@dataclass
class Case:
    """One petition under construction."""

    case_id: uuid.UUID
    number: int
    stage: Stage
    person: SamplePerson
    filing_number: str
    received_at: dt.datetime
    class_key: str
    topics: tuple[str, ...]
    leaves: tuple[str, ...]
    agent: Member
    due_on: dt.date
    typed_due_at: dt.datetime | None
    signatories: int
    steps: tuple[Step, ...]
    times: list[dt.datetime] = field(default_factory=list)

    def reached(self, activity: int) -> bool:
        """Whether the case left that activity of its way."""
        return any(s.activity == activity for s in self.steps)


class Maker:
    """Makes the petitions of the demonstration from one seed: equal seeds give equal petitions."""

    def __init__(self, calendar: LegalCalendar, now: dt.datetime, world: World, seed: int = 2026) -> None:
        """`now` is the server's; nothing is written after it."""
        self.calendar, self.now, self.world = calendar, now, world
        self.rng = random.Random(seed)
        self.rows = Rows(ORDER)
        #: Outgoing numbers and guides used so far.
        self.numbers = 0
        self.dispatched = 0
        self._business_days = _business_days_back(calendar, 90)
        self._by_role = {role: [m for m in STAFF if role in m.roles] for m in STAFF for role in m.roles}

    def make(self, stages: Sequence[Stage] = STAGES) -> Iterable[Case]:
        """Every petition of the stages, one by one, already in `rows`."""
        number = 0
        for stage in stages:
            for place in range(stage.count):
                number += 1
                case = self._plan(number, stage, place)
                self._write(case)
                yield case

    def actor(self, role: str, case: Case) -> Member:
        """Who takes a step: the case's own agent, or one of those with the role."""
        people = self._by_role[role]
        return case.agent if role == "agent" else people[case.number % len(people)]

    def _plan(self, number: int, stage: Stage, place: int) -> Case:
        age = self.rng.randint(*stage.age)
        day = self._business_days[min(age, len(self._business_days) - 1)]
        received = dt.datetime.combine(day, dt.time(7, 30), BOGOTA) + dt.timedelta(seconds=self.rng.randrange(36_000))
        received = min(received, self.now - dt.timedelta(minutes=90))
        class_key = self._class(age)
        typed = None
        if class_key in ("oversight", "congress"):
            typed = dt.datetime.combine(self.calendar.add(day, 5), dt.time(17), BOGOTA)
        known, topics = again(stage.name, place), self._topics()
        case_id, person = uuid.UUID(int=self.rng.getrandbits(128), version=4), sample_people.person(self.rng)
        if known is not None:
            person, topics = known
        days = {"documents": 10, "authority": 10, "inquiry": 30}.get(class_key, 15)
        return Case(
            case_id=case_id,
            number=number,
            stage=stage,
            person=person,
            filing_number=f"{day.year}711{806_000 + number:06d}2",
            received_at=received,
            class_key=class_key,
            topics=topics,
            leaves=tuple(dict.fromkeys(self.rng.choice(LEAVES[t]) for t in topics)),
            agent=_agent(number),
            due_on=typed.date() if typed else self.calendar.add(day, days),
            typed_due_at=typed,
            signatories=self.rng.randint(3, 9) if stage.name == "to_split" else 1,
            steps=path(stage),
        )

    def _class(self, age: int) -> str:
        chosen = self._pick(_CLASSES)
        return chosen if age <= _SHORT.get(chosen, 99) or self.rng.random() < 0.03 else "petition"

    def _topics(self) -> tuple[str, ...]:
        weights = {"atencion_humanitaria": 30, "indemnizacion": 30, "registro": 12, "novedades": 8}
        names = list(topics())
        first = self.rng.choices(names, [weights.get(n, 5) for n in names])[0]
        extra = self.rng.choices((0, 1, 2), (70, 22, 8))[0]
        return (first, *self.rng.sample([n for n in names if n != first], extra))

    def _pick(self, weighted: Sequence[tuple[Any, int]]) -> Any:
        return self.rng.choices([v for v, _w in weighted], [w for _v, w in weighted])[0]

    def _write(self, case: Case) -> None:
        walk = self._walk(case)
        self._case_row(case, walk)
        self._petition(case)
        if case.reached(7):
            content.claims(self, case)
        content.along_the_way(self, case)

    def _walk(self, case: Case) -> Walk:
        walk = Walk(self.rows, case.case_id, "pqr_v08", 1, case.received_at)
        span = (self.now - dt.timedelta(minutes=20)) - case.received_at
        count = len(case.steps)
        case.times = [case.received_at + span * (n / count) for n in range(count)]
        if not case.stage.name.startswith(("delivered", "archived")):
            # What waits arrived lately, so that the lots and lists of the day have a day's size.
            lately = self.now - dt.timedelta(minutes=self.rng.randint(25, 26 * 60))
            case.times[-1] = max(case.times[-1], lately)
        for step, at in zip(case.steps, case.times, strict=True):
            changes: dict[str, Any] = {"status": step.status}
            if step.outcome == "assigned":
                changes["assignee"] = case.agent.person_id
            walk.step(self.actor(step.role, case), step.outcome, step.to, at, **changes)
        return walk

    def _case_row(self, case: Case, walk: Walk) -> None:
        weight = 1.5 if case.typed_due_at else 1.0
        self.rows.add(
            "pqr.case_file",
            case_id=case.case_id,
            procedure="pqr_v08",
            activity=walk.activity,
            version=walk.version,
            assignee_id=walk.assignee,
            area_id=None,
            parent_id=None,
            root_id=case.case_id,
            lex_code=f"{5_100_000 + case.number}" if case.reached(3) else None,
            label=case.filing_number,
            status=walk.status,
            due_on=case.due_on,
            internal_due_at=case.typed_due_at,
            weight=weight,
            priority=3 if case.typed_due_at else 0,
            bulk_group=None,
            opened_at=case.received_at,
            changed_at=walk.at,
            closed_at=walk.at if walk.activity == 0 else None,
            chain_head=walk.head,
        )

    def _petition(self, case: Case) -> None:
        records = self._by_role["records"][0]
        pages = self.rng.choices((1, 2, 3, 4, 6), (10, 45, 20, 15, 10))[0]
        variant = Variant.BLANK if case.stage.name == "image_returned" else self._pick(_VARIANTS)
        sample = SamplePetition(
            case.filing_number, case.received_at, case.person, case.topics[0], case.topics[1:], pages
        )
        document = self._scan(case, sample_scans.petition(sample, variant), pages, records)
        self.rows.add(
            "pqr.petition",
            case_id=case.case_id,
            filing_number=case.filing_number,
            received_at=case.received_at,
            received_on=case.received_at.date(),
            channel=self._pick(_CHANNELS),
            class_key=case.class_key,
            topic_code=case.leaves[0],
            regime_id=1,
            typed_due_at=case.typed_due_at,
            subject=topics()[case.topics[0]].subject,
            page_count=pages,
            signatory_count=case.signatories,
            is_oral=False,
            is_anonymous=False,
            is_bulk=case.stage.name == "bulk_folder",
            response_channel="postal",
            source="manual",
            document_id=document,
            registered_by=records.person_id,
            registered_at=case.received_at,
        )
        content.petitioner(self, case)

    def _scan(self, case: Case, scan: bytes, pages: int, by: Member) -> uuid.UUID:
        document = uuid.uuid5(case.case_id, "scan")
        document_rows(
            self.rows,
            document_id=document,
            case_id=case.case_id,
            kind="petition",
            mime="application/pdf",
            content=scan,
            pages=pages,
            label=case.filing_number,
            person_id=by.person_id,
            at=case.received_at,
        )
        return document


def _agent(number: int) -> Member:
    """Whose case it is: all alike, except the first, the persona offered at the door, who has half and more room."""
    first = number % len(AGENTS) == 0 and number % (2 * len(AGENTS)) != 0
    return AGENTS[1 + number % (len(AGENTS) - 1)] if first else AGENTS[number % len(AGENTS)]


def _business_days_back(calendar: LegalCalendar, count: int) -> list[dt.date]:
    """The last business days, newest first; today when it is one."""
    days: list[dt.date] = []
    day = calendar.today
    while len(days) < count:
        if is_business_day(day, calendar.non_working):
            days.append(day)
        day -= dt.timedelta(days=1)
    return days
