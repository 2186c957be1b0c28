"""What becomes of shared clips when an address goes: none may leave with an address that its owner has taken away."""

from datetime import datetime

from bot.cameras.service import at_address, plain_address
from bot.consent.ports import ConsentTx
from bot.kernel.ids import PersonId


async def forget_address(tx: ConsentTx, owner: PersonId, street_address: str, now: datetime) -> int:
    """Take back every approval of the owner that has not left and carries this address, if none of their cameras has
    it any more. Says how many were taken back. To be called in the transaction that changed the cameras."""
    if at_address(await tx.cameras.of(owner), street_address):
        return 0
    gone = plain_address(street_address)
    taken_back = 0
    for ask in await tx.asks.of_owner(owner):
        # A share that is being given at this very moment is waited for, and one that comes later sees the new address.
        await tx.asks.hold(ask.id)
        for approval in await tx.approvals.of_ask(ask.id):
            if plain_address(approval.package.street_address) == gone:
                taken_back += await tx.approvals.withdraw(approval.id, now)
    return taken_back
