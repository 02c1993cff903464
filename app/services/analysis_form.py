"""What an agent has filled in about a petition: kept whole while steps are refused, resumed, or undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from app.services.command import plain
from app.services.reads.analysis_sheet import AnalysisSheet
from app.services.reads.from_json import made
from app.services.verbs.classify_claim import ClaimAsked, ClassifyClaim, Person
from app.services.verbs.search_inputs import FoundInput, Reuse, SearchInputs

#: Where the petitioner and the claims are still being written.
CLASSIFIES = ("check_image", "classify_claim")


def _lacking_words(claims: tuple[int, ...]) -> str:
    if len(claims) == 1:
        return f"insumo de la pretensión {claims[0]}"
    *first, last = map(str, claims)
    return f"insumos de las pretensiones {', '.join(first)} y {last}"


@dataclass(frozen=True)
class HalfClaim:
    """A claim for which no leaf is chosen yet: what was typed to find one, and the citizen's words."""

    typed: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class AnalysisForm:
    """The form of Análisis. Dates not yet written are None in `DraftInput`, so nothing typed is lost."""

    petitioner: Person
    represented: Person | None = None
    claims: tuple[ClaimAsked, ...] = ()
    #: Written behind the claims; they count when their leaf is chosen.
    halves: tuple[HalfClaim, ...] = ()
    signatory_count: int = 1
    response_channel: str = "postal"
    is_anonymous: bool = False
    inputs: tuple[DraftInput, ...] = ()
    #: Claims covered by inputs that came from an area and hold today.
    covered: tuple[int, ...] = ()

    def classified(self) -> ClassifyClaim:
        """The verb of activity 7. Raises InvalidInput naming the field."""
        return ClassifyClaim(
            petitioner=self.petitioner,
            represented=self.represented,
            claims=self.claims,
            signatory_count=self.signatory_count,
            response_channel=self.response_channel,
            is_anonymous=self.is_anonymous,
        )

    def found(self, outcome: str = "found") -> SearchInputs:
        """The verb of activity 13. Raises InvalidInput naming the input."""
        return SearchInputs(inputs=tuple(each.found() for each in self.inputs), outcome=outcome)

    def has_petitioner(self) -> bool:
        """Step 1: somebody is named and identified, or the petition is anonymous."""
        return self.is_anonymous or bool((self.petitioner.full_name or "").strip())

    def has_claims(self) -> bool:
        """Step 2: at least one claim of the tree."""
        return bool(self.claims)

    def without_input(self) -> tuple[int, ...]:
        """Claims that no input written here or sent by an area covers."""
        written = {each.claim for each in self.inputs if each.is_complete()}
        return tuple(n for n in range(1, len(self.claims) + 1) if n not in written and n not in self.covered)

    def missing(self) -> list[str]:
        """What is missing before drafting, in the words of the panel."""
        found = []
        if not self.has_petitioner():
            found.append("solicitante")
        if not self.has_claims():
            found.append("pretensión")
        lacking = self.without_input()
        if self.has_claims() and lacking:
            found.append("insumos" if len(self.claims) == 1 else _lacking_words(lacking))
        elif not self.has_claims():
            found.append("insumos")
        return found

    def kept(self) -> dict[str, Any]:
        """As JSON, to be kept while half filled."""
        return dict(plain(self))

    def restored(self, kept: Mapping[str, Any], *, classified: bool) -> AnalysisForm:
        """What was kept, over what the server knows by now. Once classified, petitioner and claims are the server's."""
        form = made(AnalysisForm, kept)
        if classified:
            inputs = tuple(each for each in form.inputs if each.claim <= len(self.claims))
            return replace(self, inputs=inputs)
        return replace(form, covered=self.covered, is_anonymous=self.is_anonymous)


@dataclass(frozen=True, kw_only=True)
class DraftInput:
    """An input being written."""

    claim: int
    system: str
    content: str = ""
    found_on: dt.date | None = None
    valid_until: dt.date | None = None
    document_id: UUID | None = None
    input_id: UUID
    #: The system's own data by key; `content` is what is written besides.
    facts: Mapping[str, str] = field(default_factory=dict)
    reuse: Reuse | None = None

    def is_complete(self) -> bool:
        """Whether it says something and since when."""
        return (bool(self.content.strip()) or any(self.facts.values())) and self.found_on is not None

    def found(self) -> FoundInput:
        """The same for the verb, which checks it."""
        return FoundInput(
            claim=self.claim,
            system=self.system,
            content=self.content,
            found_on=self.found_on,  # type: ignore[arg-type]
            valid_until=self.valid_until,
            document_id=self.document_id,
            input_id=self.input_id,
            facts=self.facts,
            reuse=self.reuse,
        )


def form_of(sheet: AnalysisSheet, today: dt.date) -> AnalysisForm:
    """The form as the stored data fill it, or as this person left it."""
    who = sheet.petitioner
    stored = AnalysisForm(
        petitioner=who.as_person() if who else Person(full_name=None),
        represented=sheet.represented.as_person() if sheet.represented else None,
        claims=tuple(ClaimAsked(c.code, c.words) for c in sheet.claims),
        signatory_count=sheet.petition.signatory_count,
        response_channel=sheet.petition.response_channel,
        is_anonymous=sheet.petition.is_anonymous,
        inputs=tuple(
            DraftInput(
                claim=i.claim,
                system=i.system,
                content=(i.note or "") if i.facts else i.content,
                found_on=i.found_on,
                valid_until=i.valid_until,
                document_id=i.document_id,
                input_id=i.input_id,
                facts=i.facts,
                reuse=Reuse(i.reused_case_id, i.reused_input_id) if i.reused_case_id and i.reused_input_id else None,
            )
            for i in sheet.inputs
            if i.system != "escalation"
        ),
        covered=tuple(sorted({i.claim for i in sheet.inputs if i.system == "escalation" and i.holds_on(today)})),
    )
    if sheet.progress is None:
        return stored
    return stored.restored(sheet.progress, classified=sheet.activity_key not in CLASSIFIES)
