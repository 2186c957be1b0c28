"""What a passage of a text can be a concern for, and the passage."""

from dataclasses import dataclass
from enum import StrEnum


class Concern(StrEnum):
    """What is wrong with a passage, or may be. Each feature says which of them hold or refuse its texts."""

    GATHERING = "gathering"
    """It asks about a protest or another lawful gathering."""
    PRESSURE = "pressure"
    """It puts pressure on people to answer."""
    THANKS = "thanks"
    """It thanks or rewards people for saying yes."""
    RACE = "race"
    """It describes a person by race, origin or faith, and by little else."""
    ABUSE = "abuse"
    """Insults, slurs, threats, calls for violence."""
    PHONE = "phone"
    """A telephone number."""
    EMAIL = "email"
    """An email address."""
    ADDRESS = "address"
    """A street address with a house number: finer than a block."""
    COORDINATES = "coordinates"
    """A place to within metres: coordinates, plus codes, what3words, map links."""
    PLATE = "plate"
    """A licence plate."""
    NAME = "name"
    """The name of a person who is accused or suspected."""
    LINK = "link"
    """A web address."""
    VICTIM = "victim"
    """What leads to a victim: name, age with address, health, telephone. Somebody who is missing is excepted."""


class Weight(StrEnum):
    """How sure the screen is, for whoever decides about a request."""

    REFUSE = "refuse"
    """Clear: the words have to be changed."""
    FLAG = "flag"
    """Doubtful: people who see the passage and the concern decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A passage of a text that is a concern."""

    concern: Concern
    words: str
    """As its readers see it, without unseen letters."""
    weight: Weight = Weight.REFUSE
