"""What is told of a batch of letters being signed: its steps, what became of each letter, and why it stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Step(StrEnum):
    """The four steps, in the order in which they are done; the value is the activity's key."""

    NUMBER = "file_outgoing"
    RENDER = "render_document"
    STAMP = "stamp_signature"
    UPLOAD = "upload_image"


STEPS = tuple(Step)
#: Number of the activity -> its step. Any other number: the letter is not in the signer's hands.
STEP_OF = {24: Step.NUMBER, 23: Step.RENDER, 22: Step.STAMP, 25: Step.UPLOAD}


class State(StrEnum):
    """What became of one letter in a batch."""

    SIGNED = "signed"
    FAILED = "failed"
    #: The filing system didn't say whether it gave a number: asked first, never repeated blindly.
    IN_DOUBT = "in_doubt"
    UNTOUCHED = "untouched"


@dataclass(frozen=True)
class LetterOutcome:
    """One letter of a batch: the steps it has behind it, its number, and why it stopped where it did."""

    case_id: UUID
    state: State
    done: tuple[Step, ...] = ()
    filing_number: str = ""
    sentence: str = ""
    #: Reason code of a refusal, for tests and logs.
    reason: str = ""
    version: int = 0
    #: The next letter would get the same answer: a locked token, an authority that doesn't answer.
    stops_batch: bool = False

    @property
    def failed_at(self) -> Step | None:
        """The step that did not end, for a letter that stopped."""
        return STEPS[len(self.done)] if self.state is not State.SIGNED and len(self.done) < len(STEPS) else None


@dataclass(frozen=True)
class BatchReport:
    """Every letter of a batch in its order, and why the batch stopped early (empty when it ran to its end)."""

    letters: tuple[LetterOutcome, ...]
    stopped: str = ""
    #: Reason code of that, «paused» when the person did it.
    reason: str = ""

    def of(self, *states: State) -> tuple[LetterOutcome, ...]:
        """The letters in any of those states."""
        return tuple(each for each in self.letters if each.state in states)


@dataclass
class Brake:
    """Stops a batch between two letters, never in the middle of one; may be pressed from any thread."""

    pressed: bool = False


Told = Callable[[LetterOutcome, Step | None], object]
