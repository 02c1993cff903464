"""The family of arts. 17 to 19 in «Otros trámites de ley»: six entries, one read."""

from __future__ import annotations

from app.services.database import Database
from app.services.legal_acts.law_acts import read_law_acts
from app.services.legal_acts.standing import Standing
from app.services.reads.analysis_sheet import AnalysisSheet
from app.ui.trays.analysis.legal import archiving, requesting
from app.ui.trays.analysis.legal.desk import LegalDesk
from app.ui.trays.analysis.legal.family import Family
from app.ui.trays.analysis.legal.law_desk import LawCase

_ACTS = (
    requesting.COMPLETE,
    requesting.CLARIFY,
    archiving.WITHDRAW,
    archiving.REFER,
    archiving.DISRESPECT,
    archiving.ARCHIVE,
)


def _read(database: Database, sheet: AnalysisSheet) -> dict[str, Standing]:
    acts = read_law_acts(database, sheet.case_id)
    if acts is None or not sheet.is_mine:
        return {each.key: Standing(False, "Sólo quien tiene asignado el caso puede hacerlo.") for each in _ACTS}
    return {
        requesting.COMPLETE.key: requesting.standing(acts, "complete"),
        requesting.CLARIFY.key: requesting.standing(acts, "clarify"),
        archiving.WITHDRAW.key: archiving.withdraw_standing(acts),
        archiving.REFER.key: archiving.refer_standing(acts),
        archiving.DISRESPECT.key: archiving.disrespect_standing(acts),
        archiving.ARCHIVE.key: archiving.archive_standing(acts),
    }


def _open(desk: LegalDesk, key: str) -> None:
    sheet, database = desk.sheet, desk.context.database
    if sheet is None:
        return
    openers = {
        requesting.COMPLETE.key: lambda case: requesting.open_request(case, "complete"),
        requesting.CLARIFY.key: lambda case: requesting.open_request(case, "clarify"),
        archiving.WITHDRAW.key: archiving.open_withdraw,
        archiving.REFER.key: archiving.open_refer,
        archiving.DISRESPECT.key: archiving.open_disrespect,
        archiving.ARCHIVE.key: archiving.open_archive,
    }
    desk.read(
        lambda: read_law_acts(database, sheet.case_id),
        lambda acts: openers[key](LawCase(desk, sheet, acts)) if acts is not None else None,
    )


FAMILY = Family(_ACTS, _read, _open)
