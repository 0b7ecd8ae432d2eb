"""The keys of a call: those that decide something are returned, those that only help are dealt with here."""

from collections.abc import Callable, Mapping, Sequence

from ringa.cli import ask
from ringa.cli.screen import BOLD, Screen
from ringa.core.text import MAX_TEXT
from ringa.i18n import N_, _

ENTER = "\r"
NO_REPLY = "0"
KEYS = {
    "d": N_("dial; another number, another way to dial"),
    "b": N_("one step back"),
    "n": N_("note to the next caller"),
    "c": N_("message to the coordinator"),
    "e": N_("end the conversation here"),
    "!": N_("answers to hard questions"),
    "s": N_("skip this member"),
    "u": N_("undo my last report"),
    "q": N_("quit; a call that was begun is kept"),
    "?": N_("help"),
}
_SHORT = {"d": N_("dial"), "b": N_("back"), "e": N_("end"), "s": N_("skip"), "u": N_("undo last")}


class Quit(Exception):
    """The caller has had enough for now."""


class Back(Exception):
    """One step back."""


class Ended(Exception):
    """The conversation is over before its questions are."""


class Keyboard:
    """Keys under what the screen shows. `helps` are the letters that decide nothing, with what they do."""

    def __init__(self, screen: Screen, helps: Mapping[str, Callable[[], None]]) -> None:
        self.screen = screen
        self.helps = helps

    def choose(self, title: str, texts: Sequence[str], letters: str = "bnc!") -> int:
        """One of at most seven choices, from 0."""
        self.screen.line()
        self.screen.line(title, BOLD)
        self.screen.choices(texts)
        return int(self.key([], letters, numbers="1234567"[: len(texts)])) - 1

    def key(self, options: Sequence[tuple[str, str]], letters: str, *, numbers: str = "") -> str:
        """A key that decides something; letters that only help are dealt with here. b, e and q leave by exceptions."""
        own = "".join(key for key, _text in options)
        expected = _("Press one of these keys.")
        if numbers:
            expected = _("Press a number from {first} to {last}, or one of these keys.").format(
                first=numbers[0], last=numbers[-1]
            )
        while True:
            self.show(options, letters)
            pressed = ask.key(own + numbers + letters + "?q", expected)
            if pressed in own + numbers + "s":
                return pressed
            self.help_out(pressed, letters)

    def line(self, prompt: str, options: Sequence[tuple[str, str]], letters: str, *, words: bool = False) -> str:
        """A line that is typed, '' for Enter alone. Letters help and leave as in `key`, on a line of their own.

        Where `words` are typed they have a slash before them, since a letter can be an answer there.
        """
        slash = "/" if words else ""
        while True:
            self.show(options, letters, slash)
            text = ask.line(prompt)
            key = text.lower().removeprefix("/")
            if len(key) != 1 or key not in letters + "?q" or (words and text == key):
                return text
            self.help_out(key, letters)

    def show(self, options: Sequence[tuple[str, str]], letters: str, slash: str = "") -> None:
        """The keys that can be pressed."""
        shown = [("Enter" if key == ENTER else key, text) for key, text in options]
        short = [(slash + key, _(_SHORT[key])) for key in letters if key in _SHORT]
        helping = " ".join(slash + key for key in "nc!" if key in letters)
        notes = [(helping, _("notes, help"))] if helping else []
        self.screen.keys([*shown, *short, *notes, (slash + "?", _("keys")), (slash + "q", _("quit"))])

    def read_aloud(self, words: Sequence[str], letters: str) -> None:
        """Paragraphs to say, page by page."""
        pages = self.screen.pages(words)
        for number, page in enumerate(pages, 1):
            self.screen.line()
            for position, paragraph in enumerate(page):
                if position:
                    self.screen.line()
                self.screen.spoken(paragraph)
            if number < len(pages):
                self.screen.line()
                self.key([(ENTER, _("more"))], letters)

    def help_out(self, pressed: str, letters: str) -> None:
        """The letters that do not decide anything by themselves."""
        if pressed == "q":
            raise Quit
        if pressed == "b":
            raise Back
        if pressed == "e":
            raise Ended
        if pressed in self.helps:
            self.helps[pressed]()
        else:
            for key in (*letters, "q", "?"):
                self.screen.line(f"  {key}  {_(KEYS[key])}")

    def text(self, prompt: str, before: str = "") -> str:
        """A text that is typed, no longer than one can be."""
        while True:
            text = ask.line(prompt, default=before)
            if len(text) <= MAX_TEXT:
                return text
            self.screen.line(_("That is too long."))
