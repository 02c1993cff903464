"""Suggests leaves of the tree for a text: naive Bayes over the server's counts, with a confidence that was measured.

Nothing is chosen by it: a suggestion is offered with its words, and it is silent when it is not sure.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.clock import BOGOTA
from app.services.database import Database
from app.services.remembered import remembered
from app.services.suggesting.words import telling_words

#: Known words that a text needs: with one, everything is a guess.
LEAST_WORDS = 2
#: Confidence below which nothing is said.
LEAST_SURE = 0.35
#: Of the second and third: below this they only distract.
_LEAST_OTHER = 0.10
MOST = 3
_SMOOTH = 0.2
_MOST_WORDS = 4


@dataclass(frozen=True)
class Suggestion:
    """A leaf that the text seems to ask for; `confidence` is the share of such suggestions that were right."""

    code: str
    confidence: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """What can be said of a text. Without suggestions, `why_not` is the reason, as a sentence."""

    suggestions: tuple[Suggestion, ...]
    why_not: str = ""


@dataclass(frozen=True)
class ClaimModel:
    """Counts learned from closed cases. `right_first` of `tried` claims that it had not seen were its first choice."""

    model_id: int
    learned_at: dt.datetime
    claims: int
    tried: int
    right_first: int
    right_three: int
    right_commonest: int
    temperature: float
    words: int
    #: Leaf -> (claims, words in them).
    leaves: Mapping[str, tuple[int, int]]
    #: Word -> leaf -> claims in which it was.
    uses: Mapping[str, Mapping[str, int]]
    #: (tenth of the probability, suggestions offered, those that were right).
    bins: Sequence[tuple[int, int, int]]

    def advise(self, text: str, allowed: frozenset[str] | None = None) -> Advice:
        """The likeliest leaves of those `allowed` (all when None), most likely first; or why none is said."""
        written = telling_words(text)
        if not written:
            return Advice((), "No hay texto con qué sugerir: la imagen no lo trae y el asunto no dice qué pide.")
        known = {word: shown for word, shown in written.items() if word in self.uses}
        codes = [code for code in self.leaves if allowed is None or code in allowed]
        if len(known) < LEAST_WORDS or not codes:
            return Advice((), "No hay una sugerencia segura: el texto usa palabras que los casos cerrados no traen.")
        scores = {code: self._score(code, known) for code in codes}
        chances = _softmax(scores, self.temperature)
        ranked = sorted(codes, key=lambda code: (-chances[code], code))[:MOST]
        found = [Suggestion(code, self.confidence(chances[code]), self._because(code, known)) for code in ranked]
        if found[0].confidence < LEAST_SURE:
            return Advice((), "No hay una sugerencia segura: el texto se parece a varias pretensiones.")
        return Advice((found[0], *(each for each in found[1:] if each.confidence >= _LEAST_OTHER)))

    def confidence(self, chance: float) -> float:
        """The share of suggestions with a probability in the same tenth that were right when it was measured."""
        return self._honest[min(9, int(chance * 10))]

    @cached_property
    def _honest(self) -> list[float]:
        """By tenth: measured shares drawn towards the probability itself where few were measured, never falling."""
        measured = {tenth: (offered, taken) for tenth, offered, taken in self.bins}
        blocks: list[list[float]] = []
        for tenth in range(10):
            offered, taken = measured.get(tenth, (0, 0))
            # Ten imagined ones at the middle of the tenth: nothing is certain because it was seen twice.
            blocks.append([taken + 10 * (tenth + 0.5) / 10, offered + 10.0, 1.0])
            while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
                last = blocks.pop()
                blocks[-1] = [one + other for one, other in zip(blocks[-1], last, strict=True)]
        return [taken / offered for taken, offered, many in blocks for _ in range(int(many))]

    def _score(self, code: str, known: Mapping[str, str]) -> float:
        claims, words = self.leaves[code]
        total = sum(each[0] for each in self.leaves.values())
        below = words + _SMOOTH * self.words
        prior = math.log((claims + 1) / (total + len(self.leaves)))
        return prior + sum(math.log((self.uses[word].get(code, 0) + _SMOOTH) / below) for word in known)

    def _because(self, code: str, known: Mapping[str, str]) -> tuple[str, ...]:
        """The words that speak most for the leaf, against how common they are everywhere."""
        words = self.leaves[code][1] + _SMOOTH * self.words
        everywhere = sum(each[1] for each in self.leaves.values()) + 1

        def weight(word: str) -> float:
            uses = self.uses[word]
            return math.log((uses.get(code, 0) + _SMOOTH) / words) - math.log(sum(uses.values()) / everywhere)

        telling = sorted((word for word in known if self.uses[word].get(code)), key=weight, reverse=True)
        return tuple(known[word] for word in telling[:_MOST_WORDS] if weight(word) > 0)


def _softmax(scores: Mapping[str, float], temperature: float) -> dict[str, float]:
    top = max(scores.values())
    raised = {code: math.exp((score - top) / temperature) for code, score in scores.items()}
    total = sum(raised.values())
    return {code: each / total for code, each in raised.items()}


def read_model(database: Database) -> ClaimModel | None:
    """The last learning; None before the first. Without a network, the one carried. Raises Offline, Busy."""
    data = remembered(database, "claim-model", lambda: database.call("claim_model"))
    return model_of(data) if data and data.get("leaves") else None


def model_of(data: Mapping[str, Any]) -> ClaimModel:
    """A model from the server's answer."""
    return ClaimModel(
        model_id=data["model_id"],
        learned_at=dt.datetime.fromisoformat(data["learned_at"]).astimezone(BOGOTA),
        claims=data["claims"],
        tried=data["tried"],
        right_first=data["right_first"],
        right_three=data["right_three"],
        right_commonest=data["right_commonest"],
        temperature=float(data["temperature"]),
        words=data["words"],
        leaves={code: (claims, words) for code, (claims, words) in data["leaves"].items()},
        uses=data["uses"] or {},
        bins=[(tenth, offered, taken) for tenth, offered, taken in data["bins"] or ()],
    )


def learn(database: Database) -> ClaimModel | None:
    """Learn again from the closed cases, in the server. Raises a refusal, Offline, Busy."""
    database.call("learn_claims")
    return read_model(database)
