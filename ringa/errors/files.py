"""The campaign's folder, its database, and files of any kind."""

import errno

from ringa.errors.error import RingaError
from ringa.i18n import N_, _

# The campaign


class CampaignNotFound(RingaError):
    code = "campaign_not_found"
    text = N_("There is no campaign in {folder} or above it.")
    advice = N_("Go to the campaign's folder, name it with --campaign, or make one with `ringa init`.")


class CampaignBelow(CampaignNotFound):
    advice = N_("Go to the campaign's folder first: {commands}.")


class CampaignExists(RingaError):
    code = "campaign_exists"
    text = N_("{folder} already has {name}; nothing was changed.")
    advice = N_("Name another folder: `ringa init FOLDER`.")


class CampaignInvalid(RingaError):
    code = "campaign_invalid"
    text = N_("{problem} (problems in all: {count})")
    advice = N_("`ringa check` shows every problem with its line; mend the file and try again.")


# Any file


class FileProblem(RingaError):
    code = "file"
    text = N_("{file}: {problem}")
    advice = N_("Check the name and that you may read and write there.")


class DiskFull(RingaError):
    code = "disk_full"
    text = N_("{file}: the disk is full or cannot be written to; this was not saved.")
    advice = N_("Free some space and do it again. What was saved before is safe.")


def of_system(error: OSError, file: object) -> RingaError:
    """What the operating system says about a file, as an error that a user can act on."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(file=file)
    texts = {
        errno.ENOENT: _("there is no such file"),
        errno.EACCES: _("you may not read or write it"),
        errno.ENOTDIR: _("there is no such folder"),
    }
    return FileProblem(file=file, problem=texts.get(error.errno or 0) or error.strerror or type(error).__name__)


# The database


class DatabaseProblem(RingaError):
    code = "database"
    text = N_("{file}: {problem}")
    advice = N_("Nothing was lost of what was saved before. Run `ringa check`.")


class DatabaseNewer(RingaError):
    code = "database_newer"
    text = N_("{file} was written by a newer ringa (version {found} of the file, this ringa knows {known}).")
    advice = N_("Update ringa, then try again.")


class DatabaseBusy(RingaError):
    code = "busy"
    text = N_("{file}: somebody else is writing, and has been for {seconds} seconds.")
    advice = N_("Try again; if it lasts, look for a ringa that hangs.")
