"""Packets and results, on their way between laptops."""

from ringa.errors.error import RingaError
from ringa.i18n import N_

# Results


class UnknownEvent(RingaError):
    code = "unknown_event"
    exit_code = 2
    text = N_("--since {value}: neither an event nor a time.")
    advice = N_("Give an event of this campaign (d…-12) or a time (2026-08-14T16:05:12Z).")


class NotResults(RingaError):
    code = "not_results"
    text = N_("{file} is not a results file: {problem}")
    advice = N_("Merge files that `ringa export` has written.")


class WrongKind(RingaError):
    code = "not_results"
    text = N_("{file} is {kind}, not results.")
    advice = N_("{what_to_do}")


class OtherCampaign(RingaError):
    code = "other_campaign"
    text = N_("{file} has results of another campaign: {campaign}.")
    advice = N_("If they belong here, write the campaign into surveys.yaml under `accepts:`, then merge it again.")


class MergeBusy(RingaError):
    code = "merge_busy"
    text = N_("Another merge into {folder} has been running for more than {minutes} minutes; nothing was changed.")
    advice = N_("Let it finish, or look for one that hangs; then try again.")


class NoConflict(RingaError):
    code = "no_conflict"
    text = N_("There is no conflict under {event} with a content {check}.")
    advice = N_("`ringa merge --conflicts` lists them, each with its contents and their checks.")


# Packets


class NotUnsealed(RingaError):
    code = "not_unsealed"
    text = N_("{file} does not open: {problem}.")
    advice = N_("Ask who sent it for the file once more, sealed to your own key.")


class CodeDoesNotOpen(NotUnsealed):
    advice = N_("Ask who sent it for the code, or for the file once more.")


class ResultsNotUnsealed(NotUnsealed):
    text = N_("{file} does not open: it was cut on the way, or it was sealed for another campaign.")
    advice = N_("Ask for the file again.")


class NotPacket(RingaError):
    code = "not_a_packet"
    text = N_("{file} is no packet that can be opened: {problem}.")
    advice = N_("A packet is a file that ends in .ringa. Ask the coordinator for it once more.")


class PacketNewer(RingaError):
    code = "packet_newer"
    text = N_("{file} was made by a newer ringa (version {found} of the format, this ringa knows {known}).")
    advice = N_("Update ringa, then open it again.")


class PacketExpired(RingaError):
    code = "packet_expired"
    text = N_("{file} was to be used until {when}; others may be calling its members now.")
    advice = N_("Ask the coordinator for a new packet, and delete this file.")


class CodeWrong(RingaError):
    code = "code"
    text = N_("This is not the code: {problem}.")
    advice = N_("A code is six words, as telir-sobog. Have it read to you once more, word by word.")


class CodeNotListed(RingaError):
    code = "code"
    text = N_("{file} has no code for a packet called {packet}.")
    advice = N_("If the packet was renamed, give it its name in that list again, or write its code alone into a file.")


class FolderTaken(RingaError):
    code = "folder_taken"
    text = N_("{folder} is there already and is something else; nothing was changed.")
    advice = N_("Name another folder: `ringa open FILE FOLDER`.")


class InPacket(RingaError):
    code = "in_packet"
    text = N_("This campaign was opened from a packet: {problem}.")
    advice = N_("{what_to_do}")


class UnknownPacket(RingaError):
    code = "unknown_packet"
    text = N_("{name} has no packet out.")
    advice = N_("`ringa packets` lists them: name a caller, or a packet (p…).")


class PackBusy(RingaError):
    code = "pack_busy"
    text = N_(
        "Another `ringa pack` into {folder} has been running for more than {minutes} minutes; nothing was changed."
    )
    advice = N_("Let it finish, or look for one that hangs; then try again.")
