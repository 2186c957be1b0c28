"""Every handler file's routes, as the house merges them."""

from bot.app import ROUTES

ALL_ROUTES = ROUTES
