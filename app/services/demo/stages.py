"""Where the demonstration's petitions stand, and the path of steps that brought each there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of a path: activity it leaves, outcome, activity it enters, role of whoever takes it."""

    activity: int
    outcome: str
    to: int
    role: str
    status: str


def _step(line: str) -> Step:
    activity, outcome, to, role, status = line.split()
    return Step(int(activity), outcome, int(to), role, status)


#: The ordinary way of a petition that needs no endorsement, split or escalation.
MAIN = tuple(
    map(
        _step,
        (
            "1 filed 2 records check_bulk_folder",
            "2 checked 3 lead import_intake",
            "3 loaded 4 lead review_intake",
            "4 reviewed 5 assigner assign_case",
            "5 assigned 6 assigner check_image",
            "6 image_good 7 agent classify_claim",
            "7 classified 8 agent request_endorsement",
            "8 not_needed 9 agent decide_split",
            "9 single 13 agent search_inputs",
            "13 found 16 agent draft_in_bulk",
            "16 individual 17 agent draft_response",
            "17 drafted 18 agent sample_for_quality",
            "18 not_sampled 20 quality name_director",
            "20 named 21 agent send_to_printing",
            "21 sent 24 agent file_outgoing",
            "24 numbered 23 signer render_document",
            "23 rendered 22 signer stamp_signature",
            "22 stamped 25 signer upload_image",
            "25 uploaded 26 signer print_response",
            "26 printed 27 printing hand_to_courier",
            "27 handed 27 printing in_transit",
            "27 delivered 0 printing delivered",
        ),
    )
)
#: Ways that leave the main one: name -> (activity where they leave it, their steps).
BRANCHES: dict[str, tuple[int, tuple[Step, ...]]] = {
    "image_returned": (6, (_step("6 image_bad 1 agent image_returned"),)),
    "endorsement": (8, (_step("8 requested 8 agent endorsement_requested"),)),
    "archived": (
        8,
        (
            _step("8 requested 8 agent endorsement_requested"),
            _step("8 archived 10 lawyer endorsed_archive"),
            _step("10 reported 0 agent archived"),
        ),
    ),
    "escalated": (
        13,
        (_step("13 missing 14 agent escalate_inputs"), _step("14 escalated 15 agent escalated")),
    ),
    "sampled": (18, (_step("18 sampled 19 quality review_quality"),)),
    "quality_returned": (
        18,
        (_step("18 sampled 19 quality review_quality"), _step("19 rejected 17 quality quality_returned")),
    ),
}


#: In place of «not_sampled»: drawn, reviewed and found good.
_FOUND_GOOD = (_step("18 sampled 19 quality review_quality"), _step("19 approved 20 quality name_director"))


@dataclass(frozen=True)
class Stage:
    """How many petitions stand in one place: at `activity` of the main way, or at the end of a branch."""

    name: str
    count: int
    activity: int | None = None
    branch: str | None = None
    #: Step of activity 27 at which the main way stops: `printed`, `handed`, `delivered`.
    last: str | None = None
    #: Oldest and newest reception, in business days before today.
    age: tuple[int, int] = (1, 14)
    #: Whether its letters came out in the sample of an earlier lot and were found good.
    reviewed: bool = False


STAGES = (
    Stage("bulk_folder", 40, 2, age=(0, 1)),
    Stage("to_load", 40, 3, age=(0, 1)),
    Stage("to_review", 60, 4, age=(0, 1)),
    Stage("pool", 260, 5, age=(0, 4)),
    Stage("image_returned", 20, branch="image_returned", age=(2, 9)),
    Stage("new", 480, 6, age=(1, 15)),
    Stage("to_classify", 120, 7, age=(2, 14)),
    Stage("endorsement", 45, branch="endorsement", age=(3, 13)),
    Stage("to_split", 12, 9, age=(3, 10)),
    Stage("inputs", 240, 13, age=(3, 15)),
    Stage("escalated", 420, branch="escalated", age=(4, 16)),
    Stage("bulk_ready", 180, 16, age=(4, 13)),
    Stage("drafting", 237, 17, age=(5, 16)),
    Stage("quality_returned", 8, branch="quality_returned", age=(6, 15)),
    Stage("to_sample", 248, 18, age=(6, 14)),
    Stage("in_review", 32, branch="sampled", age=(6, 13)),
    Stage("to_name", 32, 20, age=(7, 14)),
    Stage("to_name_reviewed", 28, 20, age=(7, 14), reviewed=True),
    Stage("to_send", 40, 21, age=(7, 14)),
    Stage("to_sign", 58, 24, age=(8, 15)),
    Stage("to_sign_reviewed", 92, 24, age=(8, 15), reviewed=True),
    Stage("to_print", 40, 26, age=(9, 14)),
    Stage("to_hand", 24, 27, last="printed", age=(9, 14)),
    Stage("in_transit", 36, 27, last="handed", age=(10, 15)),
    Stage("delivered", 60, 27, last="delivered", age=(15, 60)),
    Stage("archived", 148, branch="archived", age=(8, 70)),
)


def path(stage: Stage) -> tuple[Step, ...]:
    """The steps from filing to where the petitions of a stage stand."""
    if stage.branch is not None:
        leaves, steps = BRANCHES[stage.branch]
        return _until(leaves) + steps
    if stage.last is not None:
        return MAIN[: [s.outcome for s in MAIN].index(stage.last) + 1]
    assert stage.activity is not None
    steps = _until(stage.activity)
    if not stage.reviewed:
        return steps
    at = [step.outcome for step in steps].index("not_sampled")
    return steps[:at] + _FOUND_GOOD + steps[at + 1 :]


def _until(activity: int) -> tuple[Step, ...]:
    return MAIN[: next(i for i, s in enumerate(MAIN) if s.activity == activity)]
