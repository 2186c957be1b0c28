"""Shows the story in the terminal as it happens, for somebody who has never seen Porchlight."""

import time

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.status import Status
from rich.table import Table

from bot.demo.humans import Human

WORDS_SHOWN = 260
COLOURS = {"Telegram": "cyan", "Discord": "magenta", "Mail": "yellow"}


class Telling:
    """Prints what each person does and sees, and keeps the totals for the table at the end."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        self._began = time.monotonic()
        self._got: dict[str, list[str]] = {}

    def working(self, words: str) -> Status:
        """A sign of life while something takes a few seconds: `with telling.working("…"):`."""
        return self.console.status(escape(words))

    def chapter(self, title: str, sentence: str) -> None:
        """A new scene."""
        self.console.print()
        self.console.rule(f"[bold]{escape(title)}[/bold]", align="left")
        self.console.print(escape(sentence), style="italic")

    def told(self, human: Human, arrow: str, words: str) -> None:
        """Somebody did (→) or saw (←) something on their own screen."""
        self._line(human.name, human.platform, arrow, words)

    def mail(self, name: str, subject: str, words: str) -> None:
        """Somebody found a mail."""
        self._line(name, "Mail", "←", f"{subject}: {words}")

    def operator(self, line: str, answer: str) -> None:
        """The operator at the command line."""
        self.console.print(f"  [bold]$ porchlight {escape(line)}[/bold]")
        self.console.print(f"    {escape(_short(answer))}", style="dim")

    def fact(self, words: str) -> None:
        """Something that was checked."""
        self.console.print(f"  [green]✓[/green] {escape(words)}")

    def received(self, who: str, what: str) -> None:
        """For the table at the end."""
        self._got.setdefault(who, []).append(what)

    def ending(self, notes: str) -> None:
        """The table of what each person received."""
        table = Table("Who", "What they received", title="What each person received", show_lines=True)
        for who, things in self._got.items():
            table.add_row(escape(who), escape("\n".join(things)))
        self.console.print()
        self.console.print(table)
        took = time.monotonic() - self._began
        self.console.print(Panel(escape(f"{notes}\nThe evening took {took:.0f} s."), border_style="green"))

    def _line(self, name: str, platform: str, arrow: str, words: str) -> None:
        colour = COLOURS.get(platform, "white")
        clock = f"{time.monotonic() - self._began:5.1f}s"
        said = escape(_short(words))
        self.console.print(
            f"  [dim]{clock}[/dim] [{colour}]{platform:<8}[/{colour}] [bold]{escape(name)}[/bold] {arrow} {said}"
        )


def _short(words: str) -> str:
    line = " · ".join(part.strip() for part in words.splitlines() if part.strip())
    return line if len(line) <= WORDS_SHOWN else line[: WORDS_SHOWN - 1] + "…"
