"""The switching rules in the server against a small model of clause 9, over invented series of lots."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from tests.fixtures.drafting import insert_reply
from tests.people import STAFF

#: Marks of a lot: rejected; accepted by a plan that accepts none or one; accepted by one that would pass under the next
#: stricter NCA (letter J, Ac 5, no fault); accepted, but only just (letter J, Ac 5, four faults).
MARKS = "-123"
LOTS = """
WITH made AS (
    INSERT INTO pqr.quality_lot (lot_id, command_id, drawn_by, drawn_at, seed, method, inspection, tolerated,
                                 code_letter, lot_size, sample_size, forced_size, accept_number, scope)
    VALUES (gen_random_uuid(), gen_random_uuid(), %(who)s, now() + %(at)s * interval '1 s', 's', 'iso_2859_1',
            %(inspection)s, 2.5, %(letter)s, 600, 1, 0, %(accept)s, %(scope)s) RETURNING lot_id
), cases AS (
    INSERT INTO pqr.quality_lot_case (case_id, lot_id, draft_version, stratum, weight, is_sampled)
    SELECT c, lot_id, 1, 'x', 1, true FROM made, unnest(%(cases)s::uuid[]) c
)
INSERT INTO pqr.quality_review (case_id, seq, lot_id, draft_version, author_id, reviewer_id, verdict)
SELECT c, %(at)s, lot_id, 1, %(author)s, %(who)s, CASE WHEN n <= %(faults)s THEN 'rejected' ELSE 'approved' END
  FROM made, unnest(%(cases)s::uuid[]) WITH ORDINALITY u(c, n)
"""

STANDS = "SELECT inspection, score, streak, rejected FROM pqr_core.standing(%s)"


@dataclass
class Model:
    """Clause 9 as it is read: one state, and what happened since it was entered."""

    inspection: str = "normal"
    recent: list[bool] = field(default_factory=list)
    score: int = 0
    streak: int = 0
    rejected: int = 0
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def go(self, inspection: str) -> None:
        self.changes[self.inspection, inspection] += 1
        self.inspection, self.recent, self.score, self.streak, self.rejected = inspection, [], 0, 0, 0

    def take(self, mark: str, drawn: str) -> None:
        bad = mark == "-"
        if self.inspection == "normal":
            self._normal(bad, mark, drawn)
        elif self.inspection == "reduced" and bad:
            self.go("normal")
            self.recent = [True]
        elif self.inspection == "tightened" and drawn == "tightened":
            self.streak, self.rejected = (0, self.rejected + 1) if bad else (self.streak + 1, self.rejected)
            if self.streak == 5:
                self.go("normal")
            elif self.rejected == 5:
                self.go("full")
                # What is told beside it: by how many it came to that.
                self.rejected = 5
        elif self.inspection == "full" and drawn == "full" and not bad:
            self.go("tightened")

    def _normal(self, bad: bool, mark: str, drawn: str) -> None:
        self.recent = [*self.recent, bad][-5:]
        gained = {"1": 2, "2": 3}.get(mark, 0) if drawn == "normal" else 0
        self.score = self.score + gained if gained else 0
        if sum(self.recent) >= 2:
            self.go("tightened")
        elif self.score >= 30:
            score = self.score
            self.go("reduced")
            self.score = score


def test_every_switch_of_the_standard_follows_the_model(sql_as):
    admin, chance = sql_as("postgres"), random.Random(2859)
    cases = [insert_reply(admin, claims=1).case_id for _ in range(5)]
    who, author = STAFF["quality"].person_id, STAFF["agent"].person_id
    shapes = {"-": ("F", -1, 0), "1": ("F", 1, 0), "2": ("J", 5, 0), "3": ("J", 5, 4)}
    changes: Counter[tuple[str, str]] = Counter()
    at = 0
    # Bad, middling and good authors: each kind of series reaches other corners of the rules.
    for series, odds in enumerate(([7, 1, 1, 1], [3, 3, 3, 2], [3, 6, 8, 1], [1, 12, 30, 0])):
        model = Model()
        for step in range(40):
            at += 1
            # The last one first goes there and back again: five in a row are rare by chance.
            scripted = series == 3 and step < 7
            mark = "--12121"[step] if scripted else chance.choices(MARKS, odds)[0]
            # Now and then a lot drawn before inspection changed is decided late.
            late = not scripted and chance.random() < 0.1
            drawn = chance.choice(["normal", "tightened", "full"]) if late else model.inspection
            letter, accept, faults = shapes[mark]
            admin.execute(LOTS, {
                "who": who, "author": author, "at": at, "inspection": drawn, "letter": letter, "accept": accept,
                "faults": faults, "cases": cases, "scope": f"area:{900 + series}:2026-11-{at:03}",
            })  # fmt: skip
            model.take(mark, drawn)
            stands = admin.execute(STANDS, [f"area:{900 + series}"]).fetchone()
            meant = (model.inspection, model.score, model.streak, model.rejected)
            assert stands == meant, (series, at, mark, drawn)
        changes += model.changes
    asked = [("normal", "tightened"), ("tightened", "normal"), ("tightened", "full"), ("full", "tightened"),
             ("normal", "reduced"), ("reduced", "normal")]  # fmt: skip
    assert all(changes[each] for each in asked), changes
