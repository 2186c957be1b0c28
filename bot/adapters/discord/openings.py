"""How fast conversations may be opened: bots that open many are locked out of all of them. Those that are open never count."""

AT_ONCE = 10
"""Bots were locked out after 20 to 50 new conversations in a short time (discord-api-docs, issue 5987)."""

SPACING_S = 15.0
"""After those: four a minute. Who began a conversation with us, or has one, is not among them."""

PAUSE_S = 600.0
"""When Discord says that it was too fast all the same."""

MOST_REMEMBERED = 5_000


class Openings:
    """Gives each person whose conversation has yet to be opened a moment of their own, in the order of asking."""

    def __init__(self) -> None:
        self._planned_s = float("-inf")
        self._held_until_s = float("-inf")
        self._turns: dict[int, float] = {}

    def wait_s(self, person: int, now_s: float) -> float:
        """Seconds until this person's conversation may be opened; 0 when it may now, and then it counts as opened."""
        if person not in self._turns:
            # The generic cell rate: each opening moves the plan on, and AT_ONCE of them may be saved up.
            self._planned_s = max(self._planned_s, now_s)
            self._turns[person] = self._planned_s - (AT_ONCE - 1) * SPACING_S
            self._planned_s += SPACING_S
        wait_s = max(self._turns[person], self._held_until_s) - now_s
        if wait_s <= 0:
            del self._turns[person]
            return 0.0
        if len(self._turns) > MOST_REMEMBERED:
            self._turns = {other: at_s for other, at_s in self._turns.items() if at_s > now_s}
        return wait_s

    def hold(self, now_s: float) -> None:
        """Open none for a while."""
        self._held_until_s = now_s + PAUSE_S
