"""How dates, numbers, counts and elapsed times are written for people in Colombia (es-CO)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_HARD_SPACE = "\u00a0"


def number(value: int) -> str:
    """1234567 -> «1.234.567»."""
    return f"{value:,}".replace(",", ".")


def decimal(value: float, digits: int = 1) -> str:
    """1234.5 -> «1.234,5»."""
    return f"{value:,.{digits}f}".replace(",", "\0").replace(".", ",").replace("\0", ".")


def percent(share: float, digits: int = 0) -> str:
    """0.875 -> «88 %», with a space that does not break."""
    return f"{decimal(share * 100, digits)}{_HARD_SPACE}%"


def date(day: dt.date) -> str:
    """«dd/mm/aaaa». Qt's short format gives a two-digit year, so it is not used."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def short_date(day: dt.date) -> str:
    """«20 nov»."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def weekday(day: dt.date) -> str:
    """«viernes»."""
    return _WEEKDAYS[day.weekday()]


def long_date(day: dt.date) -> str:
    """«viernes 20/11/2026»."""
    return f"{weekday(day)} {date(day)}"


def clock(moment: dt.datetime | dt.time) -> str:
    """«15:04»: 24 hours, so nobody misreads a. m. and p. m."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def moment(when: dt.datetime) -> str:
    """«20/11/2026 15:04»."""
    return f"{date(when.date())} {clock(when)}"


def plural(count: int, one: str, many: str) -> str:
    """«1 caso», «1.204 casos»."""
    return f"{number(count)} {one if count == 1 else many}"


def slack(days: int) -> str:
    """Business days left, in words: «Vencido 1 d», «Vence hoy», «1 día», «3 días»."""
    if days < 0:
        return f"Vencido {number(-days)} d"
    if days == 0:
        return "Vence hoy"
    return plural(days, "día", "días")


def ago(seconds: float) -> str:
    """Elapsed time: «hace un momento», «hace 40 s», «hace 5 min», «hace 3 h», «hace 2 días»."""
    whole = int(max(0, seconds))
    if whole < 2:
        return "hace un momento"
    for limit, size, one, many in ((60, 1, "s", "s"), (3600, 60, "min", "min"), (86400, 3600, "h", "h")):
        if whole < limit:
            return f"hace {plural(whole // size, one, many)}"
    return f"hace {plural(whole // 86400, 'día', 'días')}"


def spell(seconds: float) -> str:
    """A stretch of less than a day: «5 h», «40 min»; hours are whole ones, so that none is promised too many."""
    whole = int(seconds)
    return f"{whole // 3600}{_HARD_SPACE}h" if whole >= 3600 else f"{whole // 60}{_HARD_SPACE}min"


def initials(name: str) -> str:
    """First letters of the first two words: «Paula Mora» -> «PM»."""
    return "".join(word[0] for word in name.split()[:2]).upper()


def size(count: int) -> str:
    """Bytes for people: «820 KB», «4,2 MB»."""
    if count < 1024 * 1024:
        return f"{number(max(1, round(count / 1024)))}{_HARD_SPACE}KB"
    return f"{decimal(count / 1024 / 1024)}{_HARD_SPACE}MB"
