"""Where a campaign may live."""

from pathlib import Path

import pytest

from ringa.errors import FileProblem
from ringa.store import place


def mounts(tmp_path: Path, kind: str) -> Path:
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {tmp_path}/share {kind} rw 0 0\nbroken\n")
    return table


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_folder_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(FileProblem, match="network folder"):
        place.refuse_network(tmp_path / "share" / "val", mounts(tmp_path, kind))


def test_a_folder_of_this_machine_is_taken_and_so_is_one_of_which_nothing_is_known(tmp_path: Path) -> None:
    place.refuse_network(tmp_path / "share" / "val", mounts(tmp_path, "ext4"))
    place.refuse_network(tmp_path / "elsewhere", mounts(tmp_path, "nfs"))
    place.refuse_network(tmp_path, tmp_path / "no such table")


@pytest.mark.parametrize(
    ("folder", "service"),
    [("Dropbox/val", "Dropbox"), ("OneDrive - Facket/val", "OneDrive"), ("Nextcloud/a/b", "Nextcloud"), ("val", "")],
)
def test_a_folder_that_is_copied_to_other_machines_is_named(tmp_path: Path, folder: str, service: str) -> None:
    assert place.synced_by(tmp_path / folder) == service
