"""The keys of a call: those that decide something are returned, those that only help are dealt with here."""

from collections.abc import Callable, Mapping, Sequence

from ringa.cli import ask
from ringa.cli.screen import BOLD, Screen
from ringa.core.text import MAX_TEXT
from ringa.i18n import N_, _

ENTER = "\r"
NO_REPLY = "0"
# The letters, each with the same meaning everywhere.
KEYS = {
    "d": N_("dial; pressed again: another number, or another way to dial"),
    "b": N_("one step back"),
    "e": N_("end the conversation here"),
    "n": N_("note to the next caller"),
    "c": N_("message to the coordinator"),
    "r": N_("correct the register"),
    "!": N_("answers to hard questions"),
    "s": N_("skip this member"),
    "u": N_("undo my last report"),
    "p": N_("pause: nobody can read the screen, the member is kept for you"),
    "q": N_("quit; a call that was begun is kept"),
    "?": N_("help"),
}
_SHORT = {
    "d": N_("dial"), "b": N_("back"), "e": N_("end"), "s": N_("skip"), "u": N_("undo last"), "p": N_("pause"),
}  # fmt: skip


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

    def choose(self, title: str, texts: Sequence[str], letters: str = "b") -> int:
        """One of at most nine choices, from 0."""
        self.screen.gap()
        self.screen.line(title, BOLD)
        for row in self.screen.numbered(texts)[0]:  # nine always fit, in two columns if need be
            self.screen.line(row)
        return int(self.key([], letters, numbers="123456789"[: len(texts)])) - 1

    def yes(self, question: str) -> bool:
        """A question that is answered with yes (y or j) or no."""
        self.screen.gap()
        self.screen.line(question, BOLD)
        return self.key([(_("y"), _("yes")), ("n", _("no"))], "", also="yj") != "n"

    def key(self, options: Sequence[tuple[str, str]], letters: str, *, numbers: str = "", also: str = "") -> str:
        """A key that decides something: one of the options, the numbers, or `also` without being shown, or s.

        Letters that only help are dealt with here. b, e and q leave by exceptions.
        """
        deciding = "".join(key for key, _text in options) + numbers + also + ("s" if "s" in letters else "")
        while True:
            self.show(options, letters)
            pressed = self.press(deciding + letters + "?q", numbers)
            if pressed in deciding:
                return pressed
            self.help_out(pressed, letters)

    def press(self, allowed: str, numbers: str) -> str:
        """One of the allowed keys; for any other a bell, and what is expected."""
        expected = _("Press one of these keys.")
        if numbers:
            expected = _("Press a number from {first} to {last}, or one of these keys.").format(
                first=numbers[0], last=numbers[-1]
            )
        while not (pressed := ask.key(allowed)):
            self.screen.wrong(expected)
            self.screen.paint()
        self.screen.now.fault = ""
        return pressed

    def line(self, prompt: str, options: Sequence[tuple[str, str]], letters: str, *, words: bool = False) -> str:
        """A line that is typed, '' for Enter alone. Letters help and leave as in `key`, on a line of their own.

        Where `words` are typed they have a slash before them, since a letter can be an answer there.
        """
        slash = "/" if words else ""
        while True:
            self.show(options, letters, slash)
            text = self.screen.read_line(prompt)
            key = text.lower().removeprefix("/")
            if len(key) != 1 or key not in letters + "?q" or (words and text == key):
                return text
            self.help_out(key, letters)

    def text(self, prompt: str, before: str = "") -> str:
        """A text that is typed, no longer than one can be; what stands there `before` can be changed or emptied.

        Letters are words here, so the keys have a slash before them, as in an answer.
        """
        while True:
            self.screen.keys([("Enter", _("go on")), ("/b", _("back")), ("/q", _("quit"))])
            before = self.screen.read_line(prompt, before)
            if before.lower() in ("/b", "/q"):
                self.help_out(before.lower()[1:], "")
            if len(before) <= MAX_TEXT:
                return before
            self.screen.wrong(_("That is too long: {n} characters, {most} fit.").format(n=len(before), most=MAX_TEXT))

    def show(self, options: Sequence[tuple[str, str]], letters: str, slash: str = "") -> None:
        """The keys that can be pressed."""
        shown = [("Enter" if key == ENTER else key, text) for key, text in options]
        short = [(slash + key, _(_SHORT[key])) for key in letters if key in _SHORT]
        helping = " ".join(slash + key for key in letters if key not in _SHORT)
        notes = [(helping, _("notes, help"))] if helping else []
        self.screen.keys([*shown, *short, *notes, (slash + "?", _("keys")), (slash + "q", _("quit"))])

    def read_aloud(self, words: Sequence[str], letters: str) -> None:
        """Paragraphs to say: a frame for each page but the last, on which goes on what comes next."""
        title, letters = self.screen.now.title, letters.replace("s", "")  # who skips has read enough to know
        for number, page in enumerate(self.screen.pages(words)):
            if number:
                self.key([(ENTER, _("more"))], letters)
                self.screen.frame(title)
            for paragraph in page:
                self.screen.gap()
                self.screen.spoken(paragraph)

    def make_room(self, rows: int, letters: str) -> None:
        """See to it that so many lines fit under what has been read aloud, in a new frame if need be."""
        screen = self.screen
        if screen.place and not screen.linear and rows > screen.free:
            self.key([(ENTER, _("more"))], letters)
            screen.frame(screen.now.title)

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
            self.explain(letters)

    def explain(self, letters: str) -> None:
        """What the keys do."""
        with self.screen.aside(_("Keys")):
            for key in (*letters, "q"):
                self.screen.line(f"  {key}  {_(KEYS[key])}", indent="     ")
            self.wait()

    def wait(self, options: Sequence[tuple[str, str]] = (), numbers: str = "") -> str:
        """What is shown stands until Enter or b is pressed, or one of these; in linear mode it stands anyway."""
        if self.screen.linear and not (options or numbers):
            return ENTER
        try:
            return self.key([*options, (ENTER, _("back to the call"))], "b", numbers=numbers)
        except Back:
            return ENTER
