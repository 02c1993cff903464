"""Runs PostgreSQL's own programs: without root, without a window, without this program's environment."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.models.embedded.account import drop_options
from app.models.embedded.binaries import program
from app.models.embedded.files import Home, append_opener

#: Seconds that a crash recovery may take before we give up on it.
PATIENCE = 300
#: What the tools need of our environment; PGPORT, PGDATA and the like would change their settings.
_KEPT = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "TEMP", "TMP", "USERPROFILE", "USERNAME")


@dataclass(frozen=True)
class Tools:
    """PostgreSQL's programs for one server."""

    folder: Path
    home: Home

    def run(self, name: str, *arguments: str, given: str = "", timeout: float = PATIENCE + 30) -> bool:
        """Run a program inside the server's folder and say whether it succeeded.

        Names of files are given relative to that folder: pg_ctl passes them through a shell, and on
        Windows through the code page, so spaces, quotes and accents of the folder would break it.
        `given` is its input; what it says goes to the tools' log.
        """
        with open(self.home.tools_log, "ab", opener=append_opener) as log:
            # A pipe would be inherited by the server and never close; a file does no harm.
            done = subprocess.run(
                [program(self.folder, name), *arguments],
                check=False,
                cwd=self.home.path,
                env=self._environment(),
                input=given.encode(),
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=timeout,
                **drop_options(self.home.account),
            )
        return done.returncode == 0

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        kept |= {"LC_ALL": "C", "HOME": str(self.home.path)}
        if sys.platform == "linux":
            # Some builds have no path of their own to their libraries and would take the system's.
            kept["LD_LIBRARY_PATH"] = str(self.folder.parent / "lib")
        return kept
