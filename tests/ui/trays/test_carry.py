"""«Llevar sin conexión» as its agent sees it: marked, opened without a network, and let go."""

from __future__ import annotations

from app.models.local.store import memory_store
from app.services.offline.cache import Cache
from app.services.offline.contact import Contact
from app.ui.trays.analysis import AnalysisPage
from tests.support.petitions import stand_petition


def test_a_marked_case_says_so_and_opens_without_a_network(sql_as, desk_of, qtbot) -> None:
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image", name="Rosa Llevada de Prueba")
    desk = desk_of("agent", AnalysisPage)
    page = desk.page
    qtbot.waitUntil(lambda: page.panel.sheet is not None, timeout=5000)
    page.carry.toggle()
    assert page.rows[0].carried is False
    store = memory_store()
    database = desk.context.database
    database.memory = Cache(store, Contact(store), store.drop_cache)
    page.carry.toggle()
    qtbot.waitUntil(lambda: page.rows and page.rows[0].carried, timeout=5000)
    cell = page.model.columns[1].cell(page.rows[0])
    assert cell.detail.startswith("↓ Rosa") and "Lo lleva sin conexión." in cell.spoken
    database.is_cut = True
    page.reload()
    page.work.open(None)
    page.work.open(page.rows[0])
    qtbot.waitUntil(lambda: page.panel.sheet is not None and page.panel.sheet.case_id == case, timeout=5000)
    assert page.panel.petitioner.name.text() == "Rosa Llevada de Prueba"
    page.carry.toggle()
    qtbot.waitUntil(lambda: not page.rows[0].carried, timeout=5000)
    # Marked without a network: it says that it is still to come, not that it is here.
    page.carry.toggle()
    qtbot.waitUntil(
        lambda: "se traerá a este equipo apenas haya conexión" in page.window().notices.toast.sentence(), timeout=5000
    )
    store.close()
