"""`porchlight import gazetteer` as an operator has it."""

import asyncio
import json
import os
import pty
import shutil
import sys
from pathlib import Path

import pytest

import bot.demo
from bot.cli.errors import Code
from tests.cli.line import assert_one_sentence, environment, porchlight, written
from tests.cli.operators import make_operator, speaks

TOWN = Path(bot.demo.__path__[0]) / "town.csv"
ROWS = "LON,LAT,NUMBER,STREET\n1,2,3,A Street\n1,2,3,A Street\n1,2,,A Street\n1,2,4,\nx,2,5,A Street\n"


async def test_a_list_is_imported_and_used(tmp_path: Path) -> None:
    """The command makes the file, says how much is in it and how to use it, and `check` is content with what it said."""
    said = await porchlight("import", "gazetteer", str(TOWN), cwd=tmp_path)
    assert said.code == 0, said
    assert said.err == ""
    lines = said.out.splitlines()
    assert lines[0].startswith("Taken: ")
    assert int(lines[0].split()[1]) > 380
    assert '[geocoding] gazetteer = "data/gazetteer.sqlite3"' in lines[-1]
    again = await porchlight("import", "gazetteer", str(TOWN), cwd=tmp_path)
    assert again.out == said.out
    config = written(tmp_path, {"geocoding": {"gazetteer": "data/gazetteer.sqlite3"}})
    checked = await porchlight("check", cwd=tmp_path, config=config)
    assert "geocoding        ok" in checked.out


async def test_what_was_not_taken_is_told(tmp_path: Path) -> None:
    """Rows that were passed over are counted, each kind with its reason."""
    (tmp_path / "list.csv").write_text(ROWS)
    said = await porchlight("import", "gazetteer", "list.csv", "--to", "here.sqlite3", cwd=tmp_path)
    assert said.out.splitlines()[:-1] == [
        "Taken: 1 houses, in here.sqlite3 (0.0 MB).",
        "Not taken: 1 row, another flat of a house that is there already.",
        "Not taken: 1 row, without a house number.",
        "Not taken: 1 row, without a street.",
        "Not taken: 1 row, without usable coordinates.",
    ]


@pytest.mark.parametrize(
    ("content", "cure"),
    [(None, "correct the path"), ("a,b\n1,2\n", "lacks the columns"), ("LON,LAT,NUMBER,STREET\n", "no usable row")],
)
async def test_a_bad_list(tmp_path: Path, content: str | None, cure: str) -> None:
    """What is no list ends in one sentence, and makes no file."""
    if content is not None:
        (tmp_path / "list.csv").write_text(content)
    said = await porchlight("import", "gazetteer", "list.csv", cwd=tmp_path)
    assert_one_sentence(said, int(Code.GEOCODING), "list.csv", cure)
    assert not (tmp_path / "data" / "gazetteer.sqlite3").exists()


async def test_who_watches_sees_a_bar(tmp_path: Path) -> None:
    """On a terminal there is a bar while it reads; what remains is the same as in a pipe."""
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "import", "gazetteer", str(TOWN),
        cwd=tmp_path, env={**environment(), "TERM": "xterm"}, stdout=asyncio.subprocess.PIPE, stderr=theirs,
    )  # fmt: skip
    out, _ = await process.communicate()
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert process.returncode == 0
    assert "Reading" in shown
    assert "kB" in shown
    assert out.decode().startswith("Taken: ")


@pytest.mark.parametrize(
    ("geocoding", "cure"),
    [
        ({"service": "pelias"}, "[geocoding] url"),
        ({"service": "nominatim"}, "[geocoding] contact"),
        ({"service": "photon", "per_second": 5}, "one question a second"),
        ({"service": "census", "url": "nowhere"}, "such as https://"),
    ],
)
async def test_a_service_that_cannot_be_asked_like_this(
    tmp_path: Path, geocoding: dict[str, object], cure: str
) -> None:
    """`check` tells a mistake in the settings of the service with its cure."""
    said = await porchlight("check", cwd=tmp_path, config=written(tmp_path, {"geocoding": geocoding}))
    (line,) = [line for line in said.out.splitlines() if line.startswith("geocoding ")]
    assert cure in line


async def test_a_service_nobody_knows(tmp_path: Path) -> None:
    """A name that is no service is refused with the key."""
    said = await porchlight("check", cwd=tmp_path, config=written(tmp_path, {"geocoding": {"service": "google"}}))
    assert_one_sentence(said, int(Code.CONFIG), "geocoding", "service")


async def test_departments_of_a_list(tmp_path: Path, sqlite_template: Path) -> None:
    """Each row that is not taken is told with its line and the reason, the others wait for another operator; looked at only,
    nothing waits; twice does no harm. A file elsewhere is not opened for a list."""
    shutil.copyfile(sqlite_template, tmp_path / "porchlight.sqlite3")
    house = written(tmp_path)
    (tmp_path / "secret.json").write_text(json.dumps({"type": "Polygon", "coordinates": []}))
    (tmp_path / "lists").mkdir()
    rows = [
        "name,kind,contact,domains,jurisdiction",
        'Maple Police,city,555-0100,maple.example.org,"40,-75,5"',
        'Elm Police,city,555-0100,gmail.com,"40,-75,5"',
        "Oak Police,city,555-0100,oak.example.org,../secret.json",
    ]
    (tmp_path / "lists" / "all.csv").write_text("\n".join(rows))
    words = ("import", "departments", "lists/all.csv")
    looked = await porchlight(*words, "--check", cwd=tmp_path, config=house)
    assert looked.code == 0, looked
    assert looked.out.splitlines()[0].startswith("line 3  Elm Police: At gmail.com anybody can have a mailbox")
    assert looked.out.splitlines()[1].startswith("line 4  Oak Police: The file ../secret.json cannot be read")
    assert "Can be taken: 1 of 3 rows." in looked.out
    ann = await make_operator(house, "Ann Lee")
    taken = await speaks(house, "Ann Lee", ann, *words)
    assert "Taken: 1 of 3 rows." in taken.out
    assert "confirm --all" in taken.out
    again = await speaks(house, "Ann Lee", ann, *words)
    assert "waits for a second operator already" in again.out
    assert_one_sentence(again, int(Code.REFUSED), "None of the 3 rows")
    assert_one_sentence(await porchlight(*words, cwd=tmp_path, config=house), int(Code.REFUSED), "--check")
