"""Every handler file's routes, as the house merges them."""

from bot.handlers import cameras, clips, consent, departments, incidents, neighborhoods, people, requests, words

ALL_ROUTES = tuple(
    module.ROUTES
    for module in (words, people, cameras, neighborhoods, departments, incidents, requests, clips, consent)
)
