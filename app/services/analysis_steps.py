"""Several steps as one decision: each its own command, in order; a refusal in the middle tells where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app import errors, procedure
from app.services.analysis_form import AnalysisForm
from app.services.command import CaseRef, Command, decide
from app.services.perform import Performer, Result
from app.services.refusals import RefusedStep
from app.services.verbs.check_image import CheckImage
from app.services.verbs.escalate_inputs import EscalateInputs
from app.services.verbs.request_endorsement import RequestEndorsement

Step = tuple[str, str, Callable[[], dict[str, object]]]


class ChainStopped(errors.PqrError):
    """El servidor aplicó sólo una parte de los pasos. Lo escrito se conserva; corrija y continúe."""

    code = "chain_stopped"

    def __init__(self, done: Sequence[Result], at: Command, error: errors.PqrError) -> None:
        """Keep what was applied, the step that was not, and why."""
        activity = procedure.load(at.procedure).by_key(at.activity)
        ahead = f"Se aplicó hasta la actividad {_number(done[-1].command)}. " if done else ""
        sentence = f"{ahead}Se detuvo en la {activity.number}, {activity.label}: {error.user_message}"
        super().__init__(f"{at.activity}.{at.outcome}: {error}", sentence=sentence)
        self.done, self.at, self.error = tuple(done), at, error
        self.field = error.field if isinstance(error, RefusedStep) else None


@dataclass(frozen=True)
class ChainDone:
    """Every step was applied or waits in the outbox. `back_to` is the version to undo to."""

    results: tuple[Result, ...]
    back_to: int

    @property
    def last(self) -> Result:
        """The last step."""
        return self.results[-1]

    @property
    def queued(self) -> bool:
        """Whether some step waits for the network."""
        return any(result.status == "queued" for result in self.results)

    @property
    def undoable(self) -> bool:
        """Whether the procedure lets all of it be taken back."""
        return not self.queued and all(_may_undo(result.command) for result in self.results)


def to_drafting(case: CaseRef, activity: str, form: AnalysisForm) -> list[Command]:
    """From where the case stands to Proyección (17). Raises InvalidInput before anything is sent."""
    return _commands(
        case, [*_to_inputs(activity, form), ("search_inputs", "found", lambda: form.found().payload()), _INDIVIDUAL]
    )


def to_split_decision(case: CaseRef, activity: str, form: AnalysisForm) -> list[Command]:
    """To 9, where an analyst or lawyer decides about a petition that several people signed."""
    return _commands(case, [step for step in _to_inputs(activity, form) if step[0] != "decide_split"])


def to_lawyer(case: CaseRef, activity: str, form: AnalysisForm, request: RequestEndorsement) -> list[Command]:
    """To 8, asking for an aval."""
    ahead = [s for s in _to_inputs(activity, form) if s[0] in ("check_image", "classify_claim")]
    return _commands(case, [*ahead, ("request_endorsement", "requested", request.payload)])


def to_archive(case: CaseRef, activity: str, request: RequestEndorsement) -> list[Command]:
    """To 8 by a ground of the law, from wherever the case stands, asking for the aval that archives it."""
    back: dict[str, object] = {"reason_code": request.reason_code}
    ahead: list[Step] = []
    if activity == "check_image":
        ahead = [("check_image", "image_good", dict), ("classify_claim", "to_archive", lambda: back)]
    elif activity == "close_archived":
        ahead = [("close_archived", "appealed", dict)]
    elif activity != "request_endorsement":
        ahead = [(activity, "to_archive", lambda: back)]
    return _commands(case, [*ahead, ("request_endorsement", "requested", request.payload)])


def to_areas(case: CaseRef, activity: str, form: AnalysisForm, request: EscalateInputs) -> list[Command]:
    """To 15, asking areas for inputs; what was found so far is kept."""
    ask: Step = ("escalate_inputs", "escalated", request.payload)
    if activity == "escalate_inputs":
        return _commands(case, [ask])
    missing: Step = ("search_inputs", "missing", lambda: form.found("missing").payload())
    return _commands(case, [*_to_inputs(activity, form), missing, ask])


def image_back(case: CaseRef, verb: CheckImage) -> list[Command]:
    """From 6 back to Gestión Documental."""
    return _commands(case, [(verb.activity, verb.outcome, verb.payload)])


def single(case: CaseRef, activity: str, outcome: str) -> list[Command]:
    """One step without data: report (10), send to split (11)."""
    return _commands(case, [(activity, outcome, dict)])


def run(performer: Performer, commands: Sequence[Command]) -> ChainDone:
    """Send the commands in order. Raises ChainStopped where one is refused; Offline when the first can't be sent."""
    done: list[Result] = []
    for command in commands:
        try:
            done.append(performer.perform(command))
        except errors.PqrError as error:
            if not done and isinstance(error, errors.Offline):
                raise
            raise ChainStopped(done, command, error) from error
    return ChainDone(tuple(done), commands[0].version)


def _to_inputs(activity: str, form: AnalysisForm) -> list[Step]:
    steps: list[Step] = [
        ("check_image", "image_good", dict),
        ("classify_claim", "classified", lambda: form.classified().payload()),
        ("request_endorsement", "not_needed", dict),
        ("decide_split", "single", dict),
    ]
    if activity == "receive_inputs":
        return [("receive_inputs", "rejected", dict)]
    keys = [step[0] for step in steps]
    return steps[keys.index(activity) :] if activity in keys else []


_INDIVIDUAL: Step = ("draft_in_bulk", "individual", dict)


def _commands(case: CaseRef, steps: Sequence[Step]) -> list[Command]:
    """All payloads are made, and so checked, before the first command exists."""
    made = [(activity, outcome, payload()) for activity, outcome, payload in steps]
    commands: list[Command] = []
    for activity, outcome, payload in made:
        commands.append(
            commands[-1].following(activity, outcome, payload) if commands else decide(case, activity, outcome, payload)
        )
    return commands


def _number(command: Command) -> int:
    return procedure.load(command.procedure).by_key(command.activity).number


def _may_undo(command: Command) -> bool:
    return procedure.load(command.procedure).by_key(command.activity).outcomes[command.outcome].undo
