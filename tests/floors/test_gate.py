"""P1, statically: a Release is made in one file, and a clip's attachment in one function that demands a Release."""

import ast
from pathlib import Path

import pytest

BOT = Path(__file__).parents[2] / "bot"
GATE = "consent/release.py"
DELIVERY = "consent/texts/officers.py"
"""`delivery(release, open_clip)` is the one maker of an attachment, and takes a Release."""

OWN = "clips/texts.py"
"""`own_copy(clip, reader, open_clip)` gives an owner's clip back to that owner, and makes nothing for anybody else."""

OWN_FILE = "handlers/mydata_jobs.py"
"""The file with what is held about somebody, for them. It may not so much as name the vault."""

PUBLIC_POSTS = {"handlers/incident_posts.py", "handlers/bulletin_jobs.py"}
"""Where an attachment is made of what its author shows to everybody, out of the store of washed files. It may not so
much as name the vault, in which the clips for police are."""

VAULT_READERS = {"handlers/jobs.py"}
"""The only file that opens the vault, and hands what it opened to `delivery` alone."""


def calls(source: str, name: str) -> list[int]:
    """The lines on which `name(...)` or `….name(...)` is called."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == name)
            or (isinstance(node.func, ast.Attribute) and node.func.attr == name)
        )
    ]


def violations(files: dict[str, str]) -> list[str]:
    """What breaks the law of the gate in these sources."""
    found = []
    for path, source in files.items():
        if path != GATE and calls(source, "Release"):
            found.append(f"{path} makes a Release")
        if path in PUBLIC_POSTS and "vault" in source.lower():
            found.append(f"{path} makes public attachments and names the vault")
        makers = {DELIVERY, OWN, OWN_FILE, *PUBLIC_POSTS}
        if path == OWN_FILE and "vault" in source.lower():
            found.append(f"{path} hands over somebody's data and names the vault")
        if path not in {OWN, *VAULT_READERS} and calls(source, "own_copy"):
            found.append(f"{path} gives a clip back")
        # What Discord calls an attachment is a file that somebody sent to us.
        ours = source.replace("discord.Attachment(", "discord.Received(")
        if path not in makers and calls(ours, "Attachment") and not path.startswith("sandbox/"):
            found.append(f"{path} makes an Attachment")
        if "vault.open" in source and path not in VAULT_READERS and not path.startswith("adapters/vault/"):
            found.append(f"{path} opens the vault")
        if path not in {GATE, "db/approvals.py", "consent/ports.py"} and calls(source, "claim"):
            found.append(f"{path} claims an approval")
    return found


def sources() -> dict[str, str]:
    """All files of the product."""
    return {path.relative_to(BOT).as_posix(): path.read_text(encoding="utf-8") for path in BOT.rglob("*.py")}


def test_the_gate_holds() -> None:
    """P1: nothing else can put a clip into a message."""
    assert violations(sources()) == []


def test_delivery_demands_a_release() -> None:
    """The one maker of an attachment takes a Release as its first argument."""
    functions = [node for node in ast.walk(ast.parse(sources()[DELIVERY])) if isinstance(node, ast.FunctionDef)]
    makers = [function for function in functions if calls(ast.unparse(function), "Attachment")]
    assert [function.name for function in makers] == ["delivery"]
    first = makers[0].args.args[0]
    assert ast.unparse(first.annotation or ast.Constant(value=None)) == "Release"


@pytest.mark.parametrize(
    "planted",
    [
        {"handlers/clips.py": "from bot.consent.release import Release\nRelease(approval=1)"},
        {"incidents/texts.py": "from bot.chat import message\nmessage.Attachment(name='x')"},
        {"handlers/incident_posts.py": "message.Attachment(name='x', open=services.the_vault)"},
        {"handlers/mydata_jobs.py": "message.Attachment(name='x', open=services.the_vault)"},
        {"handlers/clips.py": "texts.own_copy(clip, reader, opens)"},
        {"adapters/web/pages.py": "async def page(services): return services.vault.open('x')"},
        {"cli/backup.py": "async def leak(tx): await tx.approvals.claim(1)"},
    ],
    ids=lambda planted: str(planted)[:40],
)
def test_planted_violations_are_found(planted: dict[str, str]) -> None:
    """Each way around the gate is caught when somebody builds it."""
    assert len(violations(planted)) == 1
