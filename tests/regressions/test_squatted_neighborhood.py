"""Whoever founds a neighborhood later cannot draw away what is reported from an earlier one."""

from tests.handlers.house import words_of
from tests.stories.inside import Evening, button_of


async def test_a_later_neighborhood_on_the_same_ground_gets_no_reports_of_the_earlier(night: Evening) -> None:
    """A report by direct message reaches the neighborhood that was there first, or the person is asked which."""
    host, eve, ada = await night.resident("Host"), await night.resident("Eve"), await night.resident("Ada")
    await host.account.elsewhere("-1", admin=True).fills("setup", name="Maple Town", place="14 Oak St", radius="1")
    await eve.account.elsewhere("-666", admin=True).fills(
        "setup", name="Maple Town", place="40.00001,-75.00001", radius="0.25"
    )
    answered = await ada.account.fills(
        "report", text="My car was opened.", category="crime", place="12 Oak St", when="-", file="-"
    )
    await ada.account.presses(*button_of(answered.messages[0], "Post"))
    await night.settle()
    await night.reviewer.press(night.reviewer.last("Waits for you"), "Admit")
    await night.settle()
    got = [sent.handle for sent in night.senders["telegram"].sent if "My car was opened." in sent.words]
    assert set(got) - {night.reviewer.account.handle} == {"-1"}, words_of(answered)
