"""What is said in English. A tuple holds variants, so that repetition does not sound mechanical."""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

from collections.abc import Callable

from vaani.dialogue.wording.voice import Facts, Voice

Wordings = dict[str, tuple[str, ...] | Callable[[Voice, Facts], str]]


def _greeting(v: Voice, f: Facts) -> str:
    if f["greeting"] is not None and f["greeting"].en:
        return v.text(f["greeting"].en)
    return f"Hello, this is {v.text(f['business'])}. How can I help you?"


def _what(v: Voice, f: Facts) -> str:
    """What is booked: "a haircut with Asha", "a table for four"."""
    with_whom = v.person(f.get("who"))
    service = v.text(f.get("service"))
    party = f.get("party")
    if v.business.kind == "restaurant" or (party and not service):
        what = f"a table for {v.number(party)}" if party else "a table"
    elif service and service != with_whom:
        what = service
    else:
        what = "an appointment"
    return f"{what} with {with_whom}" if with_whom else what


def _readback(v: Voice, f: Facts) -> str:
    slots = f["slots"]
    names = [v.name(name) for name in f["names"]]
    what = _what(v, f)
    when = v.slot(slots[0])
    if len(slots) > 1:
        same = all(slot.start == slots[0].start for slot in slots)
        times = when if same else v.both([v.slot(slot) for slot in slots])
        said = f"{what} for {v.number(len(slots))}, {v.both(names)}, on {times}"
    else:
        said = f"{what} on {when}" + (f", in the name of {names[0]}" if names else "")
    if f["own_number"]:
        number = ", on the number you are calling from"
    else:
        number = f", number {v.phone(f['phone'])}"
    return f"So that is {said}{number}. Shall I book it?"


def _readback_change(v: Voice, f: Facts) -> str:
    party = f.get("party")
    people = f" for {v.people_count(party)}" if party else ""
    with_whom = v.person(f.get("who"))
    whom = f" with {with_whom}" if with_whom else ""
    what = v.text(f["service"]) if f["slots"][0].service_id != f["row"].service_id else ""
    if f.get("name") and f["slots"][0].start == f["row"].start:
        when = v.slot(f["slots"][0])
        return f"I would put your booking on {when}{people}{whom} in the name of {v.name(f['name'])}. Shall I change it?"
    whom += f", in the name of {v.name(f['name'])}" if f.get("name") else ""
    moved = f"change your booking to {what}," if what else "move your booking to"
    return f"I would {moved} {v.slot(f['slots'][0])}{people}{whom}. Shall I change it?"


def _readback_cancel(v: Voice, f: Facts) -> str:
    return f"That is your booking of {_what(v, f)} on {v.row(f['row'])}. Shall I cancel it?"


def _booked(v: Voice, f: Facts) -> str:
    rows = f["rows"]
    if len(rows) > 1:
        names = v.both([v.name(row.name) for row in rows])
        same = all(row.start == rows[0].start for row in rows)
        whens = [v.row(row) for row in (rows[:1] if same else rows)]
        return f"Both are booked for {names}, {v.both(whens)}."
    return f"It is booked: {v.row(f['row'], f.get('night_of'))}."


def _changed(v: Voice, f: Facts) -> str:
    people = f" for {v.people_count(f['party'])}" if f.get("party") else ""
    return f"Your booking is changed to {v.row(f['row'])}{people}."


def _own_row(v: Voice, f: Facts) -> str:
    row = f["row"]
    with_whom = v.person(f.get("who"))
    people = f" for {v.people_count(row.party)}" if row.party else ""
    whom = f" with {with_whom}" if with_whom else ""
    if f.get("name"):
        whom += f", in the name of {v.name(f['name'])}"
    if f.get("ref"):
        whom += f"; its number is {' '.join(f['ref'])}"
    return f"Your booking is on {v.row(row)}{people}{whom}."


def _offer_times(v: Voice, f: Facts) -> str:
    slots = f["slots"]
    times = v.either([v.time(slot.start) for slot in slots])
    where = f", {v.places(f['area'])}," if f.get("area") else ""
    return f"On {v.day(slots[0].start.date())}{where} I have {times} free. Which one suits you?"


def _offer_days(v: Voice, f: Facts) -> str:
    return f"I have {v.either([v.slot(slot) for slot in f['slots']])} free. Which one suits you?"


def _offer_one(v: Voice, f: Facts) -> str:
    return f"I have {v.slot(f['slots'][0])} free. Would that suit you?"


def _not_sitting(v: Voice, f: Facts) -> str:
    who = v.person(f["who"])
    periods = f["details"].get("periods") or ()
    if who and not periods:
        return f"{who} is not in on {v.weekday(f['day'])}s."
    if who:
        return f"{who} is in {v.periods(periods)} on {v.day(f['day'])}."
    last = f["details"].get("last")
    if periods and last:
        return f"That is only done {v.periods(periods)} on {v.day(f['day'])}; the last start is at {v.time(last)}."
    return f"That is not done then on {v.day(f['day'])}."


def _outside(v: Voice, f: Facts) -> str:
    periods = f["details"].get("periods") or ()
    asked = f"{v.time(f['at'])} is" if f.get("at") else "That is"
    if not periods:
        return f"{asked} outside our hours on {v.day(f['day'])}."
    last = f["details"].get("last")
    if last and f.get("at") and last < f["at"] < periods[-1][1]:
        return f"On {v.day(f['day'])} we are open {v.periods(periods)}; the last start is at {v.time(last)}."
    return f"{asked} outside our hours; on {v.day(f['day'])} we are open {v.periods(periods)}."


def _leave(v: Voice, f: Facts) -> str:
    who = v.person(f["who"]) or "The person for that"
    return f"{who} is on leave until {v.day(f['details']['until'])}."


def _full(v: Voice, f: Facts) -> str:
    who = v.person(f["who"])
    when = v.when(f["start"]) if f.get("start") else v.day(f["day"])
    if who or not f.get("area"):
        return f"{who} is taken on {when}." if who else f"{when} is full."
    other = f"; {v.place(f['elsewhere'])} there is a table then" if f.get("elsewhere") else ""
    return f"{when} is full {v.places(f['area'])}{other}."


def _no_table_so_large(v: Voice, f: Facts) -> str:
    return f"There is no table for {v.number(f['party'])} {v.places(f['area'])}."


def _nothing_then(v: Voice, f: Facts) -> str:
    where = f" {v.places(f['area'])}" if f.get("area") else ""
    return f"There is nothing free then on {v.day(f['day'])}{where}."


def _not_a_start(v: Voice, f: Facts) -> str:
    return f"{v.time(f['at'])} is not one of our start times; they are every {v.minutes(f['details']['grid'])}."


def _too_far(v: Voice, f: Facts) -> str:
    d = f["details"]
    return f"{v.day(f['day'])} is too far ahead: we book {v.number(d['days'])} days ahead, up to {v.day(d['last'])}."


def _nobody_called(v: Voice, f: Facts) -> str:
    name = f["name"].replace("Dr. ", "Doctor ")
    there = v.both([v.person(one) for one in f["people"]])
    return f"Nobody called {v.name(name)} works here" + (f"; there is {there}." if there else ".")


def _not_their_work(v: Voice, f: Facts) -> str:
    others = v.both([v.person(one) for one in f["people"]])
    if len(f["people"]) != 1:
        return f"{v.person(f['who'])} does not do {v.text(f['service'])}."
    return f"{v.person(f['who'])} does not do that; for {v.text(f['service'])} there is {others}."


def _which_person(v: Voice, f: Facts) -> str:
    parts = []
    for one in f["people"]:
        skill = v.text(one.speciality)
        parts.append(f"{v.person(one)} for {skill}" if skill else v.person(one))
    return f"Do you mean {v.either(parts)}?"


def _which_row(v: Voice, f: Facts) -> str:
    return f"You have bookings on {v.both([v.row(row) for row in f['rows'][:4]])}. Which one do you mean?"


def _sits(v: Voice, f: Facts) -> str:
    who = f["who"]
    if not who.sessions:
        return f"{v.person(who)} is here during our opening hours."
    return f"{v.person(who)} is here on {v.week(who.sessions)}."


def _people(v: Voice, f: Facts) -> str:
    parts = []
    for one in f["people"]:
        skill = v.text(one.speciality)
        parts.append(f"{v.person(one)} for {skill}" if skill else v.person(one))
    return f"We have {v.both(parts)}."


def _clash(v: Voice, f: Facts) -> str:
    return f"{v.day(f['one'])} and {v.day(f['two'])} are different days. Which one do you mean?"


def _no_favours(v: Voice, f: Facts) -> str:
    return "I am sorry, I cannot give discounts, refunds or exceptions."


LINES: Wordings = {
    "greeting": _greeting,
    "privacy": ("This call may be transcribed.",),
    "help": ("How can I help you?", "What can I do for you?", "So, how can I help?"),
    "go_ahead": ("Please go ahead.", "Yes, please tell me.", "Of course, what else?"),
    "anything_else": (
        "Anything else?",
        "Is there anything else?",
        "Can I do anything else for you?",
    ),
    "goodbye": (
        "Thank you, goodbye.",
        "Thanks for calling, goodbye.",
        "Thank you for your call. Goodbye.",
    ),
    "ask_date": ("For which day?", "Which day would you like?", "On what day, please?"),
    "ask_time": ("At what time?", "What time would you like?", "And at what time, please?"),
    "ask_party": (
        "For how many people?",
        "How many of you will there be?",
        "And for how many, please?",
    ),
    "ask_name": ("May I have your name?", "Under which name, please?", "And your name, please?"),
    "ask_names": ("May I have both names?", "Under which names, please?"),
    "ask_other_name": ("And the other name, please?",),
    "ask_owner_name": ("And under which name was it booked?", "In whose name was it booked?"),
    "ask_phone": (
        "On which number can we reach you?",
        "May I have your phone number?",
        "Which phone number shall I note?",
    ),
    "ask_phone_again": (
        "Please tell me the ten digits once more.",
        "Sorry, the whole number again, please.",
    ),
    "more_digits": lambda v, f: (
        f"I have {v.phone(f['digits'])} so far. Please go on with the rest."
    ),
    "ask_service": lambda v, f: (
        f"What would you like to come for: {v.either([v.text(s) for s in f.get('services', ())])}?"
        if f.get("services")
        else "What would you like to come for?"
    ),
    "ask_doctor": lambda v, f: (
        f"Whom would you like to see: {v.either([v.person(p) for p in f.get('people', ())])}?"
        if f.get("people")
        else "Whom would you like to see?"
    ),
    "ask_reason": ("What is it about?",),
    "ask_message": ("What shall I pass on?", "What is the message, please?"),
    "confirm_phone": lambda v, f: f"I noted {v.phone(f['phone'])}. Is that right?",
    "which_day": lambda v, f: f"Do you mean {v.day(f['one'])} or {v.day(f['two'])}?",
    "clash": _clash,
    "which_time": lambda v, f: (
        f"Do you mean {v.time(f['one'])} or {v.time(f['two'])}?"
        if f["one"].date() == f["two"].date()
        else f"Do you mean {v.when(f['one'])} or {v.when(f['two'])}?"
    ),
    "which_person": _which_person,
    "not_their_work": _not_their_work,
    "nobody_called": _nobody_called,
    "with_whom": lambda v, f: f"Shall it be {v.either([v.person(one) for one in f['people']])}?",
    "which_row": _which_row,
    "readback": _readback,
    "readback_change": _readback_change,
    "readback_cancel": _readback_cancel,
    "booked": _booked,
    "changed": _changed,
    "cancelled": lambda v, f: f"Your booking on {v.row(f['row'])} is cancelled.",
    "stays": lambda v, f: f"All right, your booking stays as it was, on {v.row(f['row'])}.",
    "stays_as_is": ("Your booking stands as it is.", "Your present booking stays as it is."),
    "own_row": _own_row,
    "same_already": lambda v, f: (
        f"Your booking is on {v.row(f['row'])} already. What should be different?"
    ),
    "change_to_what": lambda v, f: (
        f"Your booking is on {v.row(f['row'])}. To which day and time shall I move it?"
    ),
    "what_to_fix": (
        "What should be different: the day, the time or something else?",
        "Which part is not right?",
    ),
    "dropped": (
        "All right, I have not booked anything.",
        "No problem, nothing is booked.",
        "That is fine, I leave it.",
    ),
    "as_you_like": ("All right.", "As you like.", "Very well."),
    "only_one": ("I have only one place at that time.",),
    "is_free": lambda v, f: f"Yes, {v.slot(f['slots'][0])} is free.",
    "offer_one": _offer_one,
    "offer_beside": lambda v, f: (
        f"For {v.text(f['service'])} I have {v.slot(f['slots'][0])} free. Would that suit you?"
    ),
    "offer_times": _offer_times,
    "offer_days": _offer_days,
    "other_day": ("Which other day would suit you?", "Would another day be possible?"),
    "other_time": ("Which other day or time would suit you?", "What else would suit you?"),
    "nothing_then": _nothing_then,
    "nothing_in_days": lambda v, f: (
        f"There is nothing free then from {v.day(f['first'])} to {v.day(f['last'])}."
    ),
    "no_table_so_large": _no_table_so_large,
    "no_too_far": _too_far,
    "no_closed_date": lambda v, f: (
        f"On {v.day(f['day'])} we are closed: {v.text(f['details']['reason'])}."
    ),
    "no_closed_weekday": lambda v, f: f"We are closed on {v.weekday(f['day'])}s.",
    "no_leave": _leave,
    "no_outside_hours": _outside,
    "no_not_sitting": _not_sitting,
    "no_past": lambda v, f: "That time has already passed.",
    "no_too_soon": lambda v, f: (
        f"That is too soon: we need {v.minutes(f['details']['minutes'])} notice."
    ),
    "no_not_a_start": _not_a_start,
    "no_full": _full,
    "no_gone": ("That booking is no longer there.",),
    "no_party_too_small": lambda v, f: (
        f"We book for at least {v.people_count(f['details']['limit'])}."
    ),
    "no_party_too_large": lambda v, f: (
        f"By phone I can book up to {v.people_count(f.get('limit') or f['details']['limit'])}, so somebody will call you back about this. Shall I pass it on?"
    ),
    "no_split": lambda v, f: (
        f"I am sorry, I cannot split it into several bookings of up to {v.number(f['limit'])}. Shall I have somebody call you back?"
    ),
    "no_notice": lambda v, f: (
        f"It can be changed or cancelled by phone only up to {v.minutes(f['minutes'])} before, so I can not do that any more. Shall I pass a message to them?"
        if f["minutes"]
        else "It is too late to change that by phone. Shall I pass a message to them?"
    ),
    "rest_not_done": ("For the other one somebody else was faster.",),
    "not_done": ("I am sorry, that did not work: somebody else was faster.",),
    "only_own": (
        "I can do that only for bookings of the number you call from; this one has none that I may open. From which number was it booked?",
    ),
    "cannot_disclose": (
        "I am sorry, with that I cannot open any booking. Please call from the booking's own number, or shall I leave a message for the staff?",
    ),
    "others_booking": (
        "I am sorry, I cannot say anything about other people's bookings. They can call from their own number; or shall I leave a message?",
    ),
    "emergency": lambda v, f: (
        f"This sounds like an emergency. Please call {v.either([' '.join(v.number(int(d)) for d in n if d.isdigit()) for n in f['numbers']])} right now."
    ),
    "medical": (
        "I cannot give medical advice or read reports; a doctor has to do that. Shall I make an appointment?",
        "That is a question for a doctor, I may not answer it. Would you like an appointment?",
    ),
    "emergency_called": (
        "Good. Please do what they tell you, and stay on the line with them.",
        "That is good. Please follow what they say until help is there.",
    ),
    "emergency_again": lambda v, f: (
        f"I cannot help with that here. Please call {v.either([' '.join(v.number(int(d)) for d in n if d.isdigit()) for n in f['numbers']])} right now; they will tell you what to do."
    ),
    "medical_again": (
        "I understand, and I am sorry: only a doctor may say that. Shall I make an appointment?",
    ),
    "medical_message": (
        "I am sorry, I really may not say anything about that. Shall I leave a message so that somebody calls you?",
    ),
    "not_offered": lambda v, f: f"I am sorry, we do not offer {v.text(f['what'])}.",
    "no_favours": _no_favours,
    "injection": (
        "I am sorry, I cannot do that.",
        "That is not something I can do.",
        "I can only help with this place's own bookings and questions.",
    ),
    "foreign_transfer": (
        "I am sorry, I cannot connect calls to other numbers.",
        "I am not able to connect you to that number.",
    ),
    "abuse": ("Please let us stay polite.", "I would like to help, but please stay polite."),
    "abuse_end": ("I have to end this call now. Goodbye.",),
    "robot": lambda v, f: f"I am the automated assistant of {v.text(f['business'])}, not a person.",
    "place": lambda v, f: f"This is {v.text(f['business'])}.",
    "wrong_number": lambda v, f: f"No problem, this is {v.text(f['business'])}. Goodbye.",
    "sorry": ("I am sorry about that.", "I apologise for the trouble."),
    "slower": ("Of course, I will speak slowly.",),
    "no_transcript": ("All right, what is said in this call will not be kept.",),
    "no_calls": ("Done: this number is on our do not call list, we will not call you again.",),
    "transferring": ("One moment, I am connecting you.", "Please hold, I am putting you through."),
    "nobody_now": (
        "Nobody is at the desk right now. Shall I leave a message that they call you back?",
    ),
    "not_put_through": (
        "I cannot put this call through to anybody."
        " Shall I leave a message that they call you back?",
    ),
    "message_taken": lambda v, f: (
        "I have noted that for them."
        if f["kind"] == "note"
        else "I have left your message; somebody will call you back"
        + (" on this number." if f["own_number"] else ".")
    ),
    "knowledge": lambda v, f: v.text(f["text"]),
    "unknown": (
        "I do not know that, I am sorry. Shall I leave a message so that somebody calls you?",
        "I have no information on that. Shall I leave a message for a call back?",
    ),
    "closed_that_date": lambda v, f: f"On {v.day(f['day'])} we are closed: {v.text(f['reason'])}.",
    "closed_that_day": lambda v, f: f"On {v.weekday(f['day'])}s we are closed.",
    "open_that_day": lambda v, f: f"On {v.day(f['day'])} we are open {v.periods(f['periods'])}.",
    "open_today": lambda v, f: (
        f"{'Yes, we are open now. ' if f['now'] else ''}Today, {v.day(f['day'])}, we are open {v.periods(f['periods'])}."
    ),
    "shut_days": lambda v, f: f"We are closed on {v.both([v.weekday(d) for d in f['weekdays']])}.",
    "fee": lambda v, f: f"{v.person(f.get('who')) or v.text(f['what'])} is {v.money(f['amount'])}.",
    "takes": lambda v, f: f"{v.text(f['what'])} takes about {v.minutes(f['minutes'])}.",
    "fee_with": lambda v, f: (
        f"{v.text(f['words'])} with {v.person(f['who'])} is {v.money(f['amount'])}."
    ),
    "not_known": ("I am sorry, that I do not know.", "That I do not know, I am sorry."),
    "services": lambda v, f: f"We do {v.both([v.text(s) for s in f['services']])}.",
    "people": _people,
    "sits": _sits,
    "sits_then": lambda v, f: (
        f"{v.person(f['who'])} is in {v.periods(f['periods'])} on {v.day(f['day'])}."
    ),
    "silence_1": ("Are you still there?", "Hello, can you hear me?"),
    "silence_2": ("I cannot hear you. Please say something if you are there.",),
    "silence_goodbye": ("I cannot hear you, so I am ending the call. Please call again. Goodbye.",),
    "too_busy": ("I am sorry, this computer is too busy to hear you just now.",),
    "too_busy_passing_on": (
        "I am sorry, this computer is too busy to hear you just now. I am passing your call on.",
    ),
    "too_busy_number": (
        "I am sorry, this computer is too busy to hear you just now. Please type your phone number"
        " on the keypad, then somebody will call you back.",
    ),
    "too_busy_again": (
        "I am sorry, this computer is still too busy to hear you."
        " Please call again a little later. Goodbye.",
    ),
    "time_is_up": ("We have about one minute left on this call.",),
    "unclear": lambda v, f: (
        "Sorry, I did not understand. What can I do for you?"
        if f["first"]
        else "I am sorry, I did not get that either. You can book, change or cancel, or ask a question."
    ),
    "unclear_date": lambda v, f: (
        "Sorry, which day do you mean?"
        if f["first"]
        else "Please tell me the day, for example Friday or the twelfth."
    ),
    "unclear_time": lambda v, f: (
        "Sorry, at what time?"
        if f["first"]
        else "Please tell me the hour, for example half past six in the evening."
    ),
    "unclear_party": lambda v, f: (
        "Sorry, for how many people?" if f["first"] else "Please tell me just the number of people."
    ),
    "unclear_name": lambda v, f: (
        "Sorry, what was the name?" if f["first"] else "Please tell me just your name, slowly."
    ),
    "unclear_phone": lambda v, f: (
        "Sorry, which number?" if f["first"] else "Please say the ten digits one by one."
    ),
    "unclear_confirm": lambda v, f: (
        "Sorry, was that a yes or a no?" if f["first"] else "Please say just yes or no."
    ),
    "unclear_which": lambda v, f: (
        "Sorry, which of them do you mean?" if f["first"] else "Please say the first or the second."
    ),
    "unclear_service": lambda v, f: (
        "Sorry, what is it for?"
        if f["first"]
        else "Please tell me what you would like to have done."
    ),
    "unclear_doctor": lambda v, f: (
        "Sorry, whom would you like to see?" if f["first"] else "Please tell me the name."
    ),
    "giving_up": (
        "I am sorry, I cannot help you further on this call. Please call again. Goodbye.",
    ),
    "waiting_list": (
        "I keep no waiting list. Shall I leave a message, so that somebody calls you if it becomes free?",
    ),
    "offer_help": (
        "I am afraid I still do not understand. Shall I leave a message so that somebody calls you back?",
    ),
}
