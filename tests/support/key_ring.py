"""A key ring in memory, so that no test touches the system's."""

from __future__ import annotations


class MemoryKeyRing:
    """Keeps secrets in a dictionary."""

    def __init__(self) -> None:
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.secrets.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        self.secrets[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        from keyring.errors import PasswordDeleteError

        if (service, name) not in self.secrets:
            raise PasswordDeleteError(name)
        del self.secrets[service, name]
