"""A zip of results, as mail programs and shares make them: what is in it is read, never unpacked to a place."""

import zipfile
import zlib
from pathlib import Path

from ringa.errors import NotResults
from ringa.i18n import _

MOST_FILES = 10_000
MOST_BYTES = 2_000_000_000  # of all that is in it
MOST_RATIO = 200  # results shrink to a tenth
_SMALL = 1_000_000  # bytes that may be packed as tightly as they like


def names(path: Path, file: str) -> list[str]:
    """The files in a zip, in their order. Raises NotResults for one that would unpack to more than results can be."""
    try:
        with zipfile.ZipFile(path) as bundle:
            found = [info for info in bundle.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):  # what zipfile raises for made-up heads
        raise NotResults(file=file, problem=_("the zip file is damaged")) from None
    if len(found) > MOST_FILES or sum(info.file_size for info in found) > MOST_BYTES:
        raise NotResults(file=file, problem=_("there is too much in the zip file"))
    if any(info.file_size > max(_SMALL, info.compress_size * MOST_RATIO) for info in found):
        raise NotResults(file=file, problem=_("the zip file is packed as no results are"))
    if len({info.filename for info in found}) < len(found):  # of two with one name, only one would be read
        raise NotResults(file=file, problem=_("two files in the zip file have the same name"))
    return [info.filename for info in found]


def read(path: Path, name: str, file: str) -> bytes:
    """What one of the `names` has in it, no more than it says. Raises NotResults."""
    try:
        with zipfile.ZipFile(path) as bundle, bundle.open(name) as member:
            return member.read(bundle.getinfo(name).file_size)
    except RuntimeError:
        raise NotResults(file=file, problem=_("the zip file is locked with a password")) from None
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, EOFError, OSError, zlib.error):  # and bodies
        raise NotResults(file=file, problem=_("the zip file is damaged")) from None
