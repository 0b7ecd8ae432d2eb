"""All that can go wrong for a user: each with a stable code, two lines of text and an exit code.

An error is raised with fields and meets the terminal in one place, `ringa.cli.problems`.
"""

import errno
from typing import ClassVar

from ringa.i18n import N_, _


class RingaError(Exception):
    """Something a user can act on. `text` says what is wrong, `advice` what to do; both take the fields."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    text: ClassVar[str] = ""
    advice: ClassVar[str] = ""

    def __init__(self, **fields: object) -> None:
        super().__init__(self.code)
        self.fields = fields

    @property
    def message(self) -> str:
        """What is wrong, in the active language."""
        return _(self.text).format(**self.fields)

    @property
    def hint(self) -> str:
        """What to do, in the active language."""
        return _(self.advice).format(**self.fields)

    def __str__(self) -> str:
        return self.message


class UsageProblem(RingaError):
    """The command line alone is wrong."""

    code = "usage"
    exit_code = 2
    text = N_("{problem}")
    advice = N_("See `{command} --help`.")


# Campaign and files


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


class FileProblem(RingaError):
    code = "file"
    text = N_("{file}: {problem}")
    advice = N_("Check the name and that you may read and write there.")


class NotText(RingaError):
    code = "not_a_list"
    text = N_("{file} is {kind}; a list is CSV or Excel (.xlsx).")
    advice = N_("{what_to_do}")


class NoHeader(RingaError):
    code = "no_header"
    text = N_("{file}: the first line names no column that is needed. It says: {header}")
    advice = N_("Needed: an id or a name, and best a phone number. Name columns with --map id=COLUMN.")


class EmptyFile(RingaError):
    code = "empty"
    text = N_("{file} is empty.")
    advice = N_("Ask for the file again, or make it again, and look into it first.")


class UnknownColumn(RingaError):
    code = "unknown_column"
    exit_code = 2
    text = N_("--map {mapping}: the list has no column {column}.")
    advice = N_("Its columns are: {columns}")


class ListRejected(RingaError):
    code = "rejected_rows"
    text = N_("{rejected} of {read} rows cannot be taken, and --strict was given; nothing was changed.")
    advice = N_("The rows and their reasons are in {file}.")


class ImportAlarm(RingaError):
    code = "import_alarm"
    text = N_("This list looks wrong: {problem}. Nothing was changed.")
    advice = N_("If it is right, import it again with --yes; if a column is something else, say so with --map.")


class ImportBusy(RingaError):
    code = "import_busy"
    text = N_("Another import into {folder} has been running for more than {minutes} minutes; nothing was changed.")
    advice = N_("Let it finish, or look for one that hangs; then try again.")


class UnknownBatch(RingaError):
    code = "unknown_batch"
    text = N_("There is no import {number} that can be undone.")
    advice = N_("`ringa import --batches` lists them; only the newest of each list can be undone, and once.")


class WorkbookUnreadable(RingaError):
    code = "workbook"
    text = N_("{file} is too large or damaged; it cannot be read as a workbook.")
    advice = N_("Open it in a spreadsheet program and save it as CSV (UTF-8), then try again.")


class NoSuchSheet(RingaError):
    code = "no_such_sheet"
    exit_code = 2
    text = N_("{file} has no sheet {sheet}.")
    advice = N_("Name one of its sheets with --sheet, or its number: {sheets}")


class SheetUnclear(RingaError):
    code = "sheet_unclear"
    text = N_("{file}: it is not clear which sheet is the list.")
    advice = N_("Name one of its sheets with --sheet, or its number: {sheets}")


# Forms


class NotForm(RingaError):
    code = "not_a_form"
    text = N_("{file} is not a form: {problem}.")
    advice = N_("A form is an Excel workbook (.xlsx) as XLSForm describes it, with a sheet `survey`.")


class FormUnreadable(RingaError):
    code = "form"
    text = N_("{file} is too large or damaged, or no Excel workbook (.xlsx).")
    advice = N_("Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) and try again.")


class FormTooLong(RingaError):
    code = "form_too_long"
    text = N_("{file}: the sheet {sheet} is too long at row {row}; nothing was taken.")
    advice = N_("A form has some hundred rows. Look what is there, and take it out.")


class FormEmpty(RingaError):
    code = "form_empty"
    text = N_("{file}: no question can be taken; nothing was changed.")
    advice = N_("Each row that cannot be taken is named above, with the reason.")


class SurveyExists(RingaError):
    code = "survey_exists"
    text = N_("The campaign has a survey {id} already; nothing was changed.")
    advice = N_("Give the new one another id with --id, or write it to a file with -o.")


class SurveyNotAdded(RingaError):
    code = "survey_not_added"
    text = N_("{file}: {problem}. Nothing was changed.")
    advice = N_("Write the survey to a file with -o FILE and put it under `surveys:` by hand.")


class UnknownSurvey(RingaError):
    code = "unknown_survey"
    exit_code = 2
    text = N_("There is no survey {name} in this campaign.")
    advice = N_("Use one of: {known}")


class FormCellTooLong(RingaError):
    code = "cell_too_long"
    text = N_("A text of question {question} is too long for a cell of a workbook ({n} characters).")
    advice = N_("Shorten it in surveys.yaml; a cell has room for 32,767.")


# Objections


class NumberUnreadable(RingaError):
    code = "number"
    text = N_("This is no phone number that is certain; nothing was changed.")
    advice = N_("Write it with its area code, or with + and its country code.")


class NoNumbers(RingaError):
    code = "no_numbers"
    text = N_("{file}: no column is recognised as telephone numbers; nothing was changed.")
    advice = N_("Name the column `phone`, or leave only the numbers, one a line.")


class UnknownObjection(RingaError):
    code = "unknown_objection"
    text = N_("There is no objection {name} in this campaign.")
    advice = N_("`ringa opt-out` lists them: name an event (d…-12) or a batch (b3).")


# Database


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


# Calls


class UnknownContact(RingaError):
    code = "unknown_contact"
    text = N_("There is no contact {contact} in this campaign.")
    advice = N_("Look the person up with `ringa find NAME`.")


class UnknownWorkplace(RingaError):
    code = "unknown_workplace"
    text = N_("No workplace here is called {name}.")
    advice = N_("{what_to_do}")


class UnknownOutcome(RingaError):
    code = "unknown_outcome"
    exit_code = 2
    text = N_("There is no outcome {outcome}.")
    advice = N_("Use one of: {known}")


class AnswersMalformed(RingaError):
    code = "answers_malformed"
    exit_code = 2
    text = N_("--answers is not a JSON object: {problem}")
    advice = N_('Write it as \'{{"question": "code", "other": ["a", "b"]}}\'.')


class AnswersInvalid(RingaError):
    code = "answers_invalid"
    text = N_("The answers do not fit the survey {survey}: {problem}")
    advice = N_("{what_to_do}")


class AnswersMissing(RingaError):
    code = "answers_missing"
    text = N_("A conversation needs an answer to: {questions}")
    advice = N_("If the conversation was broken off, record it as partial.")


class CorrectionProblem(RingaError):
    code = "correction"
    exit_code = 2
    text = N_("{problem}")
    advice = N_("Write it as --correction KIND=TEXT; the kinds are {known}.")


class TimeProblem(RingaError):
    code = "time"
    exit_code = 2
    text = N_("{option} {value}: {problem}")
    advice = N_("Write a time as 2026-08-14T18:30, or with a zone as 2026-08-14T16:30:00Z.")


class DayProblem(RingaError):
    code = "day"
    exit_code = 2
    text = N_("{option} {value}: {problem}")
    advice = N_("Write a day as 2030-09-08.")


class CallBackTime(RingaError):
    code = "call_back_at"
    exit_code = 2
    text = N_("{problem}")
    advice = N_("A call-back needs --call-back-at TIME; only call_back and partial take it.")


class CallerMissing(RingaError):
    code = "caller_missing"
    exit_code = 2
    text = N_("Who is calling? No name was given.")
    advice = N_("Add --caller NAME or set RINGA_CALLER.")


class CallerBusy(RingaError):
    code = "caller_busy"
    text = N_("{caller} is already calling in another terminal.")
    advice = N_("Go on there, or call under another name with --caller NAME.")


class HeldByOther(RingaError):
    code = "held"
    text = N_("{caller} has {contact} in hand just now.")
    advice = N_("Wait until it has been reported or given back, or call somebody else.")


class HoldsMany(RingaError):
    code = "holds_many"
    text = N_("{caller} already has {n} members in hand or promised to ring back, and that is the most.")
    advice = N_("Make some of those calls, or give members back with `ringa release`.")


class IsSelf(RingaError):
    code = "oneself"
    text = N_("{contact} is the caller.")
    advice = N_("Nobody calls themselves; let another caller have that conversation.")


class NoteMissing(RingaError):
    code = "note_missing"
    text = N_("The outcome {outcome} needs a note in this campaign.")
    advice = N_("Add --note TEXT: one sentence to whoever reads it next.")


class NeedsTerminal(RingaError):
    code = "needs_terminal"
    exit_code = 2
    text = N_("`{command}` talks with a person and there is no terminal here.")
    advice = N_("{instead}")


class PersonaInvalid(RingaError):
    code = "persona"
    text = N_("{problem} (problems in all: {count})")
    advice = N_("Each one is named above, with its place; mend the file and try again.")


class NoPersonas(RingaError):
    code = "no_personas"
    text = N_("There is nobody to practise with in {folder}.")
    advice = N_("Put personas there, one file each as `anna.yaml`, or leave --personas out.")


class CertificateWrong(RingaError):
    code = "certificate"
    text = N_("{wrong} of {n} lines are no certificate, or not as they were written: {line}")
    advice = N_("Compare with the line on the caller's screen, letter by letter; spaces do not count.")


class OutInPacket(RingaError):
    code = "out_in_packet"
    text = N_("{contact} is in the packet that {caller} has at home.")
    advice = N_("If they have rung back, write down what came of it: `ringa record {contact} --outcome CODE`.")


class NothingToDo(RingaError):
    code = "nothing"
    exit_code = 3
    text = N_("{problem}")
    advice = N_("{what_to_do}")


class UnknownFollowUp(RingaError):
    code = "unknown_follow_up"
    text = N_("{name} is nothing that waits for the coordinator. Nothing was resolved.")
    advice = N_("`ringa follow-ups` lists what waits, with the names of its events.")


# Dialling: a caller's shift goes on after all of these


class UnknownDialWay(RingaError):
    code = "unknown_dial_way"
    exit_code = 2
    text = N_("There is no way to dial called {name}.")
    advice = N_("Use one of: {known}")


class DialCommandInvalid(RingaError):
    code = "dial_command_invalid"
    exit_code = 2
    text = N_("The command that dials cannot be used: {problem}.")
    advice = N_(
        'Write the program and {{e164}} for the number: --dial-command "linphone {{e164}}", or RINGA_DIAL_COMMAND.'
    )


class NotDialled(RingaError):
    code = "not_dialled"
    text = N_("ringa does not dial {number}: {reason}.")
    advice = N_("Tell the coordinator with the key c; the call can be reported as always.")


class DialFailed(RingaError):
    code = "dial_failed"
    text = N_("{program} did not dial: {problem}.")
    advice = N_("Dial the number by hand. Report the call as always.")


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


class MergeBusy(RingaError):
    code = "merge_busy"
    text = N_("Another merge into {folder} has been running for more than {minutes} minutes; nothing was changed.")
    advice = N_("Let it finish, or look for one that hangs; then try again.")


class WrongKind(RingaError):
    code = "not_results"
    text = N_("{file} is {kind}, not results.")
    advice = N_("{what_to_do}")


class NoConflict(RingaError):
    code = "no_conflict"
    text = N_("There is no conflict under {event} with a content {check}.")
    advice = N_("`ringa merge --conflicts` lists them, each with its contents and their checks.")


class OtherCampaign(RingaError):
    code = "other_campaign"
    text = N_("{file} has results of another campaign: {campaign}.")
    advice = N_("If they belong here, write the campaign into surveys.yaml under `accepts:`, then merge it again.")


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
