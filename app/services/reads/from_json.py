"""Makes frozen dataclasses of the jsonb that the server's reads return: identifiers, dates, lists, nested values."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from app.clock import BOGOTA

T = TypeVar("T")


def made(cls: type[T], data: Mapping[str, Any]) -> T:
    """An instance of the dataclass `cls` from the keys it names; other keys are ignored. Times get Bogotá's offset."""
    hints = _hints(cast(Hashable, cls))
    return cls(**{f.name: _value(hints[f.name], data[f.name]) for f in fields(cls) if f.name in data})  # type: ignore[arg-type]


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], each) for each in value)
    if is_dataclass(kind) and isinstance(kind, type):
        return made(kind, value)
    return _scalar(kind, value)


def _scalar(kind: Any, value: Any) -> Any:
    if kind is UUID:
        return UUID(value)
    if kind is dt.datetime:
        return dt.datetime.fromisoformat(value).astimezone(BOGOTA)
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    return value
