"""Surveys, and the forms that they come from and go to."""

from ringa.errors.error import RingaError
from ringa.i18n import N_


class UnknownSurvey(RingaError):
    code = "unknown_survey"
    exit_code = 2
    text = N_("There is no survey {name} in this campaign.")
    advice = N_("Use one of: {known}")


class SurveyExists(RingaError):
    code = "survey_exists"
    text = N_("The campaign has a survey {id} already; nothing was changed.")
    advice = N_("Give the new one another id with --id, or write it to a file with -o.")


class SurveyNotAdded(RingaError):
    code = "survey_not_added"
    text = N_("{file}: {problem}. Nothing was changed.")
    advice = N_("Write the survey to a file with -o FILE and put it under `surveys:` by hand.")


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


class FormCellTooLong(RingaError):
    code = "cell_too_long"
    text = N_("A text of question {question} is too long for a cell of a workbook ({n} characters).")
    advice = N_("Shorten it in surveys.yaml; a cell has room for 32,767.")
