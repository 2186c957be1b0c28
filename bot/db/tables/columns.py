"""The ground of all tables: names of constraints, how times, enums, areas and words lie in a column, and what each column
says about a person."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column

from bot.geo.model import Circle, Jurisdiction, Point, Polygon, Region

Word = TypeVar("Word", bound=StrEnum)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name from the first day, so that a later migration can change it."""


class NaiveMoment(ValueError):
    """A time without a zone reached the database."""


class Row(DeclarativeBase):
    """A table of the house. No relationships: a book reads what it needs, and nothing loads behind its back."""

    metadata = MetaData(naming_convention=NAMING)

    forgetting: ClassVar[str]
    """What erasing a person does to this table."""

    backed_up: ClassVar[bool] = True
    """Whether a backup holds its rows; False where they are rebuilt, go by themselves, or are the keys."""

    whose: ClassVar[tuple[str, ...]] = ()
    """The paths from a row to the persons whose it is: `person_id`, or over other rows, `ask_id.owner_id`.

    What is sealed is sealed under the key of the first one, which then is a column of the table itself; in a table without
    any, under the house key. Each of them may see the row's personal columns when they ask for their data."""


class Moment(TypeDecorator[datetime]):
    """An aware time, stored in UTC; SQLite would silently drop the offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a naive time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveMoment(f"{value!r} has no time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Worded(TypeDecorator[Word], Generic[Word]):
    """An enum as its own words, so that a row can be read without the program."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[Word]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Word | None, dialect: Dialect) -> str | None:
        """The words; refuses what is no member."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Word | None:
        """The member again."""
        return None if value is None else self.words(value)


class AreaText(TypeDecorator[Jurisdiction]):
    """An area as JSON: `{"circle": [lat, lon, radius_m]}` or `{"polygon": [[lat, lon], ...]}`; a region as
    `{"region": "..."}`, its well-known binary in base64."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Jurisdiction | None, dialect: Dialect) -> str | None:
        """The area as text."""
        match value:
            case None:
                return None
            case Circle(center=center, radius_m=radius_m):
                return json.dumps({"circle": [center.lat, center.lon, radius_m]})
            case Polygon(corners=corners):
                return json.dumps({"polygon": [[corner.lat, corner.lon] for corner in corners]})
            case Region(wkb=wkb):
                return json.dumps({"region": b64encode(wkb).decode("ascii")})

    def process_result_value(self, value: str | None, dialect: Dialect) -> Jurisdiction | None:
        """The area again, exactly: JSON keeps every bit of a double."""
        if value is None:
            return None
        match json.loads(value):
            case {"circle": [lat, lon, radius_m]}:
                return Circle(center=Point(lat=lat, lon=lon), radius_m=radius_m)
            case {"polygon": corners}:
                return Polygon(corners=tuple(Point(lat=lat, lon=lon) for lat, lon in corners))
            case {"region": wkb}:
                return Region(wkb=b64decode(wkb))
        raise ValueError("The column holds no area.")


class WordsByName(TypeDecorator[Mapping[str, str]]):
    """A mapping of strings as JSON, in the order of telling."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: Dialect) -> str | None:
        """The mapping as text."""
        return None if value is None else json.dumps(dict(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, str] | None:
        """The mapping again."""
        if value is None:
            return None
        found: dict[str, str] = json.loads(value)
        return found


class Listing(TypeDecorator[Sequence[str]]):
    """Some words as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        """The words as text."""
        return None if value is None else json.dumps([str(word) for word in value], ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Sequence[str] | None:
        """The words again."""
        return None if value is None else tuple(json.loads(value))


BIG = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit id on both databases; only `INTEGER PRIMARY KEY` numbers itself on SQLite."""


def settings(*items: Any, **more: Any) -> tuple[Any, ...]:
    """The `__table_args__` of every table.

    AUTOINCREMENT matters on SQLite: without it the id of an erased row is given out again, and a job that holds the id
    of a dropped account would speak to somebody else.
    """
    return (*items, {"sqlite_autoincrement": True, **more})


class Privacy(StrEnum):
    """What a column says about a person. Every column is made by the function of the same name."""

    PLAIN = "plain"
    """Nothing: a number, a reference, a keyed hash, public words, the house's own notes."""
    PERSONAL = "personal"
    """Something, in the clear, because the database has to compute with it or because it was said in public."""
    SEALED = "sealed"
    """Something that nobody reads without the key of the person (in a table without persons, of the house)."""
    DERIVED = "derived"
    """Something, in the clear, that is rebuilt from what is sealed and therefore never in a backup."""


class Shape(StrEnum):
    """What a sealed column holds once it is open."""

    WORDS = "words"
    POINT = "point"
    """Latitude and longitude as two little-endian doubles."""


def plain(*arguments: Any, **more: Any) -> Any:
    """A column that says nothing about anybody."""
    return _declared(Privacy.PLAIN, "", arguments, more)


def personal(what: str, *arguments: Any, **more: Any) -> Any:
    """A column about a person, in the clear; `what` tells that person in plain words what it is."""
    return _declared(Privacy.PERSONAL, what, arguments, more)


def sealed(what: str, shape: Shape = Shape.WORDS, **more: Any) -> Any:
    """A column about a person that only their key opens; `what` tells that person in plain words what it is."""
    return _declared(Privacy.SEALED, what, (LargeBinary,), {**more, "info": {"shape": shape}})


def derived(what: str, *arguments: Any, **more: Any) -> Any:
    """A column that is rebuilt from what is sealed, in the clear for the database to compute with."""
    return _declared(Privacy.DERIVED, what, arguments, more)


def _declared(privacy: Privacy, what: str, arguments: tuple[Any, ...], more: dict[str, Any]) -> Any:
    info = {"privacy": privacy, "what": what, **more.pop("info", {})}
    return mapped_column(*arguments, info=info, **more)


def numbered() -> Any:
    """A primary key that numbers itself and never repeats."""
    return plain(BIG, primary_key=True, autoincrement=True)
