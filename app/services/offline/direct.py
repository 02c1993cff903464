"""The writes that do not go through the outbox, each with its reason; whatever is not listed here goes through it.

A command names one case and the version it was decided on: it is written to the outbox before it is sent. What follows
names no such thing, so it could be neither put in the order of a case nor compared when it arrives late; or it names a
case but is no step of the procedure, and leans on what only the server can look up at that moment (another petition, a
number, a date that it takes itself): kept for later, it would be decided on something else than what was on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping

from app import errors

_CHOSEN = "the server chooses the cases at that moment; its number makes a repetition harmless"
_DIGITAL = "numbering, signing and printing may not wait: the next step needs the server's answer"
_UPLOAD = "bytes of a document: sent again under the same key until sealed; the step that names it goes by the outbox"
_RUN = "a run over many cases in the server, taken up again under its own number after a cut"
_BOOK = "a book of the administration, about no case: two people decide, on what the server holds then"
_LIST = "a list kept for the whole entity, about no case"
_MEETING = "a meeting, about no case: others are called by it, and its figures are the server's"
_NOTICE = "a notice by a fixed date: its date is that of the server's taking it"
_COMPARED = (
    "no step of the procedure, so the door does not take it: said in any of 6 to 17 of a pair whose other half is found"
    " anew by the server and shown only while connected; repeated under its own number, its text stays on the card"
)
_SHARED_ANSWER = "no step of the procedure; only the server knows whether an answer to many already holds the petition"
_SECOND = "the second of two people, about a row of a list that only the server holds; its text stays on the card"

#: Acts of a person that may not wait: without a network they are told that it was not done.
ACTS: Mapping[str, str] = {
    "add_person": _BOOK,
    "add_word": _LIST,
    "annul_outgoing_number": _DIGITAL,
    "approve_nobody": _NOTICE,
    "ask_extension": _NOTICE,
    "ask_requirement": _NOTICE,
    "assign_pool": _CHOSEN,
    "attach_outgoing_image": _DIGITAL,
    "pass_cases": _RUN,
    "undo_assignment": _CHOSEN,
    "begin_bulk_run": _RUN,
    "begin_document": _UPLOAD,
    "begin_intake": _RUN,
    "begin_results": _RUN,
    "cancel_bulk": _RUN,
    "claim_next": _CHOSEN,
    "close_dispatch_sheet": _DIGITAL,
    "close_intake": _RUN,
    "check_term_proof": _NOTICE,
    "correct_act": _DIGITAL,
    "confirm_extension": _NOTICE,
    "confirm_requirement": _NOTICE,
    "decide_catalogue": _BOOK,
    "decide_calendar_change": _BOOK,
    "decide_director_change": _BOOK,
    "decide_extra": _SECOND,
    "decide_text": _BOOK,
    "decide_tree": _BOOK,
    "decide_verification_url": _BOOK,
    "decide_word": _LIST,
    "announce_sample": "the server writes down the letters of that moment, with a seed that nobody chooses",
    "call_meeting": _MEETING,
    "cancel_meeting": _MEETING,
    "draft_bulk_piece": _RUN,
    "draw_closed": "the server draws the second sample from the cases closed by then, with a seed that nobody chooses",
    "deliver_copy": _NOTICE,
    "draw_sample": "the server draws the sample from the letters of that moment, with a seed that nobody chooses",
    "drop_print_batch": _DIGITAL,
    "end_text": _BOOK,
    "extend_area_terms": _CHOSEN,
    "export_legal_paper": "a copy for the disk of a letter that only the server has",
    "export_letter": "a copy for the disk of a letter that only the server has",
    "file_legal_letter": _DIGITAL,
    "grant_role": _BOOK,
    "import_filing": _RUN,
    "keep_commitment": _MEETING,
    "keep_upgrade": _DIGITAL,
    "learn_claims": "counts the closed cases that the server has at that moment",
    "lift_data_claim": _NOTICE,
    "link_petition": _COMPARED,
    "hand_print_batch": _DIGITAL,
    "mark_data_claim": _NOTICE,
    "mark_general_interest": _SHARED_ANSWER,
    "mark_priority": _NOTICE,
    "note_export": "written before the file goes out, or the file does not go out",
    "note_print_batch": _DIGITAL,
    "note_results": _RUN,
    "open_dispatch_sheet": _DIGITAL,
    "open_print_batch": _DIGITAL,
    "prepare_collective": _CHOSEN,
    "prolong_requirement": _NOTICE,
    "propose_catalogue": _BOOK,
    "propose_calendar_change": _BOOK,
    "propose_director_change": _BOOK,
    "propose_text": _BOOK,
    "propose_tree": _BOOK,
    "propose_verification_url": _BOOK,
    "prove_notice": _NOTICE,
    "publish_collective": _CHOSEN,
    "put_chunk": _UPLOAD,
    "put_in_order": _DIGITAL,
    "read_back": _DIGITAL,
    "recall_lot": "takes back the draw of a lot whose letters the server counts at that moment",
    "record_appeal": _NOTICE,
    "record_meeting": _MEETING,
    "record_signature_check": _DIGITAL,
    "record_withdrawal": _NOTICE,
    "refer_to_earlier": _COMPARED,
    "reject_intake_item": _RUN,
    "remind_area": "a reminder of today, counted by the server",
    "remove_absence": _BOOK,
    "remove_priority": _NOTICE,
    "reprint_in_batch": _DIGITAL,
    "reset_password": _BOOK,
    "reveal": "a look at a reserved datum that only the server gives, with its reason written first",
    "return_act": _DIGITAL,
    "review_closed": "a verdict on a case that is closed and that this computer does not carry; its notes stay typed",
    "revoke_role": _BOOK,
    "seal_document": _UPLOAD,
    "set_absence": _BOOK,
    "sign_quality_act": "an act says what the server holds when it is signed, and gets its number there",
    "set_area_head": _BOOK,
    "set_area_term": _BOOK,
    "set_min_client": _BOOK,
    "set_person_active": _BOOK,
    "set_person_work": _BOOK,
    "set_release": "a rule of the sharing, about no case: it holds for what the server shares out from then on",
    "set_weight": "a weight, about no case: the pool is weighed again at that moment",
    "settle_mirror": "said of two systems as both stand then; the reason stays on its card",
    "sign_act": _DIGITAL,
    "start_bulk": _RUN,
    "start_continuation": _DIGITAL,
    "start_nobody_notice": _DIGITAL,
    "start_notice": _DIGITAL,
    "start_transfer": _NOTICE,
    "supply_requirement": _NOTICE,
    "take_outgoing_number": _DIGITAL,
    "tell_legal_letter": _NOTICE,
    "withdraw_collective": _CHOSEN,
    "withdraw_text": _BOOK,
    "withdraw_transfer": _NOTICE,
}

#: What the program writes aside, without anybody having decided anything.
ASIDE: Mapping[str, str] = {
    "claim": "a lease is a courtesy of the connection and ends with it",
    "end_bulk_run": "ends a run, also one that was cut; the server ends it by itself otherwise",
    "look": "a look notes that the window lives; the rest of it reads",
    "note_signing_failure": "tells of a failure; the signing itself is taken up again",
    "note_upgrade_problem": "tells of a failure; the letter stays in its queue",
    "release": "a lease is a courtesy of the connection and ends with it",
    "save_draft": "text on its way: the encrypted journal of this computer has it before",
    "save_progress": "text on its way: the encrypted journal of this computer has it before",
    "settle_command": "asks for the outbox what became of one of its commands",
    "take_head_news": "takes notice of what the head of an area is shown",
    "take_reminders": "takes notice of reminders that are shown",
    "catalogue_rows": "reads a catalogue, after putting in force what two people had decided before",
    "tree_in_force": "puts in force, on its day, a version that two people had decided before",
    "tree_nodes": "reads the tree, after putting in force what two people had decided before",
}

#: The door itself: asked only with what stands in the outbox.
DOOR = frozenset({"perform", "perform_many", "undo"})


def not_done(function: str, error: errors.Offline) -> errors.Offline:
    """What to say when the server could not be asked for `function`: that an act was not done, or just that."""
    if function in ACTS and not isinstance(error, errors.AnswerLost):
        return errors.CannotWait(function)
    return error
