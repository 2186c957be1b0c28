"""The mailbox for returned mail is checked with the relay, and what cannot be meant is one sentence."""

import pytest

from bot.config import Settings
from bot.ends import EndDown, platforms
from bot.sandbox.imap import ImapSandbox
from bot.sandbox.mail import MailSandbox


def configured(relay: MailSandbox, box: ImapSandbox, **changes: object) -> Settings:
    mail = {
        "host": "127.0.0.1", "port": relay.port, "security": "none", "sender": "us@porch.example",
        "bounces": "bounces@porch.example", "imap_host": "127.0.0.1", "imap_port": box.port, "imap_security": "none",
        "imap_username": box.username, "imap_password": box.password, **changes,
    }  # fmt: skip
    return Settings.model_validate({"mail": mail})


async def test_relay_and_mailbox_are_checked_together() -> None:
    """Both are named when both work; a mailbox that refuses us is refused at the start, one that is away is not."""
    relay, box = MailSandbox(), ImapSandbox()
    await relay.start()
    await box.start()
    try:
        ends = platforms(configured(relay, box))
        assert ends.returned is not None
        assert await ends.check("mail") == f"127.0.0.1:{relay.port}, 127.0.0.1:{box.port}"
        with pytest.raises(EndDown, match="imap_password") as refused:
            await platforms(configured(relay, box, imap_password="other")).check("mail")
        assert not refused.value.for_now
        await box.stop()
        with pytest.raises(EndDown, match="imap_host") as away:
            await ends.check("mail")
        assert away.value.for_now
    finally:
        await box.stop()
        await relay.stop()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bounces": ""}, r"\[mail\] bounces is an address"),
        ({"bounces": "b+x@porch.example"}, r"\[mail\] bounces is an address"),
        ({"imap_host": "imap.example.org"}, "never travels unprotected"),
    ],
)
async def test_what_cannot_be_meant_is_refused(changes: dict[str, object], words: str) -> None:
    """Before anything is opened."""
    with pytest.raises(EndDown, match=words):
        platforms(configured(MailSandbox(port=1), ImapSandbox(port=1), **changes))


async def test_without_an_imap_host_none_is_read() -> None:
    """The address alone changes nothing."""
    assert platforms(configured(MailSandbox(port=1), ImapSandbox(port=1), imap_host="")).returned is None
