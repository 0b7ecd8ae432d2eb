"""Benchmarks: `make bench`, or `python tests/bench [NAME …] [--rows N …] [--rounds N]`.

Each prints ratios to a peer in the same run: `sqlite3 .import` into a bare table, `python -c "import typer"`, a bare
read by calamine, one terminal alone, `sqlite3 -csv`. They need the sqlite3 shell and take minutes; they are no part of
the test suite.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import campaign_log
import members
import results
from desk import shift, summary, terminals
from sidebyside import Command, compare, run, table

from ringa.core.events import FORMAT, HEAD, TAIL
from ringa.store import db as store
from ringa.store import packets

RINGA = (sys.executable, "-m", "ringa")
_BARE = "create table m(id, first, last, phone, branch, workplace, municipality, language);"


def campaign(folder: Path) -> Path:
    """A new campaign in a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    run(((*RINGA, "init", folder, "--ends", "2099-01-01", "--json"), folder.parent))
    return folder


def imported(place: Path, rows: int) -> Path:
    """A campaign that has a list of so many members already."""
    folder = place / f"campaign-{rows}"
    if not folder.exists():
        campaign(folder)
        run(((*RINGA, "import", members.write_csv(place / f"{rows}.csv", rows), "--json"), folder))
    return folder


def _dot_import(place: Path, source: Path) -> Command:
    return ("sqlite3", "bare.db", _BARE, ".mode csv", f".import --skip 1 {source} m"), place


def first_import(place: Path, rows: int, rounds: int) -> str:
    """A first import, against the shell's `.import` of the same file into a bare table."""
    source, folder = members.write_csv(place / f"{rows}.csv", rows), place / "first"
    commands = {"sqlite3 .import": _dot_import(place, source), "ringa import": ((*RINGA, "import", source), folder)}

    def before(name: str) -> None:
        (place / "bare.db").unlink(missing_ok=True)
        if name == "ringa import":
            campaign(folder)

    return str(table(compare(commands, rounds, before)))


def again(place: Path, rows: int, rounds: int) -> str:
    """The same list once more."""
    source, folder = members.write_csv(place / f"{rows}.csv", rows), imported(place, rows)
    commands = {"sqlite3 .import": _dot_import(place, source), "ringa import": ((*RINGA, "import", source), folder)}
    return str(table(compare(commands, rounds, lambda _name: (place / "bare.db").unlink(missing_ok=True))))


def next_contact(place: Path, rows: int, rounds: int) -> str:
    """A hand-out, against importing typer and nothing else."""
    folder = imported(place, rows)
    commands: dict[str, Command] = {
        "import typer": ((sys.executable, "-c", "import typer"), folder),
        "ringa next": ((*RINGA, "next", "--caller", "Anna", "--json"), folder),
    }
    release: Command = (*RINGA, "release", "--all", "--caller", "Anna"), folder
    return str(table(compare(commands, rounds, lambda name: _freed(name, release), warm_up=2)))


def _freed(name: str, release: Command) -> None:
    if name == "ringa next":
        run(release, ok=(0, 3))


def workbook(place: Path, rows: int, rounds: int) -> str:
    """A workbook, against calamine's bare read of it."""
    source, folder = members.write_xlsx(place / f"{rows}.xlsx", rows), place / "workbook"
    read = "import python_calamine as c, sys; c.load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python()"
    commands: dict[str, Command] = {
        "calamine": ((sys.executable, "-c", read, source), place),
        "ringa import": ((*RINGA, "import", source), folder),
    }

    def before(name: str) -> None:
        if name == "ringa import":
            campaign(folder)

    return str(table(compare(commands, rounds, before)))


def merge(place: Path, rows: int, rounds: int) -> str:
    """Results of many volunteers, 500 rows a file, a tenth doubled, all signed: merged, and merged again.

    The base is the shell's `.import` of the same files into a table that is keyed as the log is.
    """
    files = max(1, rows // 500)
    people = [f"m{n:08}" for n in range(rows // 2)]
    source = results.write(place / f"results-{rows}", rows, files, people)
    ready, folder = packed(place, people, files), place / "merging"
    script = place / f"import-{rows}.sql"
    table_of = ", ".join(f'"{name}"' for name in results.HEADER)
    lines = [f'create table r({table_of}, primary key (event, "check") on conflict ignore);', ".mode csv"]
    script.write_text("\n".join(lines + [f".import --skip 1 {path} r" for path in sorted(source.iterdir())]))
    bare: Command = ("sqlite3", "bare.db", f".read {script}"), place
    commands: dict[str, Command] = {
        "sqlite3 .import": bare,
        "ringa merge": ((*RINGA, "merge", source, "--json"), folder),
        "ringa merge, again": ((*RINGA, "merge", source, "--json"), folder),
    }

    def before(name: str) -> None:
        (place / "bare.db").unlink(missing_ok=True)
        if name == "ringa merge" or not folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(ready, folder)
        if name.endswith("again"):
            run(commands["ringa merge"])  # takes no time if the round before has done it

    return str(table(compare(commands, rounds, before)))


def packed(place: Path, people: Sequence[str], files: int) -> Path:
    """A campaign whose members are these contacts, in so many packets that went out."""
    folder = place / f"packed-{files}"
    if not folder.exists():
        campaign(folder)
        rows = (f"{contact[1:]};Kim Ek;070-174 06 {5 + n % 95:02}\n" for n, contact in enumerate(people))
        (folder / "members.csv").write_text("Medlemsnummer;Namn;Mobil\n" + "".join(rows), encoding="utf-8")
        run(((*RINGA, "import", "members.csv", "--yes", "--json"), folder))
        db = store.open_campaign(folder)
        with db.tx():
            for each in results.packets(files):
                times = ("2026-01-01T00:00:00Z", "2099-01-01T00:00:00Z")
                packets.put(db, packets.Row(each.packet, each.caller, *times, 250, each.key, "plain", packets.OUT, {}))
        db.close()
    return folder


_MILLISECONDS = (
    "| | median | 99 of 100 | worst | calls a second | as one alone |\n| --- | ---: | ---: | ---: | ---: | ---: |"
)


def _line(name: str, times: list[float], rate: float, alone: float) -> str:
    return f"| {name} | {summary(times)} | {rate:.0f} | {rate / alone:.2f} |"


def next_card(place: Path, rows: int, rounds: int) -> str:
    """From the key that saves a call to the next card, in milliseconds; one terminal, so many calls."""
    folder = _copied(place, rows)
    shift(folder, "Olle", 20)
    times = shift(folder, "Anna", rounds)
    return f"{_MILLISECONDS}\n{_line('one terminal', times, len(times) / sum(times), len(times) / sum(times))}"


def many_terminals(place: Path, rows: int, rounds: int) -> str:
    """Terminals that take and record without pause, in milliseconds from key to card; so many calls each."""
    lines = [_MILLISECONDS]
    alone = 0.0
    for processes in (1, 20, 32):
        times, rate, contacts = terminals(_copied(place, rows), processes, rounds)
        if len(set(contacts)) < len(contacts):
            raise SystemExit("somebody was handed out twice")
        alone = alone or rate
        lines.append(_line(str(processes), times, rate, alone))
    return "\n".join(lines)


def _copied(place: Path, rows: int) -> Path:
    """The campaign with so many members, as it was imported."""
    folder = place / "desk"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(imported(place, rows), folder)
    return folder


def export(place: Path, rows: int, rounds: int) -> str:
    """Every result as CSV, against the sqlite3 shell that writes the same rows."""
    folder = place / f"results-{rows}"
    if not folder.exists():
        campaign_log.fill(campaign(folder), rows)
    columns = ", ".join(f'"{name}"' for name in (*HEAD[1:], "extra", *TAIL))
    sql = f"SELECT '{FORMAT}', {columns} FROM events ORDER BY device, seq, \"check\";"
    commands: dict[str, Command] = {
        "sqlite3 -csv": (("sqlite3", "-csv", "-header", "ringa.db", ".once shell.csv", sql), folder),
        "ringa export": ((*RINGA, "export", "-o", "out.csv"), folder),
    }
    return str(table(compare(commands, rounds)))


BENCHES: dict[str, tuple[Callable[[Path, int, int], str], tuple[int, ...], int]] = {
    "import": (first_import, (10_000, 100_000, 1_000_000, 1_400_000), 3),
    "again": (again, (10_000, 100_000, 1_000_000), 3),
    "next": (next_contact, (10_000, 1_000_000, 1_400_000), 21),
    "workbook": (workbook, (100_000,), 3),
    "merge": (merge, (10_000, 100_000, 1_000_000), 3),
    "card": (next_card, (10_000, 1_000_000), 500),
    "terminals": (many_terminals, (50_000,), 500),
    "export": (export, (100_000, 1_000_000), 5),
}


def main() -> None:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--rows", type=int, nargs="*")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--place", type=Path, help="a folder for lists and campaigns, kept for the next time")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = args.place or Path(temporary)
        place.mkdir(exist_ok=True, parents=True)
        for name in args.names or BENCHES:
            bench, sizes, rounds = BENCHES[name]
            for rows in args.rows or sizes:
                figures = bench(place, rows, args.rounds or rounds)
                sys.stdout.write(f"\n{name}: {bench.__doc__} {rows:,} rows.\n{figures}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
