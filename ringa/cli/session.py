"""The composition root: the one place that knows the clock, chance, the environment and the terminal.

Tests pass a session of their own: `runner.invoke(app, args, obj=session)`.
"""

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ringa import i18n
from ringa.cli import campaign_files
from ringa.core import instant
from ringa.core.campaign import Campaign
from ringa.core.text import clean_line
from ringa.errors import CallerMissing, CampaignBelow, CampaignNotFound, of_system
from ringa.store import db, packets, settings
from ringa.store.db import Db
from ringa.store.device import Home

if TYPE_CHECKING:
    from random import Random

    from ringa.cli.screen import Screen


def _machine() -> str:
    """An id of this machine that stays the same."""
    for name in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        with suppress(OSError):
            return Path(name).read_text().strip()
    import uuid

    return f"{uuid.getnode():x}"


class Session:
    """One run of the program. The campaign and its file are opened when a command first asks for them."""

    def __init__(
        self,
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        random: Callable[[int], bytes] = os.urandom,
        machine: str | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.environ = dict(os.environ) if environ is None else environ
        self.clock = clock
        self.random = random
        self.machine = _machine() if machine is None else machine
        self.cwd = cwd or Path.cwd()

        # from the command line, before or behind the verb
        self.campaign_folder: Path | None = None
        self.caller_name = ""
        self.own_contact = ""
        self.plain = False
        self.no_input = False

        self._db: Db | None = None
        self._campaign: Campaign | None = None
        self._without_file = False

    def now(self) -> datetime:
        """The time, UTC, whole seconds."""
        return self.clock().astimezone(UTC).replace(microsecond=0)

    def now_text(self) -> str:
        """The time as it is written in files."""
        return instant.to_text(self.now())

    @property
    def language(self) -> str:
        """The language of this process."""
        return i18n.active()

    @property
    def home(self) -> Home:
        """Where new events come from."""
        return Home(self.machine, self.random)

    def chance(self, seed: int) -> "Random":
        """Chance that can be repeated: for demonstrations, never for anything secret."""
        from random import Random

        return Random(seed)  # noqa: S311  not for secrets

    # the terminal

    @property
    def interactive(self) -> bool:
        """Whether there is a person to ask: stdin and stdout are terminals."""
        return not self.no_input and sys.stdin.isatty() and sys.stdout.isatty()

    @property
    def linear(self) -> bool:
        """Whether to show one fact a line, without boxes: for screen readers and dumb terminals."""
        return self.plain or bool(self.environ.get("RINGA_PLAIN")) or self.environ.get("TERM") == "dumb"

    def screen(self) -> "Screen":
        """What a call is drawn on."""
        from ringa.cli.screen import Screen

        return Screen(linear=self.linear, colour="NO_COLOR" not in self.environ)

    def printer(self) -> "Screen":
        """Paragraphs on the first screen, which stay there: what is said when a shift is over."""
        from ringa.cli.screen import Screen

        return Screen(linear=True, colour=False)

    # who and where

    @property
    def caller(self) -> str:
        """Who is calling, or ''. In a campaign that is open and came in a packet, whose packet it is."""
        given = clean_line(self.caller_name or self.environ.get("RINGA_CALLER", ""))
        packet = packets.mine(self._db) if self._db and not given else None
        return packet.caller if packet else given

    @property
    def in_packet(self) -> bool:
        """Whether the campaign came in a packet; a run that has none of its file has no packet either."""
        return not self._without_file and packets.mine(self.open_db()) is not None

    @property
    def me(self) -> str:
        """The contact that the caller is among the members, as far as it was said; ''."""
        return clean_line(self.own_contact or self.environ.get("RINGA_ME", ""))

    def need_caller(self) -> str:
        """Who is calling. Raises CallerMissing."""
        if not self.caller:
            with suppress(CampaignNotFound):
                self.open_db()
        if not self.caller:
            raise CallerMissing
        return self.caller

    @property
    def folder(self) -> Path:
        """The campaign's folder: --campaign, RINGA_CAMPAIGN, or the nearest one upward. Raises CampaignNotFound."""
        given = self.campaign_folder or self.environ.get("RINGA_CAMPAIGN")
        if given:
            folder = self.cwd / given
            if not (folder / campaign_files.SURVEYS).is_file():
                raise CampaignNotFound(folder=folder)
            return folder
        for folder in (self.cwd, *self.cwd.parents):
            if (folder / campaign_files.SURVEYS).is_file():
                return folder
        if below := campaign_files.below(self.cwd):
            commands = (f'`cd "{name}"`' if " " in name else f"`cd {name}`" for name in below[:3])
            raise CampaignBelow(folder=self.cwd, commands=", ".join(commands))
        raise CampaignNotFound(folder=self.cwd)

    def open_db(self, *, thorough: bool = False) -> Db:
        """The campaign file. `thorough` also checks its structure; for commands that read it all anyway."""
        if self._without_file:
            raise RuntimeError("this run has a campaign without its file")
        if self._db is None:
            try:
                self._db = db.open_campaign(self.folder, thorough=thorough)
            except OSError as error:
                raise of_system(error, self.folder / db.NAME) from error
        return self._db

    def open_campaign(self) -> Campaign:
        """Read the campaign as its author wrote it, which may write the cache. Raises CampaignInvalid."""
        if self._campaign is None:
            self._campaign = campaign_files.load(self.folder, self.open_db())
        return self._campaign

    @property
    def campaign(self) -> Campaign:
        """The campaign as its author wrote it."""
        return self.open_campaign()

    def use(self, campaign: Campaign) -> None:
        """Take this for the campaign, for what stores nothing: from here on, its file cannot be opened at all."""
        self._campaign = campaign
        self._without_file = True

    def key(self) -> bytes:
        """The campaign's key."""
        return settings.key(self.open_db(), self.random(32))

    def close(self) -> None:
        """Give back what was opened."""
        if self._db is not None:
            self._db.close()
        self._db = self._campaign = None
        self._without_file = False
