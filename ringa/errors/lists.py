"""Lists of members, and of numbers that are not to be called."""

from ringa.errors.error import RingaError
from ringa.i18n import N_


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


# Workbooks


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
