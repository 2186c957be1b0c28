"""The control API: everything that people on the sandbox do, as small HTTP calls for scripts in any language."""

from bot.sandbox.control.server import ControlServer, guide

__all__ = ["ControlServer", "guide"]
