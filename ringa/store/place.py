"""Where a campaign may live: file locks cannot be trusted on network folders, and synced folders make copies."""

from pathlib import Path

from ringa.errors import FileProblem
from ringa.i18n import _

_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "davfs"})
_SYNCED = ("Dropbox", "OneDrive", "Google Drive", "GoogleDrive", "Nextcloud", "ownCloud", "iCloud", "Mobile Documents")


def refuse_network(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise FileProblem if the folder is on a network file system (as far as the system tells)."""
    try:
        lines = mounts.read_text().splitlines()
    except OSError:
        return
    points = {fields[1]: fields[2] for line in lines if len(fields := line.split()) > 2}
    here = folder.resolve()
    nearest = next((str(path) for path in (here, *here.parents) if str(path) in points), "/")
    if points.get(nearest) in _NETWORK:
        problem = _("this is a network folder ({kind}), where two people could be handed the same member")
        raise FileProblem(file=folder, problem=problem.format(kind=points[nearest]))


def synced_by(folder: Path) -> str:
    """The service that copies the folder to other machines, by the folder's name; '' if none."""
    return next((name for name in _SYNCED for part in folder.resolve().parts if part.startswith(name)), "")
