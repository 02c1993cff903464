"""People of the demonstration who write more than once: answered before, and asking again today."""

from __future__ import annotations

import random

from app.services.documents import sample_people
from app.services.documents.sample_people import SamplePerson
from app.services.documents.sample_texts import topics

#: So many people; each has answered petitions, and two that are open and not classified yet.
PEOPLE = 20
#: One in so many of the new petitions is of one of them.
_EVERY = 7
_FIRST = 5


def again(stage: str, place: int) -> tuple[SamplePerson, tuple[str, ...]] | None:
    """Who asks in the case of that place in its stage, and about what; None when it is somebody new."""
    if stage == "delivered" and place < 2 * PEOPLE:
        number = place % PEOPLE
    elif stage == "new" and place % _EVERY == _FIRST:
        number = (place // _EVERY) % PEOPLE
    else:
        return None
    names = list(topics())
    return sample_people.person(random.Random(f"otra vez {number}")), (names[number % len(names)],)
