"""This computer's settings in a plain ini file: theme, text size, window, splitters, last user. No secrets."""

from __future__ import annotations

import configparser
from pathlib import Path

from app.paths import config_dir

FILE_NAME = "settings.ini"


class Settings:
    """Reads once, writes at each change. A damaged file is put aside and the defaults are used."""

    def __init__(self, path: Path | None = None) -> None:
        """Use the file of this user, or the one given."""
        self.path = path or config_dir() / FILE_NAME
        self._ini = configparser.ConfigParser(interpolation=None)
        try:
            self._ini.read(self.path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            self._ini = configparser.ConfigParser(interpolation=None)
            self.path.replace(self.path.with_suffix(".damaged"))

    def text(self, section: str, key: str, default: str = "") -> str:
        """The stored text."""
        return self._ini.get(section, key, fallback=default)

    def flag(self, section: str, key: str, default: bool = False) -> bool:
        """The stored yes or no; the default if it cannot be read."""
        return {"true": True, "false": False}.get(self.text(section, key).lower(), default)

    def real(self, section: str, key: str, default: float) -> float:
        """The stored number; the default if it cannot be read."""
        try:
            return float(self.text(section, key))
        except ValueError:
            return default

    def integers(self, section: str, key: str) -> list[int]:
        """The stored whole numbers; none if they cannot be read."""
        try:
            return [int(part) for part in self.text(section, key).split(",") if part.strip()]
        except ValueError:
            return []

    def put(self, section: str, key: str, value: str | bool | float | list[int]) -> None:
        """Store a value and write the file at once (a new file is put in place of the old one)."""
        words = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        if not self._ini.has_section(section):
            self._ini.add_section(section)
        if self._ini.get(section, key, fallback=None) == words:
            return
        self._ini.set(section, key, words)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            self._ini.write(file)
        fresh.replace(self.path)
