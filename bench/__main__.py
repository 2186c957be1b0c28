"""`python -m bench [--quick] [names]`: measures, and prints ratios against the bars."""

import argparse
import asyncio
import logging
import os
import platform
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bench.figures import Better, Figure
from bench.servers import CannotMeasure

Measure = Callable[[bool, Callable[[], None]], Awaitable[list[Figure]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """Something to measure: a function of a module of this package, imported only when it is asked for."""

    name: str
    module: str
    function: str
    about: str


BENCHMARKS = (
    Benchmark(name="circle", module="circles", function="circles", about="owners in a 700 m circle"),
    Benchmark(name="polygon", module="circles", function="polygons", about="owners in half a square mile"),
    Benchmark(name="growth", module="circles", function="growth", about="owners among five times as many cameras"),
    Benchmark(name="asking", module="asking", function="asking", about="match and enqueue, one transaction"),
    Benchmark(name="enqueue-pg", module="jobs", function="enqueue_on_postgres", about="jobs into PostgreSQL"),
    Benchmark(name="enqueue-sqlite", module="jobs", function="enqueue_on_sqlite", about="jobs into SQLite"),
    Benchmark(name="drain-pg", module="jobs", function="drain_on_postgres", about="jobs out of PostgreSQL"),
    Benchmark(name="drain-sqlite", module="jobs", function="drain_on_sqlite", about="jobs out of SQLite"),
    Benchmark(name="fanout", module="fanout", function="fanout", about="600 direct messages on Telegram"),
    Benchmark(name="mail", module="mail", function="mail", about="mail, the full path"),
    Benchmark(name="alerts", module="alerts", function="matching", about="listeners of one report"),
)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(each.name for each in BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="smaller sizes: a look, not a result")
    asked = parser.parse_args()
    unknown = set(asked.names) - {each.name for each in BENCHMARKS}
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    chosen = [each for each in BENCHMARKS if not asked.names or each.name in asked.names]
    console = Console(width=None if sys.stdout.isatty() else 160)
    figures = asyncio.run(measure_all(chosen, asked.quick, console))
    show(figures, asked.quick, console)


async def measure_all(chosen: list[Benchmark], quick: bool, console: Console) -> list[Figure]:
    """One after another; one that cannot be measured says why and does not stop the others."""
    figures: list[Figure] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        whole = progress.add_task("all", total=len(chosen))
        for benchmark in chosen:
            task = progress.add_task(benchmark.about, total=None)
            measure: Measure = getattr(import_module(f"bench.{benchmark.module}"), benchmark.function)
            try:
                figures += await measure(quick, lambda task=task: progress.advance(task))  # type: ignore[misc]
            except CannotMeasure as reason:
                progress.console.print(f"{benchmark.name}: not measured. {reason}")
            progress.remove_task(task)
            progress.advance(whole)
    return figures


def show(figures: list[Figure], quick: bool, console: Console) -> None:
    """The table."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores with a load of {os.getloadavg()[1]:.1f}"
    table = Table(title=f"Porchlight, Python {platform.python_version()}, {machine}{', quick' if quick else ''}")
    for heading, justify in (
        ("what", "left"),
        ("ours", "right"),
        ("rival", "right"),
        ("against", "left"),
        ("ratio", "right"),
        ("bar", "right"),
        ("", "left"),
        ("note", "left"),
    ):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for figure in figures:
        sign = "≤" if figure.better is Better.LOWER else "≥"
        table.add_row(
            figure.what,
            f"{figure.ours:,.4g} {figure.unit}" if figure.ours < 1000 else f"{figure.ours:,.0f} {figure.unit}",
            "" if figure.rival is None else f"{figure.rival:,.4g}" if figure.rival < 1000 else f"{figure.rival:,.0f}",
            figure.rival_name,
            "" if figure.rival is None else f"{figure.ratio:.2f}",
            f"{sign} {figure.bar:,g}",
            "[green]pass[/]" if figure.passes else "[red]short[/]",
            figure.note,
        )
    console.print(table)


if __name__ == "__main__":
    main()
