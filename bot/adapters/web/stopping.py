"""The page that stops mail: looking at it changes nothing, a press or a mail program's one click does (RFC 8058).

A slip that is nobody's, or no longer anybody's, is answered like any other: nobody learns here who is known to us.
"""

from functools import partial

from aiohttp import web

from bot.adapters.web.render import PAGE_POLICY, PRESS, Page, render
from bot.adapters.web.wanted import wanted_language
from bot.chat.action import Action
from bot.chat.language import message_in
from bot.chat.message import Button, Message, Paragraph
from bot.chat.phrase import phrase
from bot.people.slips import MailStop

PATH = "/stop/{slip:[A-Za-z0-9]{1,100}}"
STOP = Action(verb="mail.stop", ref="")

ASKED = Message(
    title=phrase("Stop mail from Porchlight?"),
    blocks=(
        Paragraph(
            text=phrase(
                "Press the button, and no more requests and no news go to this address. Your chats with "
                "Porchlight, and everything that you registered, stay as they are."
            )
        ),
        Paragraph(
            text=phrase(
                "One thing is still mailed, for your safety: that another account is joined with yours, or taken off."
            )
        ),
        Paragraph(text=phrase("Until you press it, nothing changes.")),
    ),
    buttons=((Button(label=phrase("Stop mail"), action=STOP),),),
)
DONE = Message(
    title=phrase("Mail is stopped"),
    blocks=(
        Paragraph(
            text=phrase(
                "No more requests and no news go to this address. If that was a mistake, turn mail on again in your chat "
                "with Porchlight."
            )
        ),
    ),
)


def add(router: web.UrlDispatcher, mail_stop: MailStop) -> None:
    """Serve the page at its path."""
    router.add_get(PATH, partial(_ask, mail_stop))
    router.add_post(PATH, partial(_stop, mail_stop))


async def _ask(mail_stop: MailStop, request: web.Request) -> web.Response:
    return await _page(mail_stop, request, ASKED)


async def _stop(mail_stop: MailStop, request: web.Request) -> web.Response:
    try:
        said = await request.post()
    except web.HTTPException:
        raise
    except Exception:
        # aiohttp has no one error for a body that cannot be read.
        raise web.HTTPBadRequest from None
    is_one_click = str(said.get("List-Unsubscribe", "")).lower() == "one-click"
    if not is_one_click and said.get(PRESS) != STOP.encode():
        raise web.HTTPBadRequest
    await mail_stop.stop(request.match_info["slip"])
    return await _page(mail_stop, request, DONE)


async def _page(mail_stop: MailStop, request: web.Request, message: Message) -> web.Response:
    slip = request.match_info["slip"]
    language = await mail_stop.language(slip) or wanted_language(request)
    # The form goes to the page's own last part, so that it works below any address of a proxy.
    page = render(Page(messages=(message_in(message, language),), post_url=slip, token="", language=language))
    return web.Response(
        text=page, content_type="text/html", charset="utf-8", headers={"Content-Security-Policy": PAGE_POLICY}
    )
