"""The encrypted stores of the people who work in one place, on this computer: opened once, closed and destroyed."""

from __future__ import annotations

from pathlib import Path

from app import paths
from app.models.local import store as stores
from app.models.local.store import Store
from app.services.offline.cache import Cache
from app.services.offline.contact import Contact

RESCUED = "El archivo local estaba dañado: sus decisiones y textos se recuperaron de la copia."
NO_ROOM = "No hay espacio en el disco para el trabajo sin red: sólo podrá trabajar con conexión."
NO_STORE = "Este computador no puede cifrar el trabajo sin red: sólo podrá trabajar con conexión."


class PersonStores:
    """By login. `server` names the place in the files' names; `in_memory` keeps nothing beyond the program."""

    def __init__(self, server: str, *, in_memory: bool = False) -> None:
        self._server, self._in_memory = server, in_memory
        self._open: dict[str, Store] = {}
        self._caches: dict[str, Cache] = {}

    def has(self, login: str) -> bool:
        """Whether this person has one; asking makes none."""
        return login in self._open or (not self._in_memory and stores.exists(_folder(), self._server, login))

    def is_open(self, login: str) -> bool:
        """Whether it is in use."""
        return login in self._open

    def open(self, login: str) -> tuple[Store | None, str]:
        """This person's store; None and why when this computer can't keep one. Raises StoreBusy."""
        if login not in self._open:
            try:
                self._open[login] = self._make(login)
            except stores.NoKeyRing:
                return None, NO_STORE
            except stores.DiskFull:
                return None, NO_ROOM
            except stores.StoreUnreadable as error:
                # The damaged file was set aside: a new one takes its place.
                self._open[login] = self._make(login)
                return self._open[login], error.user_message
        return self._open[login], RESCUED if self._open[login].was_rescued else ""

    def cache(self, login: str) -> Cache:
        """What this person carries, over their open store."""
        if login not in self._caches:
            store = self._open[login]
            self._caches[login] = Cache(store, Contact(store), lambda: self._wipe_cache(login))
        return self._caches[login]

    def sign_out(self, login: str) -> None:
        """What they carried is destroyed; what only this computer has stays."""
        cache = self._caches.pop(login, None)
        if cache is not None:
            cache.end()

    def forget(self, login: str) -> None:
        """Destroy everything of theirs, open or not: keys first."""
        self.close(login)
        if not self._in_memory and stores.exists(_folder(), self._server, login):
            stores.wipe(_folder(), self._server, login, stores.system_key_ring())

    def close(self, login: str) -> None:
        """Close one person's."""
        self._caches.pop(login, None)
        store = self._open.pop(login, None)
        if store is not None:
            store.close()

    def close_all(self) -> None:
        """Close every one."""
        for login in list(self._open):
            self.close(login)

    def _make(self, login: str) -> Store:
        if self._in_memory:
            return stores.memory_store()
        return stores.open_store(_folder(), self._server, login, stores.system_key_ring())

    def _wipe_cache(self, login: str) -> None:
        store = self._open.get(login)
        if store is None:
            return
        if self._in_memory:
            store.drop_cache()
        else:
            stores.wipe_cache(store, self._server, login, stores.system_key_ring())


def _folder() -> Path:
    return paths.data_dir() / "local"
