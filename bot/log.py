"""Sets up logging: kinds, ids and outcomes, never texts, tokens, addresses or coordinates."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRETS = (
    re.compile(r"bot\d+:[A-Za-z0-9_-]{20,}"),
    re.compile(r"\b\d{6,}:[A-Za-z0-9_-]{20,}"),
    re.compile(r"\b[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{20,}"),
    re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"),
    re.compile(r"-?\d{1,3}\.\d{4,}\s*,\s*-?\d{1,3}\.\d{4,}"),
)
"""Bot tokens of both platforms, email addresses, coordinates: what libraries put into their messages unasked."""


def redact(text: str) -> str:
    """The text without anything that looks like a token, an address or a place."""
    for pattern in _SECRETS:
        text = pattern.sub("[redacted]", text)
    return text


def set_up(level: str, style: str) -> None:
    """Log to standard error, as `text` for people or `json` for machines, everything redacted."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _class_of_exception,
        _redacted,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers = [handler]
    # Libraries quote whole requests at DEBUG and INFO; ours is the log that tells the story.
    root.setLevel(logging.WARNING)


def _redacted(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


def _class_of_exception(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A traceback quotes values; the class and the place are enough to find the fault."""
    raised = event.pop("exc_info", None)
    if raised:
        kind, _, trace = sys.exc_info() if raised is True else raised
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        event["error"] = getattr(kind, "__name__", str(kind))
        if trace is not None:
            event["where"] = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
    return event
