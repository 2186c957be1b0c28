"""Limits, faults and reconnects, as a real discord.py client meets them."""

import io
import json
import time
from datetime import UTC, datetime

import aiohttp
import discord
import pytest

from bot.sandbox.discord import CannotDo, DiscordSandbox, Pace
from bot.sandbox.transcript import Transcript


async def test_wrong_token_is_refused_by_rest_and_gateway(sandbox, running, new_bot):
    """A wrong token gets 401 from REST, which discord.py calls LoginFailure, and close code 4004 from the gateway."""
    right, sandbox.token = sandbox.token, "wrong"
    with pytest.raises(ExceptionGroup) as failed:
        async with running(sandbox):
            pass
    assert failed.group_contains(discord.LoginFailure)
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{sandbox.api_url}/users/@me", headers={"Authorization": f"Bot {right}"}) as good:
            assert (good.status, good.headers["Content-Type"]) == (200, "application/json")
        async with http.ws_connect(sandbox.gateway_url) as socket:
            assert (await socket.receive_json())["op"] == 10
            await socket.send_json({"op": 2, "d": {"token": "wrong", "intents": 0}})
            await socket.receive()
            assert socket.close_code == 4004


async def test_calls_that_are_malformed_or_not_modelled(sandbox):
    """A body that is no JSON is 400 with 50109; a route that nobody modelled is a loud 501, never a silent success."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {sandbox.token}"}) as http:
        headers = {"Content-Type": "application/json"}
        async with http.post(f"{sandbox.api_url}/users/@me/channels", data=b"{", headers=headers) as answer:
            assert (answer.status, (await answer.json())["code"]) == (400, 50109)
        async with http.post(f"{sandbox.api_url}/users/@me/channels", json={}) as answer:
            assert (answer.status, (await answer.json())["code"]) == (400, 50035)
        async with http.get(f"{sandbox.api_url}/soundboard-default-sounds") as answer:
            assert answer.status == 501
        async with http.get(f"{sandbox.api_url}/gateway/bot") as answer:
            assert (await answer.json())["url"] == sandbox.gateway_url


async def test_intents_that_the_portal_did_not_approve_end_the_connection(running, new_bot):
    """A bot that asks for message content without approval is told so (4014), as on the real Discord."""
    sandbox = DiscordSandbox(approved_intents=frozenset())
    await sandbox.start()
    intents = discord.Intents.default()
    intents.message_content = True
    with pytest.raises(ExceptionGroup) as failed:
        async with running(sandbox, new_bot(intents=intents)):
            pass
    await sandbox.stop()
    assert failed.group_contains(discord.PrivilegedIntentsRequired)


async def test_message_content_without_the_intent(sandbox, running):
    """Without the message-content intent a guild message is empty unless it mentions the bot; a direct one never is."""
    ada = sandbox.person("Ada")
    channel = sandbox.guild("Elm Street", members=[ada]).channels["general"]
    async with running(sandbox) as bot:
        sandbox.say(ada, "a secret", channel)
        sandbox.say(ada, f"hello <@{sandbox.bot_id}>", channel)
        sandbox.say(ada, "hello in private")
        await sandbox.wait_until(lambda: len(bot.heard) == 3)
    assert [heard.text for heard in bot.heard] == ["", f"hello <@{sandbox.bot_id}>", "hello in private"]


async def test_attachment_link_expires(running):
    """A file sent in a direct message arrives byte for byte; its link stops working, and a forged one never works."""
    sandbox = DiscordSandbox(link_lifetime_seconds=3600)
    await sandbox.start()
    async with running(sandbox) as bot:
        ada = sandbox.person("Ada")
        sandbox.send_file(ada, bytes(range(256)) * 40, "porch cam.mov", "video/quicktime", "here")
        await sandbox.wait_until(lambda: bot.heard)
        attachment = bot.heard[0].message.attachments[0]
        assert (attachment.filename, attachment.content_type) == ("porch_cam.mov", "video/quicktime")
        assert await attachment.read() == bytes(range(256)) * 40
        longer = attachment.url.replace("ex=", "ex=f")
        with pytest.raises(discord.NotFound):
            await bot.http.get_from_cdn(longer)
        sandbox.let_time_pass(3601)
        with pytest.raises(discord.NotFound):
            await attachment.read()
        channel = await (await bot.fetch_user(ada)).create_dm()
        fresh = await channel.fetch_message(bot.heard[0].message.id)
        assert len(await fresh.attachments[0].read()) == 256 * 40
    await sandbox.stop()


async def test_closed_direct_messages(sandbox, running):
    """A person with closed direct messages is 50007 to the bot until they open them again."""
    ada = sandbox.person("Ada")
    async with running(sandbox) as bot:
        user = await bot.fetch_user(ada)
        sandbox.close_dms(ada)
        with pytest.raises(discord.Forbidden) as refused:
            await user.send("hello")
        assert refused.value.code == 50007
        assert sandbox.inbox(ada) == []
        sandbox.open_dms(ada)
        await user.send("hello again")
    assert [seen.content for seen in sandbox.inbox(ada)] == ["hello again"]


async def test_repeated_nonce_makes_one_message(sandbox, running):
    """The same nonce within five minutes gives the old message back; later it makes a new one."""
    ada = sandbox.person("Ada")
    async with running(sandbox) as bot:
        user = await bot.fetch_user(ada)
        first = await user.send("hello", nonce="job-1")
        again = await user.send("hello", nonce="job-1")
        other = await user.send("hello", nonce="job-2")
        assert (first.id, first.nonce) == (again.id, "job-1")
        assert other.id != first.id
        with pytest.raises(discord.HTTPException, match="25 or fewer"):
            await user.send("hello", nonce="x" * 26)
        sandbox.let_time_pass(300)
        assert (await user.send("hello", nonce="job-1")).id != first.id
    assert len(sandbox.inbox(ada)) == 3


async def test_nonce_saves_from_a_lost_answer(sandbox, running):
    """When the answer to a send was lost, sending again with the same nonce leaves one message on the screen."""
    ada = sandbox.person("Ada")
    async with running(sandbox) as bot:
        user = await bot.fetch_user(ada)
        await user.create_dm()
        sandbox.misbehavior.change({"lost_answer_rate": 1})
        with pytest.raises(aiohttp.ClientError):
            await user.send("hello", nonce="job-1")
        sandbox.misbehavior.change({"lost_answer_rate": 0})
        again = await user.send("hello", nonce="job-1")
    assert [seen.id for seen in sandbox.inbox(ada)] == [again.id]


async def test_client_paces_itself_by_the_headers(running):
    """discord.py reads the rate-limit headers and waits by itself, so that it never meets a 429."""
    sandbox = DiscordSandbox(pace=Pace(message_calls=2, message_window_seconds=0.6))
    await sandbox.start()
    ada = sandbox.person("Ada")
    async with running(sandbox) as bot:
        user = await bot.fetch_user(ada)
        began = time.monotonic()
        for number in range(5):
            await user.send(str(number))
        assert time.monotonic() - began >= 1.1
    await sandbox.stop()
    sent = [record for record in sandbox.transcript.records if record.kind == "POST /channels/{id}/messages"]
    assert [record.answer["status"] for record in sent] == [200] * 5


async def test_rate_limit_of_a_channel_and_its_headers():
    """The sixth message within five seconds gets 429 with Via and the time to wait; after that time one may write."""
    at = datetime(2026, 11, 23, tzinfo=UTC)
    sandbox = DiscordSandbox(now=lambda: at)
    await sandbox.start()
    channel = sandbox.ledger.get_dm_channel(sandbox.person("Ada")).id
    path = f"{sandbox.api_url}/channels/{channel}/messages"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {sandbox.token}"}) as http:
        met = []
        for number in range(7):
            if number == 6:
                sandbox.let_time_pass(5)
            async with http.post(path, json={"content": "hi"}) as answer:
                met.append((answer.status, answer.headers["X-RateLimit-Remaining"]))
                if answer.status == 429:
                    headers, body = answer.headers, await answer.json()
    await sandbox.stop()
    assert met == [(200, "4"), (200, "3"), (200, "2"), (200, "1"), (200, "0"), (429, "0"), (200, "4")]
    assert headers["Via"]
    assert (headers["Retry-After"], headers["X-RateLimit-Reset-After"]) == ("5", "5.000")
    assert body == {"message": "You are being rate limited.", "retry_after": 5.0, "global": False}


async def test_global_rate_limit(sandbox):
    """More than 50 calls a second meet the global limit, which says so in its headers."""
    people = [sandbox.person(f"Person {number}") for number in range(55)]
    channels = [sandbox.ledger.get_dm_channel(person).id for person in people]
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {sandbox.token}"}) as http:
        for channel in channels:
            async with http.get(f"{sandbox.api_url}/channels/{channel}") as answer:
                body = await answer.json()
            if answer.status == 429:
                break
    assert (answer.headers["X-RateLimit-Global"], body["global"]) == ("true", True)


async def test_limits_of_a_message(running):
    """2001 characters, an empty message, 11 files and a file that is too large are refused; nothing arrives."""
    sandbox = DiscordSandbox(pace=Pace(message_calls=50))
    await sandbox.start()
    ada = sandbox.person("Ada")
    async with running(sandbox) as bot:
        user = await bot.fetch_user(ada)
        with pytest.raises(discord.HTTPException, match="2000") as too_long:
            await user.send("x" * 2001)
        with pytest.raises(discord.HTTPException) as empty:
            await user.send("")
        channel = await user.create_dm()
        with pytest.raises(discord.HTTPException, match="10 or fewer") as too_many:
            await post_files(bot, sandbox, channel.id, [b"x"] * 11)
        with pytest.raises(discord.HTTPException) as too_large:
            await user.send(file=discord.File(io.BytesIO(b"x" * (sandbox.file_limit_bytes + 1)), "big.mp4"))
        assert (too_long.value.code, empty.value.status, too_many.value.code) == (50035, 400, 50035)
        assert (too_large.value.status, too_large.value.code) == (413, 40005)
        assert sandbox.inbox(ada) == []
        await post_files(bot, sandbox, channel.id, [b"x"] * 10)
        assert len(sandbox.inbox(ada)[0].files) == 10
    with pytest.raises(CannotDo, match="too large"):
        sandbox.send_file(ada, b"x" * (sandbox.file_limit_bytes + 1), "big.mp4")
    with pytest.raises(CannotDo, match="2000 characters"):
        sandbox.say(ada, "x" * 2001)
    await sandbox.stop()


async def test_a_reply_to_what_is_gone(sandbox, running):
    """A reply to a message that is gone is refused with 50035, or said as a plain message if the bot allowed that."""
    ada = sandbox.person("Ada")
    async with running(sandbox) as bot:
        channel = await (await bot.fetch_user(ada)).create_dm()
        first = await channel.send("first")
        assert (await channel.send("below", reference=first)).reference.message_id == first.id
        await first.delete()
        with pytest.raises(discord.HTTPException, match="Unknown message") as refused:
            await channel.send("never", reference=first)
        await channel.send("plain", reference=first.to_reference(fail_if_not_exists=False))
    assert (refused.value.status, refused.value.code) == (400, 50035)
    seen = [(one.content, one.reply_to) for one in sandbox.inbox(ada) if not one.deleted]
    assert seen == [("below", first.id), ("plain", None)]


async def post_files(bot, sandbox, channel, contents):
    """Send files past discord.py's own check of ten, with its real HTTP client."""
    form = [{"name": "payload_json", "value": json.dumps({"content": "files"})}]
    files = [discord.File(io.BytesIO(content), f"{number}.txt") for number, content in enumerate(contents)]
    for number, file in enumerate(files):
        form.append({"name": f"files[{number}]", "value": file.fp, "filename": file.filename})
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
    return await bot.http.request(route, form=form, files=files)


async def test_dropped_socket_is_resumed(sandbox, running):
    """A client whose socket broke resumes its session and gets what it missed, once and in order."""
    ada = sandbox.person("Ada")
    async with running(sandbox) as bot:
        sandbox.say(ada, "one")
        await sandbox.wait_until(lambda: len(bot.heard) == 1)
        await sandbox.gateway.drop()
        sandbox.say(ada, "two")
        sandbox.say(ada, "three")
        await sandbox.wait_until(lambda: len(bot.heard) == 4, timeout=10)
    said = [heard.text for heard in bot.heard if heard.kind == "message"]
    assert said == ["one", "two", "three"]
    assert (sandbox.gateway.identified, sandbox.gateway.resumed) == (1, 1)


async def test_outage(sandbox, running):
    """When the whole server goes away and comes back at its port, the bot resumes and gets what was said meanwhile."""
    ada = sandbox.person("Ada")
    async with running(sandbox) as bot:
        address = sandbox.api_url
        await sandbox.stop()
        sandbox.say(ada, "anybody there?")
        await sandbox.start()
        assert sandbox.api_url == address
        await sandbox.wait_until(lambda: any(heard.kind == "message" for heard in bot.heard), timeout=20)
    assert (sandbox.gateway.identified, sandbox.gateway.resumed) == (1, 1)


async def test_members_come_in_chunks(sandbox, running, new_bot):
    """A bot with the members intent asks for the members of its guild and gets all of them."""
    people = [sandbox.person(f"Person {number}") for number in range(5)]
    place = sandbox.guild("Elm Street", members=people)
    async with running(sandbox, new_bot(intents=discord.Intents.all())) as bot:
        guild = bot.get_guild(place.id)
        assert set(people) <= {member.id for member in guild.members}
        found = await guild.query_members(user_ids=[people[2]])
        assert [member.display_name for member in found] == ["Person 2"]
        late = sandbox.person("Late")
        sandbox.join(place.id, late)
        await sandbox.wait_until(lambda: guild.get_member(late))
        sandbox.leave(place.id, late)
        await sandbox.wait_until(lambda: guild.get_member(late) is None)


async def test_reconnect_on_request_and_lost_session(sandbox, running):
    """Op 7 makes the client resume; once the session is forgotten its RESUME is refused and it identifies anew."""
    async with running(sandbox):
        sandbox.gateway.ask_to_reconnect()
        await sandbox.wait_until(lambda: sandbox.gateway.resumed == 1, timeout=10)
        sandbox.gateway.forget_sessions()
        sandbox.gateway.ask_to_reconnect()
        await sandbox.wait_until(lambda: sandbox.gateway.identified == 2, timeout=15)


async def test_deleted_and_edited_messages_and_permissions(sandbox, running):
    """The inbox shows edits and deletions; a channel where the bot may not write answers 50013; private ones hide."""
    ada, bob = sandbox.person("Ada"), sandbox.person("Bob")
    place = sandbox.guild("Elm Street", channels=["alerts"], members=[bob], admins=[ada])
    private = sandbox.channel(place.id, "staff", only_for=[ada])
    async with running(sandbox) as bot:
        channel = bot.get_guild(place.id).get_channel(place.channels["alerts"])
        message = await channel.send("one")
        await message.edit(content="two")
        assert [(seen.content, seen.edited) for seen in sandbox.inbox(channel.id)] == [("two", True)]
        await message.delete()
        assert [(seen.content, seen.deleted) for seen in sandbox.inbox(channel.id)] == [("two", True)]
        await bot.get_guild(place.id).get_channel(private).send("only for us")
        assert [seen.content for seen in sandbox.inbox(private, viewer=ada)] == ["only for us"]
        assert sandbox.inbox(private, viewer=bob) == []
        with pytest.raises(CannotDo, match="sees no channel"):
            sandbox.say(bob, "hello?", private)
        sandbox.forbid_bot(channel.id)
        with pytest.raises(discord.Forbidden) as refused:
            await channel.send("three")
        assert refused.value.code == 50013


async def test_misbehavior_on_the_wire(running):
    """Duplicates arrive twice, reordering swaps, a lost answer takes effect although the client fails, 429 does not."""
    sandbox = DiscordSandbox(pace=Pace(message_calls=50))
    await sandbox.start()
    ada = sandbox.person("Ada")
    async with running(sandbox) as bot:
        user = await bot.fetch_user(ada)
        await user.create_dm()
        sandbox.misbehavior.change({"duplicate_rate": 1, "only": ["MESSAGE_CREATE"]})
        sandbox.say(ada, "hello")
        await sandbox.wait_until(lambda: len(bot.heard) == 2)
        sandbox.misbehavior.change({"duplicate_rate": 0, "reorder_rate": 0.5})
        for number in range(8):
            sandbox.say(ada, str(number))
        await sandbox.wait_until(lambda: len(bot.heard) == 10)
        said = [heard.text for heard in bot.heard[2:]]
        assert sorted(said) == [str(number) for number in range(8)]
        assert said != sorted(said)
        sandbox.misbehavior.change({"reorder_rate": 0, "lost_answer_rate": 1, "only": ["POST /channels/{id}/messages"]})
        with pytest.raises(aiohttp.ClientError):
            await user.send("did this arrive?")
        assert sandbox.inbox(ada)[-1].content == "did this arrive?"
        sandbox.misbehavior.change({"lost_answer_rate": 0, "too_many_requests_rate": 1, "retry_after_seconds": 0})
        with pytest.raises(discord.HTTPException) as refused:
            await user.send("never")
        assert refused.value.status == 429
    await sandbox.stop()


async def test_transcript_knows_who_could_see_what(running, new_bot):
    """Every call and event is on record with the people who could see it: a private answer only with its reader."""
    transcript = Transcript()
    sandbox = DiscordSandbox(transcript=transcript)
    await sandbox.start()
    bot = new_bot()

    @bot.tree.command()
    async def private(interaction: discord.Interaction) -> None:
        """Answer in private."""
        await interaction.response.send_message("only you", ephemeral=True)
        await interaction.channel.send("everybody")

    ada, bob, eve = (sandbox.person(name) for name in ("Ada", "Bob", "Eve"))
    place = sandbox.guild("Elm Street", members=[ada, bob])
    async with running(sandbox, bot):
        sandbox.slash(ada, place.channels["general"], "private")
        await sandbox.wait_for(place.channels["general"], "everybody")
        sandbox.say(eve, "hello bot")
    await sandbox.stop()

    def seen(person):
        return [json.dumps(record.payload) for record in transcript.seen_by("discord", person)]

    assert any("only you" in line for line in seen(ada))
    assert not any("only you" in line for line in seen(bob))
    assert any("everybody" in line for line in seen(bob))
    assert not any("everybody" in line for line in seen(eve))
    assert any("hello bot" in line for line in seen(eve))
    assert sandbox.token not in "".join(record.as_line() for record in transcript.records)
