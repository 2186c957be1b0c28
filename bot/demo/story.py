"""The story: one evening from a break-in to an approved clip, with everything checked that it claims."""

import asyncio
import hashlib
from dataclasses import dataclass

from bot.demo.humans import Human, Screen
from bot.demo.stage import CODE, Stage, StoryFailed, last_with

MAIL_DOMAIN = "police.example.org"
"""Of the department's own mailboxes."""
ASKS = "asks for video"
DRAFTED = "Nothing is filed yet"
"""The headline that every notice and public post shares."""


@dataclass(slots=True, kw_only=True)
class Cast:
    """Who plays."""

    ana: Human
    ben: Human
    nora: Human
    reyes: Human
    rita: Human
    olga: Human
    omar: Human
    oscar: Human
    opal: Human
    otto: Human
    odette: Human
    group: int
    channel: int

    @property
    def near(self) -> tuple[Human, ...]:
        """Owners in range."""
        return self.olga, self.omar, self.oscar, self.opal

    @property
    def far(self) -> tuple[Human, ...]:
        """Owners out of range."""
        return self.otto, self.odette


def email_of(owner: Human) -> str:
    """Everybody's address, made up."""
    return f"{owner.name.lower()}@mail.example.org"


async def play(stage: Stage) -> None:
    """Play it all. Raises StoryFailed, ProgramFailed or TimeoutError when something is not as it should be."""
    cast = await prologue(stage)
    await neighbors(stage, cast)
    await owners(stage, cast)
    ref = await request(stage, cast)
    await asked(stage, cast, ref)
    await answers(stage, cast, ref)
    await release(stage, cast, ref)
    await closing(stage, cast, ref)


async def prologue(stage: Stage) -> Cast:
    """The operator prepares the bot; people open its chat."""
    town, tell = stage.town, stage.telling
    tell.chapter("The operator prepares", f"A volunteer sets Porchlight up for {town.name}.")
    await stage.operate("migrate")
    scene = town.scene
    circle = f"{scene.lat:.5f},{scene.lon:.5f},12"
    await stage.let_in(
        town.department, "--kind", "city", "--contact", "+1 555 0199", "--domain", MAIL_DOMAIN,
        "--circle", circle, "--time-zone", town.time_zone,
    )  # fmt: skip
    await stage.invite("Det. M. Reyes", town.department)
    await stage.operate("reviewer", "invite", "Rita")
    ana, nora, rita = (stage.on_telegram(name) for name in ("Ana", "Nora", "Rita"))
    olga, oscar, otto = (stage.on_telegram(name) for name in ("Olga", "Oscar", "Otto"))
    ben, reyes = stage.on_discord("Ben"), stage.on_discord("Reyes")
    omar, opal, odette = (stage.on_discord(name) for name in ("Omar", "Opal", "Odette"))
    everybody = [reyes.id, omar.id, opal.id, odette.id]
    guild = stage.sandbox.discord.guild(town.name, channels=["neighbors"], admins=[ben.id], members=everybody)
    group = stage.sandbox.telegram.group(
        f"{town.name} neighbors", admins=[ana.id], members=[nora.id, olga.id, oscar.id, otto.id]
    )
    await stage.open_bot()
    tell.fact("The bot runs; it is connected to Telegram and Discord.")
    await stage.verify(reyes, f"reyes@{MAIL_DOMAIN}")
    tell.received("Det. Reyes (officer)", "six digits in the work mailbox, and a secret for the app on the phone")
    rita.say(f"/review {stage.codes['reviewer']}")
    await rita.see("Welcome, Rita")
    return Cast(
        ana=ana, ben=ben, nora=nora, reyes=reyes, rita=rita, olga=olga, omar=omar, oscar=oscar, opal=opal, otto=otto,
        odette=odette, group=group, channel=guild.channels["neighbors"],
    )  # fmt: skip


async def neighbors(stage: Stage, cast: Cast) -> None:
    """Two channels become one neighborhood, and a report crosses from one to the other."""
    town, tell = stage.town, stage.telling
    tell.chapter("Neighbors", "Admins link a Telegram group and a Discord channel; a neighbor reports.")
    place = f"{town.scene.lat:.5f}, {town.scene.lon:.5f}"
    await cast.ana.command("setup", {"name": town.name, "place": place}, room=cast.group)
    await cast.ana.see("now belongs to the new neighborhood", room=cast.group)
    told = await cast.ana.see("To link another channel")
    code = CODE.search(told.words)
    if code is None:
        raise StoryFailed("The admin was given no link code.")
    await cast.ben.command("setup", {"name": code[0]}, room=cast.channel)
    await cast.ben.see("now belongs to the neighborhood", room=cast.channel)
    words = "Somebody broke the side window of a house and left in a white van."
    category = "Crime"
    answers = {"text": words, "category": category, "place": town.scene.words, "when": "half an hour ago", "file": "-"}
    await cast.nora.command("report", answers, room=cast.group)
    preview = await cast.nora.see("how others will see it")
    await cast.nora.press(preview, "Post")
    await cast.nora.see("A volunteer looks at it first")
    card = await cast.rita.see(words)
    await cast.rita.press(card, "Admit")
    post = await cast.ben.see("A neighbor reports", room=cast.channel)
    for secret in (cast.nora.name, str(cast.nora.id), town.scene.words):
        if secret.lower() in post.words.lower():
            raise StoryFailed(f"The report in the other channel shows {secret}.")
    tell.fact("The report reached the Discord channel: at block level, without its author.")
    tell.received("Nora (neighbor)", "a preview of her report, and word that a volunteer looks at first posts")
    tell.received("The Discord channel", "the report from Telegram, at block level, without its author")


async def owners(stage: Stage, cast: Cast) -> None:
    """Six owners register: by pin, by coordinates, by street address."""
    town = stage.town
    stage.telling.chapter("Camera owners", "Six neighbors register a camera in their own chat with the bot.")
    pin = "geo:{0.lat:.6f},{0.lon:.6f}"
    coordinates = "{0.lat:.6f},{0.lon:.6f}"
    await stage.register(cast.olga, pin.format(town.near[0]), email_of(cast.olga))
    await stage.register(cast.omar, coordinates.format(town.near[1]), email_of(cast.omar))
    await stage.register(cast.oscar, town.near[2].words, email_of(cast.oscar))
    await stage.register(cast.opal, town.near[3].words, email_of(cast.opal))
    await stage.register(cast.otto, town.far[0].words, email_of(cast.otto))
    await stage.register(cast.odette, coordinates.format(town.far[1]), email_of(cast.odette))
    for owner in (*cast.near, *cast.far):
        await stage.stays_up(owner)
    stage.telling.fact("Six owners are registered, four of them within 400 m of the break-in.")


async def request(stage: Stage, cast: Cast) -> str:
    """The officer files, the reviewer approves, the public reads; only then is anybody asked."""
    tell = stage.telling
    tell.chapter("The request", "An officer asks with a slash command; a volunteer reviews; the public reads it first.")
    await cast.reyes.command("request", stage.request_answers(stage.town.scene))
    await cast.reyes.press(await cast.reyes.see(DRAFTED), "File it")
    accepted = await cast.reyes.see("accepted, it goes to review")
    ref = accepted.words.split()[1]
    card = await cast.rita.see(f"Review: request {ref}")
    await cast.rita.press(card, "Approve")
    await cast.ana.see(ASKS, room=cast.group)
    await cast.ben.see(ASKS, room=cast.channel)
    await cast.reyes.see(f"{ref} is published")
    tell.received("Both channels", f"the public post of request {ref}, before any owner was asked")
    tell.received("Det. Reyes (officer)", "the draft with a map, every rule, and the words that owners will read")
    tell.received("Det. Reyes (officer)", f"“Request {ref} accepted”, “Request {ref} is published”")
    tell.received("Rita (reviewer)", f"the card of request {ref}")
    return ref


async def asked(stage: Stage, cast: Cast, ref: str) -> None:
    """Those in range get a direct message and a mail, at random moments; the others get nothing."""
    tell = stage.telling
    tell.chapter("The question", "Owners in range are asked by direct message and by mail, each at a random moment.")
    for owner in cast.near:
        await owner.see(ASKS)
        mail = await stage.sandbox.mail.wait_for(email_of(owner), ASKS)
        tell.mail(owner.name, str(mail.message["subject"]), "")
        tell.received(f"{owner.name} (in range)", f"the question about {ref} by direct message and by mail")
    await asyncio.sleep(stage.waits.notices)
    for owner in cast.far:
        if last_with(owner.screen(), ASKS) or stage.mails(email_of(owner), ASKS):
            raise StoryFailed(f"{owner.name} lives out of range and was asked.")
        tell.received(f"{owner.name} (out of range)", "nothing")
    tell.fact("The four in range were asked; the two others heard nothing.")


async def answers(stage: Stage, cast: Cast, ref: str) -> None:
    """One yes that holds, one no in words, one silence, one yes that is taken back in time."""
    tell = stage.telling
    tell.chapter("The answers", "One says yes, one says no, one says nothing, and one has second thoughts.")
    cast.omar.say("no thanks")
    await cast.omar.see("You said no")
    (name, content), (other_name, other) = stage.town.clips
    await _share(cast.olga, name, content)
    shared = await _share(cast.opal, other_name, other)
    await cast.opal.press(shared, "Undo")
    await cast.opal.see("Undone")
    tell.received(f"{cast.olga.name} (in range)", "the card of what would leave, before sharing it")
    tell.received(f"{cast.opal.name} (in range)", "“Undone”: she took her clip back during the hold")
    tell.fact(f"{cast.oscar.name} did not answer, and need not.")


async def release(stage: Stage, cast: Cast, ref: str) -> None:
    """After the hold the officer is told, and fetches exactly the bytes that were approved."""
    tell = stage.telling
    tell.chapter("The release", f"The hold of {stage.waits.hold:g} s passes; at the next tick the officer is told.")
    _, content = stage.town.clips[0]
    ready = await cast.reyes.see(f"A clip for {ref} is ready", timeout=stage.waits.hold + stage.waits.tick + 15)
    await cast.reyes.press(ready, "Get the clip")
    clip = await cast.reyes.see(f"Clip for {ref}")
    digest = hashlib.sha256(content).hexdigest()
    if clip.hashes != (digest,) or digest not in clip.words:
        raise StoryFailed("The officer did not receive the owner's bytes with their SHA-256.")
    email, address = email_of(cast.olga), stage.town.near[0].words
    if email not in clip.words or address.split()[0] not in clip.words:
        raise StoryFailed("The clip came without the street address and the email address.")
    tell.fact(f"The same bytes on both ends: SHA-256 {digest}")
    await cast.olga.see("was fetched by")
    await asyncio.sleep(stage.waits.tick * 2)
    known = {hashlib.sha256(each).hexdigest() for _, each in stage.town.clips}
    clips = [screen for screen in cast.reyes.screen() if known & set(screen.hashes)]
    notices = [screen for screen in cast.reyes.screen() if "is ready" in screen.words]
    if len(clips) != 1 or len(notices) != 1:
        raise StoryFailed("The clip that was taken back reached the officer.")
    tell.fact(f"Nothing of {cast.opal.name}'s arrived.")
    tell.received(
        "Det. Reyes (officer)", f"one clip with SHA-256 {digest[:16]}…, one street address, one email address"
    )
    tell.received(f"{cast.olga.name} (in range)", "word that her clip was fetched, by whom and when")


async def closing(stage: Stage, cast: Cast, ref: str) -> None:
    """The request is closed, in the same words as ever."""
    stage.telling.chapter("Closing", "The officer closes the request.")
    await cast.reyes.command("close", {"request": ref})
    await cast.reyes.see(f"{ref} is closed")
    late = last_with(cast.oscar.screen(), ASKS)
    assert late is not None
    await cast.oscar.press(late, "Yes")
    await cast.oscar.see("is over")
    stage.telling.received("Det. Reyes (officer)", f"“{ref} is closed”")
    stage.telling.fact("A late yes has no effect.")


async def _share(owner: Human, name: str, content: bytes) -> Screen:
    """Yes, a clip, the card, *Share*."""
    question = last_with(owner.screen(), ASKS)
    assert question is not None
    await owner.press(question, "Yes")
    await owner.see("You said yes")
    owner.send_file(content, name, "video/mp4")
    card = await owner.see("This is what would be shared")
    digest = hashlib.sha256(content).hexdigest()
    if digest not in card.words or email_of(owner) not in card.words:
        raise StoryFailed("The card does not show what would leave.")
    await owner.press(card, "Share")
    return await owner.see("Shared with request")
