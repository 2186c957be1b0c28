"""Whatever is wrong with the configuration is said in one sentence, with the cure and an exit code of its own."""

from pathlib import Path

import pytest

from bot.cli.errors import Code
from bot.config import BadConfig, load
from tests.cli.line import SECRET, assert_one_sentence, porchlight, written

CONFIG = int(Code.CONFIG)
NOBODY = "http://127.0.0.1:1"
"""Where nobody listens."""

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


MISTAKES: dict[str, tuple[str, tuple[str, ...]]] = {
    "too slow": ("[telegram]\nper_second = 0.5", ("telegram.per_second", "1")),
    "too fast": ("[discord]\nper_second = 1e300", ("discord.per_second", "1000")),
    "no pace": ("[mail]\nper_second = inf", ("mail.per_second", "1000")),
    "a blank behind the token": (f'[telegram]\ntoken = "{SECRET} "', ("telegram.token", "blank", "copy it again")),
    "two lines": (f'[discord]\ntoken = "{SECRET}\\n{SECRET}"', ("discord.token", "line break")),
    "no whole address": ('[discord]\napi_url = "127.0.0.1:8000"', ("discord.api_url", "https://")),
    "no page": ('[web]\npublic_url = "porchlight.example.org"', ("web.public_url", "https://")),
    "an odd host": ('[web]\nhost = "0.0.0.0\\u0000"', ("web.host", "cannot be seen")),
    "no folder": ('[media]\nfolder = ""', ("media.folder", "data/clips")),
    "an odd folder": ('[vault]\nfolder = "a\\u0000b"', ("vault.folder", "cannot be seen")),
    "one folder for two": ('[vault]\nfolder = "data/x"\n[media]\nfolder = "data/../data/x"', ("folder of its own",)),
    "no such security": ('[mail]\nsecurity = "tls"', ("mail.security", "'starttls', 'implicit' or 'none'")),
    "a level in capitals": ('[log]\nlevel = "INFO"', ("log.level", "'debug', 'info', 'warning' or 'error'")),
    "no country": ('[conversation]\nregion = "XX"', ("conversation.region", '"US"')),
    "a country by its nickname": ('[conversation]\nregion = "UK"', ("conversation.region", '"GB"')),
    "for ever": ("[consent]\nhold_seconds = inf", ("consent.hold_seconds", "less than")),
    "longer than calendars": ("[outbox]\nretry_cap_seconds = 1e12", ("outbox.retry_cap_seconds", "less than")),
    "no count": ("[moderation]\nflags_per_day = 99999999999999999999", ("moderation.flags_per_day", "less than")),
    "below zero": ("[requests]\nmax_window_hours = -3", ("requests.max_window_hours", "greater than")),
    "window inside out": ("[requests]\nmin_window_minutes = 90\nmax_window_hours = 1", ("requests", "make it shorter")),
    "area inside out": ("[requests]\nmin_area_km2 = 1.0\nmax_area_km2 = 0.5", ("requests", "make it smaller")),
    "a key where a table is": ('telegram = "x"', ("telegram", "write [telegram]")),
    "a table that is none": ("[alerts]\nradius = 1", ("unknown key alerts",)),
    "a mark at the beginning": ("\ufeff[web]\nport = 8080", ("without BOM",)),
}


@pytest.mark.parametrize(("content", "words"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_value_that_cannot_be_meant(content: str, words: tuple[str, ...], tmp_path: Path) -> None:
    """What would end in a fault, do nothing or do harm later is refused at once, by name, and without the secret."""
    path = tmp_path / "config.toml"
    path.write_text(content + "\n", encoding="utf-8")
    with pytest.raises(BadConfig) as refused:
        load(str(path))
    said = str(refused.value)
    assert all(word in said for word in words), said
    assert SECRET not in said
    assert "\n" not in said


@pytest.mark.parametrize("region", ["US", "ES", "GB", "MX"])
def test_countries_are_known(region: str, tmp_path: Path) -> None:
    """A country by its letters is taken."""
    path = tmp_path / "config.toml"
    path.write_text(f'[conversation]\nregion = "{region}"\n', encoding="utf-8")
    assert load(str(path)).conversation.region == region


async def test_a_secret_in_a_file_of_another_system(tmp_path: Path) -> None:
    """An editor's invisible mark before a secret, and the line's end behind it, are no part of the secret."""
    (tmp_path / "token").write_bytes(b"\xef\xbb\xbf4200000002:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")
    variables = {"PORCHLIGHT_TELEGRAM__TOKEN_FILE": str(tmp_path / "token"), "PORCHLIGHT_TELEGRAM__API_URL": NOBODY}
    said = await porchlight("check", cwd=tmp_path, config=written(tmp_path), variables=variables)
    assert "Telegram cannot be reached" in said.out


async def test_tiles_that_are_not_there(tmp_path: Path) -> None:
    """`check` looks for one tile: a wrong folder would only show as maps without streets."""
    config = written(tmp_path, {"maps": {"tiles": str(tmp_path / "tiles")}})
    said = await porchlight("check", cwd=tmp_path, config=config)
    assert "There are no tiles of the form" in said.out
    tile = tmp_path / "tiles" / "12" / "655" / "1583.png"
    tile.parent.mkdir(parents=True)
    tile.touch()
    said = await porchlight("check", cwd=tmp_path, config=config)
    assert ["maps", "ok"] in [line.split() for line in said.out.splitlines()]


async def test_nobody_to_talk_to(tmp_path: Path) -> None:
    """Without any token the bot does not start, and says where to set one."""
    assert_one_sentence(await porchlight("run", cwd=tmp_path, config=written(tmp_path)), CONFIG, "[telegram] token")
