"""What can go wrong with the embedded server, each with its sentence."""

from __future__ import annotations

from pathlib import Path

from app.errors import PqrError


class BinariesMissing(PqrError):
    """No se encontró la base de datos que trae el programa. Reinstale Bandeja PQR o informe a soporte."""

    code = "embedded_binaries_missing"


class ServerNotStarted(PqrError):
    """No se pudo iniciar la base de datos de este equipo. Revise el espacio en disco e informe a soporte."""

    code = "embedded_not_started"

    def __init__(self, detail: str, log: Path) -> None:
        """Keep `detail` (English) for our log; `log` is the file that support needs to see."""
        super().__init__(
            detail,
            sentence=(
                "No se pudo iniciar la base de datos de este equipo. Revise que haya espacio en el disco, "
                f"abra de nuevo el programa y, si se repite, envíe a soporte el archivo «{log}»."
            ),
        )
        self.log = log


class ServerNotStopped(PqrError):
    """La base de datos de este equipo no terminó de cerrarse. Espere un minuto antes de apagar el equipo."""

    code = "embedded_not_stopped"
