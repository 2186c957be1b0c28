"""Whatever is wrong with the configuration is said in one sentence, with the cure and an exit code of its own."""

from pathlib import Path

import pytest

from bot.cli.errors import Code
from tests.cli.line import SECRET, assert_one_sentence, porchlight, written

CONFIG = int(Code.CONFIG)

BROKEN: dict[str, tuple[bytes, str]] = {
    "broken TOML": (b"[telegram\n", "is not valid TOML"),
    "no UTF-8": (b"\xff\xfe[telegram]\n", "UTF-8"),
    "unknown key": (b'[telegram]\ntokn = "1"\n', "unknown key telegram.tokn"),
    "unknown table": (b'[telegramm]\ntoken = "1"\n', "unknown key telegramm"),
    "wrong type": (b'[web]\nport = "many"\n', "web.port"),
    "no table": (b"web = 3\n", "web"),
    "a looser rule": (b"[requests]\nmax_area_km2 = 5.0\n", "requests.max_area_km2"),
    "a secret of the wrong type": (f'[telegram]\ntoken = ["{SECRET}"]\n'.encode(), "telegram.token"),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_file(content: tuple[bytes, str], tmp_path: Path) -> None:
    """Each mistake in config.toml names the file or the key, and where to look."""
    path = tmp_path / "config.toml"
    path.write_bytes(content[0])
    assert_one_sentence(await porchlight("run", cwd=tmp_path, config=path), CONFIG, content[1])


async def test_no_such_file(tmp_path: Path) -> None:
    """A configuration that was named has to be there, by option and by variable."""
    named = await porchlight("run", cwd=tmp_path, config=Path("absent.toml"))
    assert_one_sentence(named, CONFIG, "absent.toml", "config.example.toml")
    by_variable = await porchlight("run", cwd=tmp_path, variables={"PORCHLIGHT_CONFIG": "elsewhere.toml"})
    assert_one_sentence(by_variable, CONFIG, "elsewhere.toml")


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("PORCHLIGHT_TELEGRAM__TOKEN_FILE", "/no/such/secret", "/no/such/secret cannot be read"),
        ("PORCHLIGHT_TELEGRAM__TOKN", SECRET, "unknown key telegram.tokn"),
        ("PORCHLIGHT_TELEGRAM_TOKEN", SECRET, "two underscores"),
        ("PORCHLIGHT_TELEGRAMM__TOKEN", SECRET, "PORCHLIGHT_TELEGRAMM__TOKEN"),
        ("PORCHLIGHT_WEB__PORT", "many", "web.port"),
    ],
)
async def test_a_broken_environment(variable: str, value: str, words: str, tmp_path: Path) -> None:
    """A variable that is wrong or misspelt is refused; it is not ignored in silence, and its value is not shown."""
    assert_one_sentence(await porchlight("run", cwd=tmp_path, variables={variable: value}), CONFIG, words)


async def test_a_secret_comes_from_a_file_and_a_stranger_is_let_be(tmp_path: Path) -> None:
    """`…_FILE` is read and stripped; variables that only resemble ours in their first word change nothing."""
    (tmp_path / "token").write_text(f"{SECRET}\n", encoding="utf-8")
    said = await porchlight(
        "run",
        cwd=tmp_path,
        config=written(tmp_path),
        variables={
            "PORCHLIGHT_TELEGRAM__TOKEN_FILE": str(tmp_path / "token"),
            "PORCHLIGHT_SERVICE_HOST": "10.0.0.1",
        },
    )
    # The file was read: its content is no Telegram token, and that is what is said.
    assert_one_sentence(said, int(Code.TELEGRAM), "token has the wrong form")


async def test_nobody_to_talk_to(tmp_path: Path) -> None:
    """Without any token the bot does not start, and says where to set one."""
    assert_one_sentence(await porchlight("run", cwd=tmp_path, config=written(tmp_path)), CONFIG, "[telegram] token")
