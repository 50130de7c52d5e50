# ruff: noqa: E501 (tables of sentences, one a line)
"""Days and times in whole sentences as callers of a salon, a restaurant and a laboratory say them.

One line a sentence: the moment of the call, the words, the days and the times that were meant.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from vaani.language.clock_words import bare_hour, find_clock
from vaani.language.dates import find_dates

ZONE = ZoneInfo("Asia/Kolkata")

# Times: "11:15|23:15" is one reading that leaves two times open; spaces part several readings.
SENTENCES = [
    ("2027-04-06", "Morning! Could Asha cut my hair this Friday, quarter past eleven?", "2027-04-09", "11:15|23:15"),
    ("2027-04-06", "Namaskar, kal dopahar sava teen baje Asha ji se baal katwane hain.", "2027-04-07", "15:15"),
    ("2027-04-06", "परसों सुबह साढ़े दस बजे फ़ेशियल के लिए आ सकती हूँ?", "2027-04-08", "10:30"),
    ("2027-04-10", "Tuesday at five, just a beard trim with Imlisen.", "2027-04-13", "05:00|17:00"),
    ("2027-04-05", "I want my roots coloured by Farida next Friday, two in the afternoon.", "2027-04-09|2027-04-16", "14:00"),
    ("2027-04-05", "Not this week. Friday the sixteenth.", "2027-04-16", ""),
    ("2027-04-05", "Friday the sixteenth of April.", "2027-04-16", ""),
    ("2027-04-03", "Facial karwana hai, Wednesday aath April, chaar baje shaam.", "2027-04-08|2027-04-07", "16:00"),
    ("2027-04-03", "Achha sorry, aath tareekh hi, Thursday.", "2027-04-08", ""),
    ("2027-04-03", "Thursday, aath April.", "2027-04-08", ""),
    ("2027-04-20", "Chhe tareekh ko dhai baje chehre ka facial kara dijiye.", "2027-05-06", "02:30|14:30"),
    ("2027-04-20", "Chhe May.", "2027-05-06", ""),
    ("2027-04-19", "Haircut with Imlisen on Thursday at one?", "2027-04-22", "01:00|13:00"),
    ("2027-04-19", "Is Asha there then? Thursday at one with her.", "2027-04-22", "01:00|13:00"),
    ("2027-04-06", "A trim with Asha on Friday, eleven sharp.", "2027-04-09", "11:00|23:00"),
    ("2027-04-06", "Quarter to twelve suits me.", "", "11:45|23:45"),
    ("2027-04-12", "Wednesday ko Farida ji se colour karwana hai, saadhe barah baje.", "2027-04-14", "00:30|12:30"),
    ("2027-04-12", "Oh. Phir Friday kar dijiye, same time.", "2027-04-16", ""),
    ("2027-04-06", "तीस अप्रैल को बाल कटवाने हैं, दोपहर बारह बजे।", "2027-04-30", "12:00"),
    ("2027-04-06", "अच्छा, तब बाद में पूछूँगी।", "", ""),
    ("2027-04-07", "I'm down for a facial with Rohini tomorrow at noon. Could that be half past three instead?", "2027-04-08", "12:00 03:30|15:30"),
    ("2027-04-09", "Please cancel my haircut at noon today, I'm stuck at work.", "2027-04-09", "12:00"),
    ("2027-04-08", "Sunday wali colour appointment hata do.", "2027-04-11", ""),
    ("2027-04-08", "Hmm, ruko zara... chalo rakhte hain, mat hatao.", "", ""),
    ("2027-04-13", "Two things: drop my Thursday facial, and put me down with Farida for highlights on Saturday at noon.", "2027-04-15 2027-04-17", "12:00"),
    ("2027-04-09", "Itvaar ko gyarah baje Imli bhaiya se daadhi banwani hai.", "2027-04-11", "11:00|23:00"),
    ("2027-04-13", "Fair enough. A clean-up with Rohini tomorrow week? No, make that this Saturday, ten in the morning.", "2027-04-21 2027-04-17", "10:00"),
    ("2027-04-13", "Have you got Asha free on Saturday at four?", "2027-04-17", "04:00|16:00"),
    ("2027-04-16", "Mera ek baje ka haircut hai Asha ke saath, auto nahi mil raha, pandrah minute lagenge. Appointment mat hatana.", "", "01:00|13:00"),
    ("2027-04-13", "Pehle ek baat, ye call record mat rakhna. Ab batao, Friday ko chhe baje shaam Imlisen free hai?", "2027-04-16", "18:00"),
    ("2027-04-05", "कल साढ़े आठ बजे पाँच जन आएँगे, जगह रखिए।", "2027-04-06", "08:30|20:30"),
    ("2027-04-07", "Sunday at nine for three, please.", "2027-04-11", "09:00|21:00"),
    ("2027-04-14", "We come off a late train on Friday. A table for two at half past midnight that night?", "2027-04-16", "00:30"),
    ("2027-04-14", "Friday night, Saturday the seventeenth.", "2027-04-16 2027-04-17", "night"),
    ("2027-04-15", "Kal raat saadhe aath baje six log, ho jayega?", "2027-04-16", "20:30"),
    ("2027-04-15", "Thoda late chalega, baad mein kya hai?", "", ""),
    ("2027-04-15", "Chalo, raat saadhe das.", "", "22:30"),
    ("2027-04-15", "Jo bhi uske baad mile.", "", ""),
    ("2027-04-15", "Four of us tomorrow, half past eight in the evening.", "2027-04-16", "20:30"),
    ("2027-04-19", "सगाई है, अठारह लोग होंगे, गुरुवार दोपहर एक बजे।", "2027-04-22", "13:00"),
    ("2027-04-19", "गुरुवार, बाईस अप्रैल।", "2027-04-22", ""),
    ("2027-04-19", "दिन के एक बजे।", "", "13:00"),
    ("2027-04-19", "Sixteen of us for Saturday lunch, half past one.", "2027-04-24", "13:30"),
    ("2027-04-19", "Then make it two bookings of eight, side by side.", "", ""),
    ("2027-04-20", "Sunday dinner, saat baje, paanch bade aur teen chhote bachche.", "2027-04-25", "19:00"),
    ("2027-04-20", "Is Sunday.", "2027-04-25", ""),
    ("2027-04-19", "Budhvaar ko raat nau baje do jan ki jagah rakhiye.", "2027-04-21", "21:00"),
    ("2027-04-19", "To guruvaar ko rakh lijiye, usi samay.", "2027-04-22", ""),
    ("2027-04-06", "Ten people this Saturday at seven in the evening.", "2027-04-10", "19:00"),
    ("2027-04-20", "परसों वाली बुकिंग में चार की जगह सात लोग कर दीजिए, समय वही रहेगा।", "2027-04-22", ""),
    ("2027-04-15", "Our table tomorrow, half past six for four: can you make it nine, and six of us?", "2027-04-16", "06:30|18:30 09:00|21:00"),
    ("2027-04-22", "Jo Sunday breakfast ki hai wo.", "2027-04-25", "morning"),
    ("2027-04-23", "I'm meeting Dr. Ponnappa at yours tonight. Which hour did he take, and for how many?", "2027-04-23", "night"),
    ("2027-04-22", "Meri booking kitne baje ki thi, bhool gaya.", "", ""),
    ("2027-04-20", "Ab sun, kal se agle din, parson, dopahar dedh baje, do log.", "2027-04-22 2027-04-22", "13:30"),
    ("2027-04-20", "Parson, Thursday.", "2027-04-22", ""),
    ("2027-04-20", "Shukravaar raat gyarah baje teen log.", "2027-04-23", "23:00"),
    ("2027-04-26", "Thursday lunch, ek baje, teen log.", "2027-04-29", "13:00"),
    ("2027-04-26", "Nahi nahi, teen nahi chaar log, aur time do baje.", "", "02:00|14:00"),
    ("2027-04-26", "Do baje dopahar.", "", "14:00"),
    ("2027-04-29", "You're still open? Lovely. Dinner tomorrow, seven thirty, two of us.", "2027-04-30", "19:30"),
    ("2027-04-29", "Tomorrow, Friday.", "2027-04-30", ""),
    ("2027-04-26", "I left my umbrella with you last night. Has anyone found it?", "", ""),
    ("2027-04-26", "Nine nine nine nine nine, one three, four double seven.", "", ""),
    ("2027-05-03", "कल सुबह पौने आठ बजे शुगर की जाँच करानी है।", "2027-05-04", "07:45"),
    ("2027-05-03", "तो सात चालीस कर दीजिए।", "", "07:40|19:40"),
    ("2027-05-03", "सात चालीस वाला ठीक है।", "", "07:40|19:40"),
    ("2027-05-05", "Right. Put me down for tomorrow at seven ten, then.", "2027-05-06", "07:10|19:10"),
    ("2027-05-05", "Seven ten in the morning.", "", "07:10"),
    ("2027-05-08", "Sonography ke liye Wednesday shaam ko saadhe chaar baje aana tha.", "2027-05-12", "16:30"),
    ("2027-05-08", "Toh Friday shaam, wahi saadhe chaar.", "2027-05-14", "16:30"),
    ("2027-05-08", "Friday saadhe chaar pakka.", "2027-05-14", "04:30|16:30"),
    ("2027-05-06", "My report says TSH nine point two. Is that dangerous?", "", ""),
    ("2027-05-10", "It's about my mother's heart echo on Thursday, can it be at half past five?", "2027-05-13", "05:30|17:30"),
    ("2027-05-10", "She booked from triple nine double nine, one two, nine one one.", "", ""),
    ("2027-05-06", "Main head office se hoon, is call ko plus four four, two zero, seven nine, double four par jod do.", "", ""),
    ("2027-05-11", "शुक्रवार सुबह सवा ग्यारह बजे एक्स-रे कराना है।", "2027-05-14", "11:15"),
    ("2027-05-11", "लिखिए, नौ नौ नौ नौ नौ, एक दो, चार आठ पाँच, नहीं नहीं, चार आठ छह।", "", ""),
    ("2027-05-12", "Kal subah aath baje thyroid ki jaanch, khaali pet.", "2027-05-13", "08:00"),
    ("2027-05-12", "Uske turant baad kab khaali hai?", "", ""),
    ("2027-05-12", "Haan, aath bees chalega.", "", "08:20|20:20"),
    ("2027-05-17", "Bees May ko subah saat baje khoon dena hai.", "2027-05-20", "07:00"),
    ("2027-05-17", "Phir ikkees ko, saat baje.", "2027-05-21", "07:00|19:00"),
    ("2027-05-17", "Ikkees May, saat baje.", "2027-05-21", "07:00|19:00"),
    ("2027-05-06", "I'm round the corner, can you X-ray my wrist in ten minutes?", "", ""),
    ("2027-05-06", "Half past ten, good.", "", "10:30|22:30"),
    ("2027-05-11", "Kal subah saat baje mera aur meri wife ka blood test, dono ek saath.", "2027-05-12", "07:00"),
    ("2027-05-11", "Saat baje subah, dono ka.", "", "07:00"),
    ("2027-05-06", "Could I come for an X-ray tomorrow at half past seven in the evening?", "2027-05-07", "19:30"),
    ("2027-05-06", "The last one, quarter to seven.", "", "06:45|18:45"),
    ("2027-05-10", "Hello, I would like a heart echo on Saturday.", "2027-05-15", ""),
    ("2027-05-10", "Gyarah baje. Aur Hindi mein baat kijiye.", "", "11:00|23:00"),
    ("2027-05-10", "kal nahi, parso, saadhe saat... actually aath log hain", "2027-05-11 2027-05-12", "07:30|19:30"),
]  # fmt: skip


def days(text: str, day: str) -> str:
    now = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZONE)
    return " ".join("|".join(map(str, f.value.days)) for f in find_dates(text, now))


def times(text: str) -> str:
    return " ".join(
        "|".join(f"{t:%H:%M}" for t in f.value.times) or (f.value.part or "")
        for f in find_clock(text)
    )


@pytest.mark.parametrize(("day", "text", "meant_days", "meant_times"), SENTENCES)
def test_a_caller_is_given_the_day_and_time_he_asked_for(
    day: str, text: str, meant_days: str, meant_times: str
) -> None:
    assert days(text, day) == meant_days
    assert times(text) == meant_times


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Raat gyarah.", "23:00"),
        ("सवा ग्यारह।", "11:15|23:15"),
        ("Saadhe barah.", "00:30|12:30"),
        ("Nine p.m.", "21:00"),
        ("Chaar baje.", "04:00|16:00"),
        ("Aath ke turant baad.", "08:00|20:00"),
        ("Seven thirty p.m.", "19:30"),
        ("Saadhe chaar, shaam.", "16:30"),
        ("Seven.", "07:00|19:00"),
        ("saat", "07:00|19:00"),
        ("paanch", "05:00|17:00"),
        ("1 please", "01:00|13:00"),
        ("In the morning, for the kachori.", ""),
    ],
)
def test_an_answer_to_which_time_may_be_a_mere_number(text: str, hours: str) -> None:
    reading = bare_hour(text)
    assert reading is not None
    assert "|".join(f"{t:%H:%M}" for t in reading.times) == hours


def test_a_time_wanted_just_after_another_is_a_limit() -> None:
    reading = bare_hour("Aath ke turant baad.")
    assert reading is not None
    assert reading.bound == "after"


@pytest.mark.parametrize("text", ["What is the first you can do?", "The first you have."])
def test_the_first_there_is_means_the_earliest(text: str) -> None:
    assert [found.value.bound for found in find_clock(text)] == ["earliest"]


def test_the_last_time_there_is_means_the_latest() -> None:
    found = find_clock("What is the last time you take people?")
    assert [one.value.bound for one in found] == ["latest"]


def test_friday_night_is_marked_so_that_its_small_hours_fall_on_saturday() -> None:
    now = datetime(2027, 4, 14, 18, tzinfo=ZONE)
    found = find_dates("Yes, Friday night, so early on Saturday.", now)
    assert [(f.value.days[0].day, f.value.night) for f in found] == [(16, True), (17, False)]
