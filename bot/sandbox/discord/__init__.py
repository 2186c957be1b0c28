"""A private Discord on 127.0.0.1 for real discord.py clients: SimCord's backend behind a wire of our own."""

from bot.sandbox.discord.inbox import SeenButton, SeenField, SeenFile, SeenMenu, SeenMessage, SeenModal
from bot.sandbox.discord.ledger import CannotDo
from bot.sandbox.discord.limits import Pace
from bot.sandbox.discord.people import Choice
from bot.sandbox.discord.places import Place
from bot.sandbox.discord.sandbox import DiscordSandbox

__all__ = [
    "CannotDo",
    "Choice",
    "DiscordSandbox",
    "Pace",
    "Place",
    "SeenButton",
    "SeenField",
    "SeenFile",
    "SeenMenu",
    "SeenMessage",
    "SeenModal",
]
