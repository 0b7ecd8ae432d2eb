"""A call, from who is in whose hands to what is reported; and practising it."""

from ringa.errors.error import RingaError
from ringa.i18n import N_

# Who is called, and by whom


class UnknownContact(RingaError):
    code = "unknown_contact"
    text = N_("There is no contact {contact} in this campaign.")
    advice = N_("Look the person up with `ringa find NAME`.")


class UnknownWorkplace(RingaError):
    code = "unknown_workplace"
    text = N_("No workplace here is called {name}.")
    advice = N_("{what_to_do}")


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


class OutInPacket(RingaError):
    code = "out_in_packet"
    text = N_("{contact} is in the packet that {caller} has at home.")
    advice = N_("If they have rung back, write down what came of it: `ringa record {contact} --outcome CODE`.")


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


# Reports


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


class CallBackTime(RingaError):
    code = "call_back_at"
    exit_code = 2
    text = N_("{problem}")
    advice = N_("A call-back needs --call-back-at TIME; only call_back and partial take it.")


class NoteMissing(RingaError):
    code = "note_missing"
    text = N_("The outcome {outcome} needs a note in this campaign.")
    advice = N_("Add --note TEXT: one sentence to whoever reads it next.")


class UnknownFollowUp(RingaError):
    code = "unknown_follow_up"
    text = N_("{name} is nothing that waits for the coordinator. Nothing was resolved.")
    advice = N_("`ringa follow-ups` lists what waits, with the names of its events.")


# Practice


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
