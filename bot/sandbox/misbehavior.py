"""What goes wrong on purpose: one declarative plan that can be changed at run time, and seeded dice that follow it."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import Enum
from typing import Any, assert_never


class Occasion(Enum):
    """A moment at which the sandbox may misbehave."""

    CALL = "the bot calls a method of a chat platform"
    UPDATE = "an event is about to go to the bot"
    MAIL = "the bot hands over a mail"


class Fault(Enum):
    """What goes wrong."""

    NONE = "nothing: all is well"
    LOST_ANSWER = "the call takes effect, but its answer never arrives"
    TOO_MANY_REQUESTS = "429 with a time to wait; no effect"
    SERVER_ERROR = "5xx; no effect"
    BLOCKED = "the person blocked the bot; no effect"
    CLOSED_DMS = "the person takes no direct messages; no effect"
    DUPLICATE = "the event arrives twice"
    REORDER = "the event arrives after the one that follows it"
    DEFER = "SMTP 451: try later"
    REJECT = "SMTP 550: never"
    HANG = "the server falls silent"
    DROP_AFTER_DATA = "the mail is delivered, but the connection drops before the server says so"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How badly to behave. Rates are probabilities from 0 to 1; all zero is a perfect world."""

    lost_answer_rate: float = 0.0
    too_many_requests_rate: float = 0.0
    server_error_rate: float = 0.0
    duplicate_rate: float = 0.0
    reorder_rate: float = 0.0
    mail_defer_rate: float = 0.0
    mail_reject_rate: float = 0.0
    mail_hang_rate: float = 0.0
    mail_drop_after_data_rate: float = 0.0
    retry_after_seconds: int = 1
    latency_seconds: float = 0.0
    latency_jitter_seconds: float = 0.0
    """Added to the latency, evenly from zero up to this."""
    only: frozenset[str] = frozenset()
    """The methods and events (`sendMessage`, `callback_query`) that the rates apply to; empty means all of them."""
    blocked: frozenset[str] = frozenset()
    """Ids of the persons who blocked the bot."""
    closed_dms: frozenset[str] = frozenset()
    """Ids of the persons who take no direct messages."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name.endswith("_rate") and not 0 <= value <= 1:
                raise ValueError(f"{field.name} must be from 0 to 1, not {value}")
            if field.name.endswith("_seconds") and value < 0:
                raise ValueError(f"{field.name} must not be negative")


class Misbehavior:
    """The plan in force and the dice. The same seed, plan and order of occasions give the same faults."""

    def __init__(self, plan: Plan = Plan(), *, seed: int = 0) -> None:
        self.plan = plan
        self._dice = random.Random(seed)

    def change(self, changes: Mapping[str, Any]) -> Plan:
        """Change the plan by field name, with values as JSON gives them, and return the plan now in force.

        Raises ValueError for a field that does not exist or a value that it cannot have; the plan then stays as it was.
        """
        kinds = {field.name: type(getattr(Plan(), field.name)) for field in fields(Plan)}
        read: dict[str, Any] = {}
        for name, value in changes.items():
            if name not in kinds:
                raise ValueError(f"no such field: {name}")
            if kinds[name] is frozenset:
                if not isinstance(value, (list, tuple, set, frozenset)):
                    raise ValueError(f"{name} must be a list")
                read[name] = frozenset(str(one) for one in value)
            elif isinstance(value, bool) or not isinstance(value, (int, kinds[name])):
                raise ValueError(f"{name} must be a number")
            else:
                read[name] = value
        self.plan = replace(self.plan, **read)
        return self.plan

    def described(self) -> dict[str, Any]:
        """The plan in force as plain JSON: what `change` takes."""
        return {
            name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(self.plan).items()
        }

    def decide(self, occasion: Occasion, kind: str, person: str | int = "") -> Fault:
        """What goes wrong with this `kind` of call, event or mail, which concerns this person (if any)."""
        plan = self.plan
        if occasion is Occasion.CALL and str(person) in plan.blocked:
            return Fault.BLOCKED
        if occasion is Occasion.CALL and str(person) in plan.closed_dms:
            return Fault.CLOSED_DMS
        if plan.only and kind not in plan.only:
            return Fault.NONE
        rest = self._dice.random()
        for fault, rate in self._odds(occasion):
            if rest < rate:
                return fault
            rest -= rate
        return Fault.NONE

    def delay_seconds(self) -> float:
        """How long to wait before answering this time."""
        return self.plan.latency_seconds + self._dice.random() * self.plan.latency_jitter_seconds

    def _odds(self, occasion: Occasion) -> tuple[tuple[Fault, float], ...]:
        plan = self.plan
        match occasion:
            case Occasion.CALL:
                return (
                    (Fault.LOST_ANSWER, plan.lost_answer_rate),
                    (Fault.TOO_MANY_REQUESTS, plan.too_many_requests_rate),
                    (Fault.SERVER_ERROR, plan.server_error_rate),
                )
            case Occasion.UPDATE:
                return (Fault.DUPLICATE, plan.duplicate_rate), (Fault.REORDER, plan.reorder_rate)
            case Occasion.MAIL:
                return (
                    (Fault.DEFER, plan.mail_defer_rate),
                    (Fault.REJECT, plan.mail_reject_rate),
                    (Fault.HANG, plan.mail_hang_rate),
                    (Fault.DROP_AFTER_DATA, plan.mail_drop_after_data_rate),
                )
            case _:
                assert_never(occasion)
