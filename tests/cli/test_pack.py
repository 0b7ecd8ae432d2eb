"""`ringa pack`: disjoint contacts, held for as long as the packet is out, in files that tell nobody who they are."""

import re
import stat
from pathlib import Path
from typing import Any

import pytest

from ringa.formats import sealing
from tests.cli.packing import an_office_with, content, opened, pack, people_in
from tests.cli.ready import MANY_COMMANDS, an_office, record, results_of, start, status
from tests.conftest import Laptop


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return an_office_with(an_office(tmp_path, tmp_path_factory), 12)


def test_packets_are_disjoint_and_their_contacts_are_handed_to_nobody_else(office: Laptop) -> None:
    anna, olle = pack(office, "--for", "Anna", "--for", "Olle", "--size", "5")
    assert (anna["caller"], anna["contacts"], anna["sealed"], anna["code"]) == ("Anna", 5, "plain", None)
    assert len(people_in(anna)) == len(people_in(olle)) == 5 and not people_in(anna) & people_in(olle)
    assert status(office)["handed_out"] == 10
    left = {office.take("Eva"), office.take("Anna")}
    assert len(left) == 2 and not left & (people_in(anna) | people_in(olle))
    assert office.run("next", "--caller", "Olle", "--json").code == 3


def test_a_packet_is_free_again_when_it_has_expired(office: Laptop) -> None:
    (anna,) = pack(office, "--for", "Anna", "--all", "--days", "2")
    assert anna["expires"] == "2026-08-14T21:59:59Z"
    office.later(days=2)
    assert office.run("next", "--caller", "Eva").code == 3
    office.later(days=1)
    assert office.take("Anna") in people_in(anna)
    assert office.ok("packets", "--json")["packets"][0]["state"] == "expired"


def test_what_is_in_a_packet_is_not_given_back_or_chosen_at_the_office(office: Laptop) -> None:
    (anna,) = pack(office, "--for", "Anna", "--size", "3")
    contact = min(people_in(anna))
    assert office.run("release", contact, "--caller", "Anna").code == 3
    assert office.run("release", "--all", "--caller", "Anna").code == 3
    record(office, contact, "no_answer")
    record(office, contact, "no_answer", caller="Eva")
    office.later(days=1)
    assert status(office)["handed_out"] == 3
    record(office, contact, "refused")
    assert status(office)["handed_out"] == 2


def test_a_file_is_named_for_campaign_day_and_number_and_readable_by_its_owner_only(office: Laptop) -> None:
    made = pack(office, "--for", "Anna", "--for", "Olle", "--size", "2", "-o", "out")
    made += pack(office, "--for", "Anna", "--size", "2", "-o", "out")
    assert [Path(each["file"]).name for each in made] == [f"reference-2026-08-12-{n}.ringa" for n in (1, 2, 3)]
    modes = [stat.S_IMODE(Path(each["file"]).stat().st_mode) for each in made]
    assert modes == [0o600] * 3 and stat.S_IMODE((office.folder / "out").stat().st_mode) == 0o700


def test_a_sealed_file_has_no_name_and_no_number_in_it_and_opens_with_its_code(office: Laptop) -> None:
    answer = office.run("pack", "--for", "Anna", "--size", "12", "--json")
    (made,) = answer.json["packets"]
    data = Path(made["file"]).read_bytes()
    for n in range(1, 13):
        for needle in (f"Efternamn{n}", f"070-174 06 {n + 15:02}", f"467017406{n + 15:02}", "Anna"):
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                assert needle.encode(encoding) not in data
    assert re.fullmatch("([a-z]{5}-){5}[a-z]{5}", made["code"])
    assert b"Efternamn12" in sealing.unseal_with_code(data, made["code"], made["file"])
    assert made["code"].encode() not in (office.folder / "ringa.db").read_bytes()


def test_codes_are_written_to_a_file_instead_if_one_is_named(office: Laptop) -> None:
    answer = office.run("pack", "--for", "Anna", "--size", "1", "--codes", "codes.txt")
    file = office.folder / "codes.txt"
    name, caller, code = file.read_text(encoding="utf-8").strip().split("\t")
    assert (name, caller) == ("reference-2026-08-12-1.ringa", "Anna") and code not in answer.out + answer.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_packet_can_be_sealed_to_a_key(office: Laptop) -> None:
    pair = sealing.new_pair()
    (made,) = office.ok("pack", "--for", "Anna", "--size", "1", "--recipient", pair.recipient, "--json")["packets"]
    assert (made["sealed"], made["code"]) == ("recipient", None)
    assert b"Efternamn" in sealing.unseal(Path(made["file"]).read_bytes(), pair.identity, made["file"])


def test_leaving_it_unsealed_is_warned_of(office: Laptop) -> None:
    assert "whoever gets these files can read" in office.run("pack", "--for", "Anna", "--unsealed").err


def test_only_what_is_needed_goes_out(office: Laptop) -> None:
    record(office, "0001", "do_not_call")
    record(office, "0002", "no_answer", "--note", "ring efter sex", "--to-coordinator", "hemligt")
    (made,) = pack(office, "--for", "Anna", "--all")
    body = content(made)
    assert set(body) == {
        "packet", "campaign", "caller", "made_at", "expires", "recipient", "key", "files", "surveys", "people",
    }  # fmt: skip
    assert "m0001" not in people_in(made) and "hemligt" not in Path(made["file"]).read_text(encoding="utf-8")
    (called,) = [person for person in body["people"] if person["contact"] == "m0002"]
    assert called["state"]["attempts"] == 1 and [call["note"] for call in called["history"]] == ["ring efter sex"]


def test_who_has_come_to_be_on_the_opt_out_list_is_not_packed(office: Laptop) -> None:
    office.ok("opt-out", "--import", "-", stdin="070-174 06 16\n")
    assert "m0001" not in people_in(pack(office, "--for", "Anna", "--all")[0])


def test_a_packet_for_each_branch(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    office = an_office(tmp_path, tmp_path_factory)
    made = pack(office, "--by", "branch")
    assert [(each["caller"], each["contacts"]) for each in made] == [
        ("Pendeltåg", 2), ("Post och paket", 1), ("Tunnelbana", 1), ("Väg och anläggning", 1),
    ]  # fmt: skip
    home = opened(office, made[0])
    assert home.run("next").code == 2 and home.take("Kim") in people_in(made[0])  # whoever is there calls


def test_all_is_shared_out_and_who_gets_nobody_is_told(office: Laptop) -> None:
    pack(office, "--for", "Kim", "--size", "9")
    answer = office.run("pack", "--unsealed", "--json", "--all", *(f"--for=C{n}" for n in range(4)))
    assert [each["contacts"] for each in answer.json["packets"]] == [1, 1, 1]
    assert "nobody left for C3" in answer.err
    assert office.run("pack", "--for", "Eva").code == 3


def test_again_takes_those_of_packets_that_are_back_lost_or_expired(office: Laptop) -> None:
    (first,) = pack(office, "--for", "Anna", "--size", "3")
    (second,) = pack(office, "--for", "Olle", "--size", "2")
    assert office.run("pack", "--for", "Eva", "--again").code == 3
    office.ok("packets", "--back", "Anna", "--json")
    (again,) = pack(office, "--for", "Eva", "--again")
    assert people_in(again) == people_in(first)
    office.ok("packets", "--lost", "Olle", "--json")
    assert people_in(pack(office, "--for", "Kim", "--again")[0]) == people_in(second)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "Who is it for?"),
        (("--for", "Anna", "--by", "branch"), "Who is it for?"),
        (("--for", "Anna", "--all", "--size", "3"), "--all or --size"),
        (("--for", "Anna", "--unsealed", "--recipient", "age1x"), "--recipient or --unsealed"),
        (("--for", "Anna", "--recipient", "age1x"), "no age recipient"),
        (("--for", "Anna", "--recipient", "a", "--recipient", "b"), "one for all"),
        (("--for", "Anna", "--days", "31"), "--over-limits"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_refused(office: Laptop, args: tuple[str, ...], says: str) -> None:
    answer = office.run("pack", *args)
    assert answer.code == 2 and says in answer.err
    assert not list(office.folder.glob("*.ringa")) and status(office)["handed_out"] == 0


def test_more_than_may_be_lost_with_a_laptop_must_be_asked_for_by_name(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    office = an_office_with(an_office(tmp_path, tmp_path_factory), 301)
    assert office.run("pack", "--for", "Anna", "--unsealed", "--all").code == 2
    assert status(office)["handed_out"] == 0
    assert pack(office, "--for", "Anna", "--all", "--over-limits", "--days", "31")[0]["contacts"] == 301


def test_two_packers_at_once_never_overlap(office: Laptop) -> None:
    office.ok("status")  # the campaign is compiled
    script = (
        MANY_COMMANDS
        + """
for n in range(3):
    code, out = ringa("pack", "--for", sys.argv[1], "--size", "2", "--unsealed", "--json", "-o", sys.argv[1])
    assert code in (0, 3), (code, out)
    print(out.strip() if code == 0 else '{"packets": []}')
"""
    )
    found: list[dict[str, Any]] = []
    import json

    for out in results_of([start(office.folder, script, name) for name in ("Anna", "Olle")]):
        for line in out.splitlines():
            found += json.loads(line)["packets"]
    contacts = [contact for each in found for contact in people_in(each)]
    assert len(contacts) == len(set(contacts)) == 12
    assert len({Path(each["file"]).name for each in found}) == len(found) == 6


def test_who_gets_fewer_than_was_asked_for_is_named(office: Laptop) -> None:
    said = office.run("pack", "--unsealed", "--for", "Anna", "--for", "Olle", "--size", "9")
    assert said.code == 0 and "Fewer than 9 for Anna, Olle: nobody else is free to be called." in said.err
    assert "Fewer" not in office.run("pack", "--unsealed", "--for", "Kim").err
