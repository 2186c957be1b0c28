"""In which language a page is read."""

from aiohttp import web

from bot.chat.language import known_language


def wanted_language(request: web.Request) -> str:
    """The language that the browser asks for first; English for one that we do not speak."""
    return known_language(request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip())
