"""Which modules and pages a person's roles open; the server decides again at each step.

A page's code is imported at its first visit: nobody waits for screens of other roles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib import import_module

from app.ui.modules.offline_words import OFFLINE
from app.ui.page_context import PageContext
from app.ui.shell.page import Module, Page, PageSpec, Shell


@dataclass(frozen=True)
class _Entry:
    """A page: key, title, where its class is («module:Class»), and the roles that see it."""

    key: str
    title: str
    place: str
    roles: frozenset[str]


@dataclass(frozen=True)
class _Group:
    """A module of the rail with its pages."""

    key: str
    label: str
    icon: str
    pages: tuple[_Entry, ...]
    at_bottom: bool = False


def _page(key: str, title: str, place: str, *roles: str) -> _Entry:
    return _Entry(key, title, f"app.ui.{place}", frozenset(roles))


GROUPS = (
    _Group(
        "trays",
        "Bandejas",
        "tray",
        (
            _page("analysis", "Análisis", "trays.analysis:AnalysisPage", "agent"),
            _page("drafting", "Proyección", "trays.drafting:DraftingPage", "agent", "lawyer"),
            _page("endorsements", "Avales", "trays.endorsements:EndorsementsPage", "lawyer", "analyst"),
            _page("acts", "Actos por firmar", "trays.endorsements.acts_page:ActsPage", "lawyer", "lead"),
            _page(
                "extras",
                "Firmantes de más",
                "trays.endorsements.extras_page:ExtrasPage",
                "lawyer",
                "analyst",
                "lead",
            ),
            _page("signature", "Firma", "trays.signature:SignaturePage", "agent", "signer"),
            _page("printing", "Impresión", "trays.printing:PrintingPage", "printing"),
            _page("dispatch", "Despacho", "trays.dispatch:DispatchPage", "printing"),
            _page("mirror", "Reporte espejo", "trays.mirror:MirrorPage", "agent", "lawyer", "lead", "auditor"),
            _page("law", "Trámites de ley", "modules.law:LawPage", "agent", "analyst", "lawyer", "lead", "auditor"),
        ),
    ),
    _Group(
        "intake",
        "Radicación",
        "file-text",
        (
            _page("register", "Radicar", "modules.intake.register_page:RegisterPage", "records"),
            _page("import", "Cargar carpeta", "modules.intake.import_page:ImportPage", "records"),
            _page("rescan", "Imágenes devueltas", "modules.intake.rescan_page:RescanPage", "records"),
        ),
    ),
    _Group(
        "assignment",
        "Asignación",
        "users-three",
        (
            _page("claim", "Bolsa", "modules.assignment.claim_page:ClaimPage", "agent"),
            _page("share", "Reparto", "modules.assignment.share_page:SharePage", "assigner"),
            _page("workload", "Cargas", "modules.assignment.workload_page:WorkloadPage", "assigner"),
            _page("bulk_folder", "Masivos ORFEO", "modules.assignment.lists:FolderPage", "lead"),
            _page("nightly", "Carga nocturna", "modules.assignment.lists:NightlyPage", "lead", "assigner"),
            _page("splits", "Desglosados", "modules.assignment.splits_page:SplitsPage", "lead"),
            _page("loads", "Ingresos", "modules.assignment.intake_page:IntakePage", "lead", "assigner"),
            _page("rules", "Reglas", "modules.assignment.rules_page:RulesPage", "lead", "assigner"),
        ),
    ),
    _Group(
        "mission",
        "Misionales",
        "arrow-bend-up-right",
        (
            _page("area", "Mi área", "modules.mission:AreaPage", "mission"),
            _page("control", "Control", "modules.mission:ControlPage", "escalation_control", "lead"),
            _page("joint", "Decisión conjunta", "modules.mission:JointPage", "lawyer", "mission", "escalation_control"),
        ),
    ),
    _Group(
        "quality",
        "Calidad",
        "seal-check",
        (
            _page("lots", "Lotes", "modules.quality:LotsPage", "quality"),
            _page("review", "Revisión", "modules.quality:ReviewPage", "quality"),
            _page("quality_returned", "Devueltas", "modules.quality:ReturnedPage", "quality"),
            _page("quality_closed", "Casos cerrados", "modules.quality:ClosedPage", "quality"),
            _page("quality_acts", "Actas", "modules.quality:ActsPage", "quality", "auditor"),
        ),
    ),
    _Group(
        "bulk",
        "Masiva",
        "stack",
        (_page("bulk_drafting", "Proyección en lote", "modules.bulk:BulkPage", "analyst", "lawyer"),),
    ),
    _Group(
        "admin",
        "Administrar",
        "gear-six",
        (
            _page("people", "Personas", "modules.administration.people_page:PeoplePage", "admin", "lead"),
            _page("calendar", "Calendario", "modules.administration.calendar_page:CalendarPage", "admin", "lead"),
            _page("terms", "Plazos", "modules.administration.terms_page:TermsPage", "admin", "lead", "auditor"),
            _page("directors", "Directores y actos", "modules.administration.directors_page:DirectorsPage", "admin"),
            _page(
                "texts", "Textos aprobados", "modules.administration.texts_page:TextsPage", "admin", "lead", "lawyer"
            ),
            _page(
                "tree", "Árbol de pretensiones", "modules.administration.tree_page:TreePage", "quality", "lead", "admin"
            ),
            _page(
                "catalogues",
                "Catálogos",
                "modules.administration.catalogues_page:CataloguesPage",
                "admin",
                "lead",
                "auditor",
            ),
            _page("entity", "Entidad", "modules.administration.entity_page:EntityPage", "admin"),
            _page("release", "Versión del programa", "modules.administration.release_page:ReleasePage", "admin"),
            _page("audit", "Quién vio a…", "modules.administration.audit_page:AuditPage", "auditor"),
            _page("activity", "Qué vio…", "modules.administration.activity_page:ActivityPage", "auditor"),
            _page(
                "data_register",
                "Reclamos de datos",
                "modules.administration.data_register_page:DataRegisterPage",
                "auditor",
            ),
        ),
        at_bottom=True,
    ),
)


def modules_for(context: PageContext) -> list[Module]:
    """The rail of this person, in the order of the procedure; modules without pages are left out."""
    modules = []
    for group in GROUPS:
        pages = [
            PageSpec(entry.key, entry.title, partial(_make, entry.place, context), OFFLINE.get(entry.key, ""))
            for entry in group.pages
            if context.has_role(*entry.roles)
        ]
        if pages:
            modules.append(Module(group.key, group.label, group.icon, pages, group.at_bottom))
    return modules


def _make(place: str, context: PageContext, shell: Shell) -> Page:
    module, name = place.split(":")
    page: Page = getattr(import_module(module), name)(shell, context)
    return page
