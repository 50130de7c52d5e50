"""Which words carry which intent? Tables only; `match` finds them in every spelling and script."""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

from vaani.dialogue.understanding.match import Phrases

EMERGENCY = Phrases(
    """chest pain, pain in ~ chest, chest ~ hurts, chest is hurting, chest hurts, pressure ~ chest, tightness ~ chest
    heart attack, seene mein ~ dard, seene mein ~ dabaav, seene mein ~ dabav, seene mein jakdan, chhaati mein ~ dard, chhati mein ~ dard
    seene me bhaari, chhaati ~ dabaav, dil ka daura, dil ka dora, heart attack aa
    can't breathe, cannot breathe, can not breathe, trouble breathing, difficulty breathing, hard to breathe, struggling to breathe, not breathing
    short of breath, shortness of breath, breathless, gasping, choking, saans nahi, saans lene mein, saans phool, saans ruk, saans atak, dam ghut
    unconscious, passed out, fainted, collapsed, not waking up, won't wake up, not responding, unresponsive, behosh, hosh nahi, hosh mein nahi, hosh kho
    bleeding heavily, heavy bleeding, bleeding a lot, bleeding badly, bleeding won't stop, won't stop bleeding, bleeding ~ not stopping, losing ~ blood
    khoon ruk nahi, khoon nahi ruk, khoon ~ beh raha, khoon band nahi, khoon ki ulti, vomiting blood, coughing blood
    stroke, face ~ drooping, face ~ drooped, mouth ~ drooping, slurred speech, slurring, speech is slurred, can't move ~ arm, can't move ~ leg, arm ~ numb, face ~ numb
    lakwa, lakva, paralysis, paralysed, haath sunn pad, haath ~ sunn pad, muh tedha, munh tedha, chehra tedha, zubaan ladkhada, zaban ladkhada
    seizure, seizures, convulsion, convulsions, having a fit, having fits, fits aa, mirgi, daura pad, daure pad, dora pad, daura aa raha
    poison, poisoned, poisoning, swallowed ~ pills, swallowed ~ tablets, swallowed bleach, swallowed a whole, overdose, overdosed, took too many ~ pills, took too many ~ tablets, drank bleach, drank phenyl, swallowed ~ phenyl, swallowed ~ battery
    whole strip of, whole bottle of ~ pills, whole bottle of ~ tablets, all ~ sleeping pills, took ~ sleeping pills, all ~ tablets at once, took all ~ pills, took all ~ tablets, neend ki goli ~ kha, neend ki goliyan, saari goliyan kha, saari dawai kha, poora patta, pura patta, नींद की गोलियाँ, नींद की गोलियां, सारी गोलियाँ, पूरा पत्ता
    zeher, zahar, jahar, zahr, zehar, goliyan kha li, goliyan nigal, phenyl pi, tezaab
    snake bite, bitten by a snake, saanp ne kaat, electric shock, current lag gaya, drowning, severe burn, jal gaya hai bahut
    बेहोश, होश नहीं, साँस नहीं, साँस लेने में, दौरा पड़, मिर्गी, ज़हर, लकवा, दिल का दौरा, सीने में दर्द, छाती में दर्द, सुन्न हो ग, सुन्न पड़"""
)

ROBOT = Phrases(
    """robot, a machine or, are you a machine, are you human, are you a human, real person, real human, real girl, real woman, real man, a real lady
    am i talking to ~ human, am i speaking to ~ human, am i talking with ~ human, am i speaking with ~ human, am i talking to ~ person, am i speaking to ~ person, am i talking to ~ machine, am i speaking to ~ machine, am i talking to ~ computer, am i speaking to ~ computer, am i talking to ~ robot, am i speaking to ~ robot, am i talking to ~ ai, am i speaking to ~ ai, am i speaking with ~ ai, am i talking with ~ ai, am i talking to ~ bot, am i speaking to ~ bot, am i talking to ~ recording, am i speaking to ~ recording
    is this a human, is this a person, is this a real voice, is this a computer, is this a machine, is this ai, is this an ai, is this an automated, is it a human, is it a machine, is it a computer, are you a person, are you a computer, are you a bot, are you real, are you a live, live person, you are a computer, you're a computer, you are a machine, you're a machine, sound like a computer, sound like a machine, human or ~ computer, human or ~ machine, human or ~ ai, person or ~ computer, person or ~ machine, person or ~ ai, computer or ~ human, computer or ~ person, ai or ~ human, ai or ~ person
    insaan ~ ya machine, insaan ~ ya computer, insaan ~ ya ai, insaan ~ ya recording, machine ~ ya insaan, computer ~ ya insaan, recording ho, recording hain, recorded ho, recorded hai, asli ladki, ladki ho ya, ladki hai ya, ladki hain ya, ho ya koi ladki, hai ya koi ladki, hain ya koi ladki, insaan bol rah*, aadmi bol rah* ya
    insaan se baat kar rah*, insaan se baat ho rah*, aadmi se baat kar rah*, machine se baat kar rah*, computer se baat kar rah*, robot se baat kar rah*, recording se baat kar rah*, asli insaan se baat kar rah*
    इंसान ~ या मशीन, इंसान ~ या कंप्यूटर, इंसान ~ या रोबोट, मशीन ~ या इंसान, रिकॉर्डिंग हो, रिकॉर्डिंग हैं, रिकॉर्डिंग है क्या, रिकॉर्डिंग हैं या, असली लड़की, लड़की हैं या, लड़की हो या, इंसान बोल रह*, इंसान से बात कर रह*, मशीन से बात कर रह*, कंप्यूटर से बात कर रह*, रोबोट से बात कर रह*, एआई हैं, एआई हो, एआई है
    is this a recording, are you a recording, a recording or, artificial, are you ai, an ai, chatbot, a bot, are you automated, is this automated, asli hai ya, asli hain ya, asli ho ya, computer se bol, insaan hai ya, machine bol, computer bol, recording bol, computer hai, computer ho, machine ho, machine hai kya, machine se baat
    insaan ho, insaan hain, insaan hai, asli insaan, sach mein insaan, recorded awaaz, recording hai kya, kya aap recording, real me insaan, aadmi ho ya, mashin ho, मशीन हैं, मशीन हो, मशीन है क्या, रोबोट, असली हैं या, असली है या, कंप्यूटर से बोल, इंसान है या, मशीन बोल, इंसान हैं, इंसान हो, कंप्यूटर हैं, असली आवाज़"""
)

TALKING_TO = Phrases(
    """am i talking, am i speaking, se baat kar raha h*, se baat kar rahi h*, se baat kar rahe h*, se baat ho rahi h*, से बात कर रहा हूँ, से बात कर रही हूँ, से बात कर रहे हैं, से बात हो रही है, asli insaan se baat kar rah*"""
)
"""With `ROBOT`: who it is that speaks is asked; nobody else is asked for."""

NO_TRANSCRIPT = Phrases(
    """don't record, do not record, dont record, not record this, stop recording, no recording, without recording, not be recorded, not to be recorded, not want ~ recorded, don't want ~ recorded, rather not be recorded
    dont transcribe, not transcribe this, stop transcribing, not be transcribed, not to be transcribed, not want ~ transcribed, don't want ~ transcribed, rather not be transcribed, no transcript, without transcript, not want ~ transcript, don't want ~ transcript
    don't keep this, do not keep this, don't keep ~ recording, don't keep ~ call, don't save this, don't save ~ call, don't store, do not store, delete this call, delete this conversation, erase this call, don't transcribe, do not transcribe, don't keep a record, don't keep any record, don't note down what, no transcript, off the record, keep no record, keep nothing of, not keep anything
    record mat, recording mat, record ya save mat, save ya record mat, record aur save mat, record ya store mat, record ~ mat kij*, save ~ mat kij*, save mat, store mat, रिकॉर्ड या सेव मत, रिकॉर्ड ~ मत कीज*, record nahi, recording band, recording na, record na kar, record karna band, call record mat, save mat kar, store mat kar, transcript mat, baat record ~ nahi, baatein save mat, likh ke mat rakh, likhkar mat rakh, sambhal kar mat rakh, baatcheet ~ mat rakh, call mat rakh na, save na kar, store na kar, delete kar dena ye call
    रिकॉर्ड मत, रिकॉर्ड न, रिकॉर्ड ना, रिकॉर्डिंग मत, रिकॉर्डिंग बंद, रिकॉर्डिंग न, रिकार्ड मत, रिकार्ड न, रिकॉर्ड नहीं, सेव मत, बातचीत मत रखि, बातचीत मत रखना, रिकॉर्ड करना बंद, स्टोर मत"""
)

DO_NOT_CALL = Phrases(
    """stop calling, stop ringing, stop phoning, stop these calls, stop the calls, don't call me, do not call me, don't ring me, do not ring me, don't phone me, never call me, never call this number, never ring me, no more calls, quit calling, take me off, remove me from, remove my number, take my number off, unsubscribe, do not disturb, dnd
    call mat kar, phone mat kar, call mat kiya, phone mat kiya, call karna band, phone karna band, call na kare, phone na kare, call na kar, phone na kar, call mat kijiye, dobara call mat, dobara phone mat, phir se call mat, phir call mat, calls mat, calls nahi chahiye, call nahi chahiye, call aana band, calls aana band, list se hata, number hata do, number hata dijiye, number nikaal, calls band
    कॉल मत, फ़ोन मत, काल मत, कॉल करना बंद, फ़ोन करना बंद, कॉल न कर, फ़ोन न कर, लिस्ट से हटा, सूची से हटा, नंबर हटा"""
)

INJECTION = Phrases(
    """ignore ~ instructions, ignore ~ rules, ignore everything, forget ~ instructions, forget ~ rules, disregard, override, system prompt, your prompt, the prompt, your instructions, hidden instructions, your rules, system message, system notice, system note, new instructions
    developer mode, debug mode, admin mode, maintenance mode, i am the admin, i'm the admin, administrator, admin key, admin password, as admin, as the owner i, i am the developer, i'm the developer, i am the owner, i'm the owner, root access, api key, password, passcode, database, sql, select ~ from, console, execute, run the command, jailbreak, pretend ~ you are, pretend to be, act as, you are now, you are no longer, roleplay, role play, from now on you
    show every booking, all bookings, every booking, all the bookings, all appointments, every appointment, list ~ bookings, list ~ appointments, list ~ customers, list ~ patients, all customers, customer list, patient list, guest list, all patients, everyone's, everybody's, all names, names of ~ guests, names of ~ patients, names of ~ customers, who else ~ booked, cancel all, cancel every, cancel everything, delete all, delete every, cancel everyone, wipe, for free, free of charge karo, give ~ free, make it free, mark ~ paid, mark ~ as paid, refund all, hundred percent off, manager of this place, i am your manager, i'm the manager, i am the manager, i am calling from head office, i am the doctor and
    saari booking, sari booking, sabhi booking, sab booking, saare booking, sabki booking, sabki appointment, saari appointment, saare appointment, sabka naam, sabke naam, sabke number, kaun kaun aa raha, kis kis ki booking, sab cancel, sabki cancel, saare niyam, apne niyam bhool, nirdesh bhool, nirdesh bata, instructions bata, instructions bhool, prompt bata, prompt dikha, password bata, muft mein, free mein kar do, free mein de do, free kar do, muft kar, main malik, main manager, main maalik, head office se, main admin
    सारी बुकिंग, सभी बुकिंग, सबकी बुकिंग, सबके नाम, सबके नंबर, निर्देश भूल, निर्देश बता, नियम भूल, पासवर्ड, सिस्टम प्रॉम्प्ट, प्रॉम्प्ट, मुफ़्त में कर, मुफ़्त कर, मैं मालिक, मैं मैनेजर, एडमिन, डेटाबेस, हेड ऑफ़िस से, सब कैंसल, सारे ग्राहक, मरीज़ों की सूची, सबकी अपॉइंटमेंट"""
)

ABUSE = Phrases(
    """stupid, idiot, idiots, moron, useless, shut up, bastard, fuck, fucking, shit, bullshit, damn you, go to hell, crap, dumb, asshole, bloody fool, rubbish machine, trash, piss off, screw you
    bekaar ho, bekar ho, ekdum bekaar, bewakoof, bevkoof, bewkoof, gadha, gadhe, ullu, kamina, kamine, kameena, saala, saale, harami, haramkhor, haraamkhor, chutiya, bhosdi, madarchod, behenchod, bakwaas band, bakwas, dimaag kharab, dimag kharab, nikamma, nikamme, ghatiya, pagal ho, pagal hai kya, chup kar, bakchod
    बेवकूफ, बेवकूफ़, गधा, गधे, उल्लू, कमीना, कमीने, साला, साले, हरामी, बेकार हो, एकदम बेकार, निकम्मा, निकम्मे, घटिया, पागल हो, चुप कर, बकवास, मूर्ख"""
)

DOG_AS_ABUSE = Phrases(
    """tu kutta, tu kutte, tum kutte, tum kutta, tu ek kutta, abe kutte, oye kutte, arre kutte, are kutte, sale kutte, saale kutte, saala kutta, kutta saala, kutte saale, kutta kahin ka, kutte kahin ke, kutte kamine, kutta kamina, kamine kutte, harami kutte, kutte harami, kutte ki aulad, kutte ki tarah bhaunk
    तू कुत्ता, तू कुत्ते, तुम कुत्ते, अबे कुत्ते, ओए कुत्ते, साले कुत्ते, साला कुत्ता, कुत्ता साला, कुत्ते साले, कुत्ता कहीं का, कुत्ते कहीं के, कमीने कुत्ते, कुत्ते कमीने, कुत्ते की औलाद"""
)
BAD_SERVICE = Phrases(
    """bakwas ~ service, bakwaas ~ service, bekar ~ service, bekaar ~ service, ghatiya ~ service, useless ~ service, stupid ~ service, rubbish ~ service, service ~ bakwas, service ~ bekar, service ~ ghatiya, service ~ useless, bakwas jagah, ghatiya jagah, ghatiya khana, bakwas khana, khana ~ bakwas, khana ~ ghatiya, stupid system, useless system, bakwas system, ghatiya system, useless staff, bakwas staff, ghatiya staff, dimaag kharab kar, dimag kharab kar, dimaag kharab ho, dimag kharab ho
    बकवास ~ सर्विस, बेकार ~ सर्विस, घटिया ~ सर्विस, सर्विस ~ बकवास, सर्विस ~ घटिया, बकवास सेवा, घटिया सेवा, घटिया खाना, बकवास खाना, दिमाग़ ख़राब कर, दिमाग ख़राब कर"""
)
"""Hard words, but about the place and what happened there: he is upset."""

UPSET = Phrases(
    """a disgrace, disgraceful, appalling, shameful, nobody so much as, no one so much as, sat an hour, sat for an hour, going downhill, gone downhill, waste of time, wasted my time, ghanta baitha, ghante baitha, ghanta baithe, ghante baithe, ghanta bithaya, ghante bithaya, poocha tak nahi, pucha tak nahi, kisi ne poocha nahi, very unhappy, so unhappy, really unhappy, not happy with, my money back, third time i'm calling, third time i am calling, third time i've called, second time i'm calling, second time i've called, fourth time i'm calling, not one soul, not a single person, nobody said sorry, nobody even, no one even, kept me waiting, kept us waiting, kept waiting, made us wait, made me wait, sat waiting, waited an hour, waited for an hour, teesri baar phone, teesri baar call, chauthi baar, very disappointed, so disappointed, annoyed, irritated, not acceptable, treated me badly, cheated, naraz, naaraz, bahut gusse, gusse mein, had ho gayi, had hai yaar, dhokha, dhoka, tameez nahi, tamiz nahi, koi sunta nahi, koi sunwai nahi, नाराज़, गुस्से में, हद हो गई, धोखा, तमीज़ नहीं, कोई सुनता नहीं, ridiculous, unacceptable, disgusting, fed up, very angry, i am angry, i'm angry, so angry, worst service, terrible service, horrible service, pathetic, how many times, complaint, complain, waste of time, frustrated, frustrating, not happy with, very upset, sick of, bura laga, bahut bura, was cold, were cold, stone cold, khana thanda, thandi thi, thanda tha, thande the, ekdum thandi, khana kharab, kharab tha, kharab thi, kachcha tha, baal nikla, keeda nikla, kisi ne nahi suna, बुरा लगा, बहुत बुरा, ठंडी थी, ठंडा था, ठंडे थे, खराब था, ख़राब था, खराब थी, कच्चा था, किसी ने नहीं सुना
    kharab service, ghatiya service, bura anubhav, intezaar kara, intezar kara, wait kara, wait karwa, badtameez, badtamiz, bad service, bad experience, awful service, poor service, rude to me, was rude, were rude, खराब सर्विस, ख़राब सर्विस, घटिया सर्विस, इंतज़ार कराया, इंतजार कराया, बदतमीज़, परेशान हो गया, परेशान हो गई,
    gussa, shikayat, tang aa gaya, tang aa gayi, pareshan kar, kitni baar, time barbaad, samay barbaad, bahut kharab service, शिकायत, तंग आ, ग़ुस्सा, कितनी बार, परेशान कर"""
)

HUMAN = Phrases(
    """speak with your manager, talk with your manager, speak with the manager, talk with the manager, speak with the owner, talk with the owner, get me your manager, get me the manager, get me a manager, get your manager, manager on the line, put your manager on, escalate this, escalate it, escalate my, your supervisor, get me the owner, speak to the boss, talk to the boss, speak to a human, talk to a human, speak to a person, talk to a person, speak to someone, talk to someone, speak with someone, talk with someone, speak to somebody, talk to somebody, speak with a, talk with a, speak to the manager, talk to the manager, speak to your manager, speak to a manager, talk to a manager, talk to your manager, speak to the owner, talk to the owner, real person please, human please, want a live person, to a live person, live agent, a human being, an actual person, speak to staff, talk to staff, speak to the staff, talk to the staff, to your staff, put me through, connect me, transfer me, transfer the call, transfer this call, transfer my call, front desk, the reception please, receptionist, an operator, the operator, customer care, put ~ on the line, get me someone, give me someone, give me a person, pass me to, pass me on, hand me over, somebody in charge, someone in charge, can i speak to, could i speak to, may i speak to, can i talk to, could i talk to, let me speak, let me talk, get me a person, get me a human, anyone i can talk to, anyone i can speak to, anyone there i can talk, anyone there i can speak, someone i can talk to, someone i can speak to, somebody i can talk to, somebody i can speak to, operator please, get me an operator
    doctor se baat kar, doctor sahab se baat kar, doctor sahiba se baat kar, madam se baat karni, sir se baat karni, unse baat karni, unse baat karna, unse baat kara, operator se, operator chahiye, phone kisi ko d, phone kisi ko de, kisi ko phone d, kisi ko phone de, kisi aur ko phone, kisi aur se baat
    manager sahab se, manager ji se, malik sahab se, maalik sahab se, owner sahab se, मैनेजर साहब से, मालिक साहब से, manager se ~ baat kar, malik se ~ baat kar, maalik se ~ baat kar, insaan se ~ baat kar, aadmi se ~ baat kar, kisi se ~ baat kar, staff se ~ baat kar, owner se ~ baat kar, senior se ~ baat kar, supervisor se ~ baat kar, bade sahab se, manager ko ~ phone do, manager ko ~ phone dijiye, manager ko line, manager ko bula, malik ko bula, insaan se baat, aadmi se baat, kisi se baat, kisi aadmi se, kisi insaan se, manager se baat, malik se baat, maalik se baat, staff se baat, counter se baat, counter par baat, reception se, reception pe, reception par, reception wale, karmchari se, kisi karmchari, baat karwa, baat kara do, baat kara dijiye, baat karaiye, baat karwaiye, call transfer, transfer kar, connect kar, jod do, jod dijiye, jodo, jodiye, line pe do, kisi ko line, desk se baat, kisi vyakti se, madam se baat kara, sahab se baat kara
    मैनेजर से ~ बात कर, मालिक से ~ बात कर, इंसान से ~ बात कर, आदमी से ~ बात कर, किसी से ~ बात कर, मैनेजर को बुला, मैनेजर को फ़ोन दी, इंसान से बात, आदमी से बात, किसी से बात, मैनेजर से बात, मालिक से बात, कर्मचारी से, बात करवा, बात करा दीजिए, बात कराइए, बात करा दो, ट्रांसफर, ट्रांसफ़र, कनेक्ट कर, जोड़ दीजिए, जोड़ दो, जोड़िए, रिसेप्शन, स्टाफ से बात, स्टाफ़ से बात, काउंटर से बात"""
)
LINK = Phrases(
    """put me through, put this call through, put the call through, connect, transfer, patch me, patch this, forward ~ call, redirect, dial, call this number, ring this number
    jod do, jod dijiye, jodo, jodiye, connect kar, transfer kar, forward kar, lagao, laga do, laga dijiye, milao, mila do, जोड़, कनेक्ट, ट्रांसफर, ट्रांसफ़र, लगा दीजिए, लगाइए, मिला दीजिए, मिलाइए"""
)

REPEAT = Phrases(
    """repeat, say that again, say it again, say again, come again, once more please, one more time, what did you say, i didn't hear, didn't catch, did not catch, couldn't hear, can't hear, pardon, i beg your pardon, didn't get that, beg pardon, again please, sorry what, what was that
    kya bol rah*, kya keh rah*, kya kah rah*, क्या बोल रह*, क्या कह रह*, phir se boliye, phir se bolo, fir se boliye, fir se bolo, dobara boliye, dobara bolo, dobara bataiye, dobara bata, phir se bataiye, phir se bata, fir se bata, phir se kahiye, fir se kahiye, dobara kahiye, ek baar aur, ek baar phir, kya kaha, kya bola, kya bole, sunai nahi, suna nahi, awaaz nahi aayi, awaaz nahi aa, sunaai nahi
    फिर से बोलिए, फिर से बोलो, फिर से बताइए, फिर से कहिए, दोबारा बोलिए, दोबारा बताइए, दोबारा कहिए, दुबारा, एक बार और, एक बार फिर, क्या कहा, क्या बोला, सुनाई नहीं"""
)
LOST = Phrases(
    """didn't follow, don't follow, didn't understand, don't understand, do not understand, not understand, what do you mean, samajh nahi aaya, samajh nahi aayi, samajh nahi aa, samjha nahi, samjhi nahi, nahi samjha, nahi samjhi, समझ नहीं आया, समझ नहीं आई, समझा नहीं, समझी नहीं, नहीं समझा, नहीं समझी"""
)
SLOWER = Phrases(
    """slower, slowly, slow down, too fast, dheere, dhire, aahista, aaram se bol, tez bol, धीरे, आहिस्ता, आराम से बोल"""
)

HINDI_PLEASE = Phrases(
    """in hindi, hindi please, speak hindi, talk in hindi, switch to hindi, hindi mein, hindi me, hindi boliye, hindi bolo, हिंदी में, हिन्दी में, हिंदी बोलिए, हिन्दी बोलिए"""
)
NO_HINDI = Phrases(
    """don't speak hindi, do not speak hindi, don't know hindi, do not know hindi, don't understand hindi, do not understand hindi, can't speak hindi, not in hindi, no hindi, hindi nahi, hindi mein nahi, hindi mein mat, हिंदी नहीं, हिन्दी नहीं, हिंदी में नहीं, हिंदी में मत"""
)
NO_ENGLISH = Phrases(
    """don't speak english, do not speak english, don't know english, do not know english, don't understand english, do not understand english, can't speak english, not in english, no english, english nahi, english mein nahi, english mein mat, angrezi nahi, angreji nahi, hindi aati hai, hindi aata hai, hindi jaant*, अंग्रेज़ी नहीं, इंग्लिश नहीं, अंग्रेज़ी में नहीं, इंग्लिश में नहीं, अंग्रेज़ी में मत, हिंदी आती है, हिन्दी आती है"""
)
ENGLISH_PLEASE = Phrases(
    """in english, english please, speak english, talk in english, switch to english, english mein, english me, angrezi mein, angrezi me, english boliye, english bolo, अंग्रेज़ी में, अंग्रेजी में, इंग्लिश में"""
)

WRONG_NUMBER = Phrases(
    """wrong number, wrong place, dialled ~ wrong, dialed ~ wrong, misdialled, misdialed, called the wrong, called you by mistake, called by mistake, dialled by mistake, rang by mistake, by mistake sorry
    galat number, ghalti se lag, ghalti se call, ghalti se phone, galti se lag, galti se call, galti se phone, galti se mil, galti se laga, galat lag gaya, galat jagah, rong number, raung number
    गलत नंबर, ग़लत नंबर, गलती से लग, ग़लती से लग, गलती से फ़ोन, गलती से कॉल, रॉन्ग नंबर, रांग नंबर"""
)

GOODBYE = Phrases(
    """bye, goodbye, good bye, bye bye, see you, that's all, that is all, that's it, nothing else, nothing more, have a good day, have a nice day, talk later, good night then, tata, i'll hang up
    alvida, phir milte, phir milenge, rakhta hoon, rakhti hoon, phone rakhta, phone rakhti, bas itna hi, itna hi, aur kuch nahi, bas yahi, bas yehi, bas ho gaya, अलविदा, फिर मिलते, फिर मिलेंगे, रखता हूँ, रखती हूँ, और कुछ नहीं, बस इतना ही, इतना ही, बस यही, बाय"""
)
THANKS = Phrases(
    """thanks, thank you, thank you so much, thanks a lot, cheers, much appreciated, appreciate it, shukriya, dhanyavaad, dhanyawad, dhanyavad, meherbani, शुक्रिया, धन्यवाद, थैंक यू, थैंक्यू, थैंक्स"""
)
ACKNOWLEDGE = Phrases(
    """fair enough, i see, got it, alright, all right, okay, ok, good, great, fine, right, understood, no problem, never mind, nice, perfect, lovely, cool, oh, ah, well
    achha, accha, acha, theek, theek hai, thik hai, samajh gaya, samajh gayi, samajh gaye, koi baat nahi, chalo, chaliye, badhiya, sahi, haan, haan haan, ji, ok ji, bahut achha, pata chal gaya, poochhna tha, poochna tha, puchna tha, yahi poochhna, hai, bas, to, toh, yahi, yehi, phir, हाँ, जी, अच्छा, ठीक, ठीक है, समझ गया, समझ गई, समझ गयी, कोई बात नहीं, चलो, चलिए, बढ़िया, पूछना था, बस, है, यही"""
)
LATER = Phrases(
    """call back later, call again later, ring again, i'll call again, i will call again, i'll phone again, phone again later, try again later, phir se phone kar, dobara phone kar, dobara call kar, call you back, i'll call back, i will call back, ring back later, i'll ring back, i'll ring you back, call you later, i'll call later, some other time, another time, think about it, let me think about it, let you know, i'll ask, i will ask, need to ask, have to ask, need to check with, have to check with, should check with, check with my, ask my, talk to my, not now, not today thanks, not right now, i'll text him, i'll text her
    phir batata, phir batati, soch ke batata, soch ke batati, soch kar batata, soch kar batati, sochkar batata, sochkar batati, dekh ke batata, dekh ke batati, dekh kar batata, dekh kar batati, dekhkar batata, dekhkar batati, puch ke batata, puch ke batati, poochh ke batata, poochh ke batati, poochkar batata, poochkar batati, baad mein batata, baad mein batati, फिर बताता, फिर बताती, सोच के बताता, सोच के बताती, सोच कर बताता, सोच कर बताती, सोचकर बताता, सोचकर बताती, देख के बताता, देख के बताती, देखकर बताता, देखकर बताती, पूछ के बताता, पूछ के बताती, पूछकर बताता, पूछकर बताती, pooch lu, pooch lun, pooch loon, puchna padega, poochna padega, puchhna padega, poochhna padega, poochna hoga, puchna hoga, pooch ke dekh, pooch kar hi, puchke, pati se pooch, patni se pooch, soch lu, soch lun, sochunga, sochungi, phir bata*, dekh ke bata*, dekh kar bata*, dekhkar bata*, देख के बता*, देखकर बता*, baad mein phone, baad mein call, baad mein karta, baad mein karti, baad mein bata, baad mein poochh, baad mein puchh, baad mein puch, baad mein dekh, phir phone karunga, phir phone karungi, phir call kar, phir karunga, phir karungi, phir kabhi, abhi nahi, abhi mat, poochh ke bata, poochkar bata, puch ke bata, puchkar bata, poochh kar, sochkar bata, soch ke bata, sochkar phone, soch ke phone, ghar pe poochh, ghar par poochh, ghar pe puch
    पूछना पड़ेगा, पूछना होगा, पूछ लूँ, पूछ लूं, पूछ के, सोच लूँ, सोच लूं, सोचूँगा, सोचूँगी, फिर बताता, फिर बताती, फिर बताऊँ, बाद में फ़ोन, बाद में कॉल, बाद में करता, बाद में करती, बाद में बता, बाद में पूछ, बाद में देख, फिर कभी, अभी नहीं, अभी मत, पूछ कर बता, पूछकर बता, सोचकर बता, सोच कर बता, घर पर पूछ, घर पे पूछ"""
)
DROP = Phrases(
    """leave it, leave it be, never mind, nevermind, forget it, forget about it, don't bother, do not bother, drop it, skip it, no need, not needed, don't book, do not book, don't do it, do not do it, changed my mind, let it be, let it go, leave that, cancel that, cancel it, cancel this request, stop this, no thanks, no thank you, okay pity, ok pity, pity thanks, pity thank you, pity bye, not interested, don't want it anymore
    rehne do, rehne dijiye, rehne de, rahne do, jaane do, jaane dijiye, jane do, jaane de, chhodo, chhod do, chhodiye, chhod dijiye, choro, mat karo, mat kijiye, mat kar, mat likho, mat likhiye, mat karna, zaroorat nahi, jarurat nahi, nahi chahiye, nahi karna, nahi karwana, nahi karani, koi zaroorat nahi, koi baat nahi, band karo, nahi rakhna, mat rakho
    रहने दो, रहने दीजिए, रहने दें, जाने दो, जाने दीजिए, छोड़ो, छोड़िए, छोड़ दीजिए, मत करो, मत कीजिए, मत लिखिए, मत लिखो, मत करना, ज़रूरत नहीं, जरूरत नहीं, नहीं चाहिए, नहीं करना, नहीं कराना, नहीं करवाना, कोई बात नहीं"""
)
KEEP = Phrases(
    """leave it, leave it as, as it was, as it is, as is, where it was, keep it, keep the booking, keep my booking, keep my appointment, keep the appointment, keep that, let it stand, let it stay, let it be, don't cancel, do not cancel, not cancel, don't want to cancel, do not want to cancel, not to cancel, not cancelling, not canceling, no need to cancel, without cancelling, don't change, do not change, don't touch, leave my booking, leave my appointment, leave the booking, leave the appointment, stay as, stays as, never mind
    mat hata, mat hatana, mat hatao, na hata, cancel mat, cancel na, cancel nahi kar, radd mat, mat badal, badalna nahi, rakh lo, rakh lijiye, rakhte hain, rakhe, rakhna hai, wahi rakh, wahi rehne, vahi rakh, vahi rehne, waisa hi, waise hi, vaisa hi, vaise hi, jaisa hai, jaisi hai, jaise hai, rehne do, rehne dijiye, rehne den, rahne do, jaane do, jaane dijiye, chhod do, chhodiye, purana hi, purani hi, pehle wala hi, pehle wali hi
    मत हटा, मत हटाओ, मत हटाइए, मत हटाना, न हटा, कैंसल मत, कैंसिल मत, रद्द मत, रद्द न, मत बदल, वही रख, वही रहने, वैसे ही, वैसा ही, जैसा है, जैसी है, रहने दो, रहने दीजिए, रहने दें, जाने दो, जाने दीजिए, रख लो, रखते हैं, छोड़िए, छोड़ दीजिए, पुराना ही, पुरानी ही, पहले वाला ही, पहले वाली ही"""
)

CANCEL = Phrases(
    """drop it, won't be able to make, not be able to make, cancel, cancel my, cancelled, cancelling, cancellation, call off, calling off, drop my, drop the, drop our, scrap, delete my, remove my booking, remove my appointment, take off my appointment, can't make it, cannot make it, can't come, cannot come, won't be able to come, won't be coming, not able to come, won't make it, get rid of
    cancel kar, kainsal, kensal, radd kar, radd, hata do, hata dijiye, hatao, hataiye, hatana hai, hatani hai, hatwana, hatwani, nikalwa, hata den, nahi aa paunga, nahi aa paungi, nahi aa paayenge, nahi aa payenge, nahi aa sakte, nahi aa sakta, nahi aa sakti, nahi aa rahe, nahi aa pa
    कैंसल, कैंसिल, रद्द, हटा दीजिए, हटा दो, हटाइए, हटाना है, हटानी है, हटवाना, हटवानी, नहीं आ पाऊँगा, नहीं आ पाऊँगी, नहीं आ पाएँगे, नहीं आ सकते, नहीं आ सकता, नहीं आ सकती"""
)
NOT_CANCEL = Phrases(
    """nahi rehne do, nahi rehne dijiye, actually rehne do, never mind, नहीं रहने दो, नहीं रहने दीजिए, don't cancel, do not cancel, not cancel, don't want to cancel, do not want to cancel, not want to cancel, not wanting to cancel, not looking to cancel, not here to cancel, not calling to cancel, not to cancel, not cancelling, not canceling, cancel mat, cancel na kar, mat hata, mat hatana, mat hatao, na hata, hatana nahi, cancel nahi kar, cancel nahi, radd mat, कैंसल मत, कैंसिल मत, रद्द मत, मत हटा, मत हटाना, मत हटाइए, कैंसल नहीं, रद्द नहीं"""
)
CHANGE = Phrases(
    """another day for my, a different day for my, another time for my, a different time for my, another day for our, adjust our, aage badhani, aage badhana, aage badha do, aage badha dijiye, आगे बढ़ानी, आगे बढ़ाना, आगे बढ़ा दीजिए, badlav, badlaav, adjust my, adjust the booking, adjust karna, adjust kar do, बदलाव, needs to go to, need to go to, has to go to, needs to move, need to move, has to move, needs to be moved, needs moving, needs shifting, needs to shift, needs to be on, should go to, must go to, must move to, amend my, amend the, amend our, alter my, alter our, edit my booking, make some changes, make changes, make a change to, revise my, change my, change the, change our, change it, change that, to change, reschedule, rescheduling, re-schedule, postpone, prepone, move my, move the, move our, move it, moved to, shift my, shift the, shift it, shift our, push my, push it, push the, pushing it, pushing that, pushing my, moving it, moving my, shifting it, shifting my, bring it forward, bring forward, instead of, modify, update my, can it be, could it be, could that be, can that be, can we make it, can you make it, could you make it, could we make it, swap, delay my, make my booking, make my appointment, make our booking, switch my, earlier than my
    badal, badalkar, badalke, badalna, badalni, badalwana, badalwani, badlna, badalna hai, badal do, badal dijiye, shift kar, aage badha, aage kar, peeche kar, pehle kar, time change, change kar, change karna, change karni, change karwana, ke badle, aage khiska, khiska, postpone kar, reschedule kar, badhana hai booking, late ho sakt*, late kar sakt*, late kara, late kar do, late kar dijiye, jaldi kar do, ghanta late, ghante late, ghanta pehle, ghanta baad, ghante baad, ghanta aage, din aage, din baad kar, minute late kar, log aur jod, log aur kar, log aur add, log badha, log kam, log jod, more people, extra people, add two, add one, add more, add three, fewer people, hour later, hour earlier, minutes later, minutes earlier, wali booking mein, wali appointment mein
    बदल, बदलकर, बदलके, बदलना, बदलनी, बदलवाना, बदलवानी, बदल दीजिए, शिफ्ट कर, शिफ़्ट कर, आगे बढ़ा, आगे कर, पीछे कर, के बदले, चेंज कर, खिसका, लेट कर दो, लेट कर दीजिए, घंटा लेट, घंटा बाद, घंटे बाद, घंटा पहले, दिन आगे, लोग और जोड़, लोग और कर, लोग जोड़, लोग बढ़ा, लोग कम, वाली बुकिंग में"""
)
MINE = Phrases(
    """my booking, my appointment, my reservation, my table, our booking, our reservation, our table, our appointment, my slot, i'm down for, i am down for, i have a booking, i have an appointment, i have a reservation, i have a table, i've got a booking, i've got an appointment, i've got a table, i've got a reservation, i have got a table, we've got a table, we've got a booking, we've got a reservation, a table with you, a booking with you, an appointment with you, a reservation with you, i've booked, i have booked, i had booked, we have a booking, we have a table, we've booked, we booked, i booked, my visit, my haircut, my cut, my facial, my trim, my colour, my test, my scan, my x-ray, my echo, my ultrasound, my check-up, my checkup, my session, my ~ booking, my ~ appointment, my ~ reservation, our ~ booking, our ~ reservation, our ~ table, existing booking, booked for, booked a
    number laga hai mera, number laga hua hai, mera number laga, नंबर लगा है मेरा, नंबर लगा हुआ है, मेरा नंबर लगा, meri ~ booking, meri ~ appointment, mera ~ appointment, hamari ~ booking, humari ~ booking, hamara ~ table, apni ~ booking, apna ~ appointment, meri booking, meri appointment, mera appointment, meri reservation, mera reservation, hamari booking, hamara booking, hamari appointment, hamara table, humari booking, humara table, mera table, apni booking, apna appointment, apni appointment, booking hai meri, book kiya tha, book kiya hai, book karwaya, book karaya, book ki thi, booking ki thi, booking karwayi, booking karayi, wali booking, wali appointment, wala appointment, wali reservation, mera slot, appointment liya tha, appointment li thi, appointment liya hai, appointment le rakh, number lagaya tha, number lagwaya tha, booking le rakh, book karaya tha, time liya tha
    मेरी ~ बुकिंग, मेरी ~ अपॉइंटमेंट, मेरा ~ अपॉइंटमेंट, हमारी ~ बुकिंग, अपनी ~ बुकिंग, अपना ~ अपॉइंटमेंट, मेरी बुकिंग, मेरी अपॉइंटमेंट, मेरा अपॉइंटमेंट, हमारी बुकिंग, हमारा टेबल, मेरा टेबल, अपनी बुकिंग, अपना अपॉइंटमेंट, वाली बुकिंग, वाली अपॉइंटमेंट, वाला अपॉइंटमेंट, बुक किया था, बुक किया है, बुक करवाया, बुकिंग की थी, मेरा समय, अपॉइंटमेंट लिया था, अपॉइंटमेंट ली थी, नंबर लगवाया था, समय लिया था, टाइम लिया था"""
)
READ = Phrases(
    """mere naam se koi booking, mere naam ki koi booking, mere naam pe koi booking, koi booking hai kya, koi booking hai mer*, koi appointment hai kya, koi appointment hai mer*, booking hai ki nahi, booking hai ya nahi, is there a booking in my name, is there any booking in my name, मेरे नाम से कोई बुकिंग, मेरे नाम की कोई बुकिंग, मेरे नाम पर कोई बुकिंग, kaunsi booking, kaunsi kaunsi booking, kaun si booking, kaun kaun si booking, konsi booking, konsi konsi booking, kya kya booking, kitni booking, kaunsi appointment, kaun si appointment, konsi appointment, kaunse appointment, what bookings do i have, which bookings do i have, checking the time, check the time, checking my time, checking when, want to know when it is, know when it is, know what time it is, time check kar*, time pata kar*, time pooch*, time puch*, टाइम चेक कर*, टाइम पूछ*, what have i got booked, what do i have booked, list my bookings, कौन सी बुकिंग, कौनसी बुकिंग, कौन कौन सी बुकिंग, कितनी बुकिंग, कौन सी अपॉइंटमेंट, mera ~ kis din, meri ~ kis din, mera ~ kitne baje, meri ~ kitne baje, mera ~ kab rakh*, meri ~ kab rakh*, kitne baje rakh* hai, मेरा ~ किस दिन, मेरी ~ किस दिन, मेरा ~ कितने बजे, मेरी ~ कितने बजे, meri booking kis, meri ~ booking kis, mera appointment kis, meri appointment kis, hamari booking kis, booking kis samay, booking kis din, booking kis time, booking kis tareekh, appointment kis samay, appointment kis din, appointment kis time
    time kya hai mera, samay kya hai mera, time kya tha mera, mera time kya hai, mera time kya tha, mera samay kya hai, kab hai mera, kab hai meri, kab ka hai mera, kab ki hai meri, kitne baje hai mera, kitne baje hai meri, kitne baje ki hai meri
    मेरी बुकिंग किस, मेरा अपॉइंटमेंट किस, मेरी अपॉइंटमेंट किस, हमारी बुकिंग किस, बुकिंग किस समय, बुकिंग किस दिन, अपॉइंटमेंट किस समय, अपॉइंटमेंट किस दिन, समय क्या है मेरा, टाइम क्या है मेरा, मेरा समय क्या है, मेरा टाइम क्या है, कब है मेरा, कब है मेरी
    when is my, what time is my, which time is my, when was my, what time was my, what day is my, which day is my, do i have a booking, do i have an appointment, do i have any booking, have i got a booking, have i got an appointment, check my booking, check my appointment, check my reservation, confirm my booking, confirm my appointment, confirm my reservation, is my booking, is my appointment, is my table, remind me when, remind me of my, tell me my booking, tell me my appointment, what are my bookings, my bookings, look up my, details of my, what have i booked, what did i book, what did we book, what have we booked, what had i booked, what i booked, when am i, what time am i, what time did i book, when did i book, forgot my appointment time, forgot when, forgot the time
    meri booking kab, meri booking kitne, meri booking kaun, meri booking kya, meri booking hai, meri booking bata, meri appointment kab, mera appointment kab, meri appointment kitne, mera appointment kitne, meri appointment bata, mera appointment bata, mera number kab, booking kitne baje, appointment kitne baje, booking kab ki, booking kab hai, appointment kab ka, appointment kab ki, appointment kab hai, booking check kar, booking dekh, booking confirm hai, appointment confirm hai, time bhool gaya, time bhool gayi, samay bhool gaya, samay bhool gayi, din bhool gaya, din bhool gayi, tareekh bhool gaya, tareekh bhool gayi, date bhool gaya, date bhool gayi, booking bhool gaya, booking bhool gayi, appointment bhool gaya, appointment bhool gayi, bhool gaya kab, bhool gayi kab, bhool gaya ki kab, bhool gayi ki kab, bhool gaya kitne, bhool gayi kitne, bhool gaya ki kitne, bhool gayi ki kitne, bhool gaya kis, bhool gayi kis, kab ~ bhool gaya, kab ~ bhool gayi, kitne baje ~ bhool gaya, kitne baje ~ bhool gayi, kitne baje ka tha, kitne baje ki thi, kitne baje aana, kab aana hai, confirm hai na, confirm hai kya, pakki hai na, pakki hai kya, pakka hai na, booking thi na, appointment tha na, uska time bata, uska samay bata, appointment ka time bata, booking ka time bata, kis samay ka hai, kitne baje ka hai mera, yaad nahi kab
    मेरी बुकिंग कब, मेरी बुकिंग कितने, मेरी बुकिंग बता, मेरा अपॉइंटमेंट कब, मेरी अपॉइंटमेंट कब, मेरा अपॉइंटमेंट कितने, बुकिंग कितने बजे, अपॉइंटमेंट कितने बजे, बुकिंग कब की, बुकिंग कब है, कन्फर्म है ना, कन्फर्म है क्या, पक्की है ना, पक्की है क्या, बुकिंग थी ना, बुकिंग देख, बुकिंग चेक, कितने बजे की थी, कितने बजे का था, कितने बजे आना, कब आना है"""
)
BOOK = Phrases(
    """book, appointments, reservations, tables, book a, book an, book me, booking, bookings, a booking, make a booking, make a reservation, reserve, reservation, appointment, an appointment, table for, a table, put me down, put us down, put me in for, put us in for, put me in on, put her down, put him down, pop me in, pop us in, book me in, book us in, pencil us in, fit us in, squeeze us in, slot us in, pencil me in, fit me in, squeeze me in, slot me in, get me in, i need a, i need an, i would like, i'd like, we'd like, we would like, i want to come, i want my, can i come, could i come, may i come, can we come, could we come, can i get a, can i have a, could i have a, could i get a, i want an, i want a, schedule, see the doctor, see a doctor, see dr, see doctor, arrange a, set up a, sign me up, come in for, come in on, come by, slot for, a slot, coming for, can you do, can you see me, could you see me, can you fit, can you take, cut my hair, have my hair, need to see, want to see, take a look, have a look at, look at him, look at her, see him, see her, examine him, examine her, check him, check her, looking for a, we'll come, we will come, we are coming, seats for, a seat, i'll take
    book kar, book karo, book karna, book karni, book karwana, book karwani, book karana, booking chahiye, booking karni, booking karna, booking kar, appointment chahiye, appointment lena, appointment leni, appointment dijiye, appointment de, appointment laga, number laga, number lagwana, mez chahiye, mez rakh, table milegi, table milega, table mil jaye*, table mil sak*, table khali, table hai kya, koi table hai, table hogi kya, table chahiye, table rakh, table laga, jagah rakh, jagah chahiye, jagah mil, jagah hai, seat chahiye, seat rakh, reserve kar, time milega, time mil, time chahiye, time de do, slot chahiye, slot milega, slot mil, aana hai, aana chahta, aana chahti, aana tha, aana chahte, aa sakta, aa sakti, aa sakte, aayenge, aaenge, aaunga, aaungi, dikhana hai, dikhana tha, dikhwana, dikha na, karwana hai, karwani hai, karana hai, karani hai, karwaana, kara dijiye, karwa dijiye, kara do, karwa do, karvana, katwane hai, katwana hai, katwani, katwane hain, banwani hai, banwana hai, chahiye tha, milna hai, milna tha, dena hai, kar doge, ho jayega, ho jaega, ho paayega, ho payega, mil jayega, mil jaayega, mil jayegi, lagwana hai, likh lijiye, likh lo, naam likh, ke liye table, ke liye mez, ke liye jagah, ke liye booking
    बुक, बुकिंग, अपॉइंटमेंट, अपाइंटमेंट, अपॉइन्टमेंट, टेबल चाहिए, टेबल रख, टेबल, जगह रख, जगह चाहिए, जगह मिल, सीट चाहिए, रिज़र्व, रिजर्व, समय मिलेगा, समय चाहिए, टाइम मिलेगा, टाइम चाहिए, स्लॉट, आना है, आना चाहता, आना चाहती, आ सकता, आ सकती, आ सकते, आएँगे, आएंगे, आऊँगा, आऊँगी, दिखाना है, दिखवाना, कराना है, करानी है, करवाना है, करवानी है, करा दीजिए, करवा दीजिए, कटवाने हैं, कटवाना है, बनवानी है, बनवाना है, मिलना है, देना है, नंबर लगा, हो जाएगा, मिल जाएगा, मिल जाएगी, मिलेगी जगह"""
)
ANOTHER = Phrases(
    """another booking, another table, another appointment, another one, one more booking, one more table, one more appointment, also book, a second booking, a second table, a second appointment, second one, and another, same for my, one for my, also for my, also need, also want, also put, book also
    ka bhi kar do, ki bhi kar do, ka bhi kar dijiye, ki bhi kar dijiye, ka bhi book, ki bhi book, ke liye bhi, ka bhi kar dena, ek aur booking, ek aur table, ek aur appointment, ek aur, dusri booking, doosri booking, dusra table, doosra table, dusra appointment, doosra appointment, ek booking aur, ek table aur, ek appointment aur, का भी कर दो, का भी कर दीजिए, की भी कर दीजिए, का भी बुक, के लिए भी, एक और बुकिंग, एक और टेबल, एक और अपॉइंटमेंट, एक और, दूसरी बुकिंग, दूसरा टेबल, दूसरा अपॉइंटमेंट"""
)
FREE = Phrases(
    """free, available, availability, open slots, any slots, vacant, any openings, any opening, have you got, do you have space, got space, got room, have room
    khali, khaali, free hai, free hain, available hai, uplabdh, milega, milegi, mil sakta, mil sakti, mil jayega, baithte, baithti, jagah hai, kab ka time, kab ka samay
    खाली, उपलब्ध, मिलेगा, मिलेगी, मिल सकता, मिल सकती, मिल जाएगा, फ्री, जगह है, कब का समय"""
)
WHICH_TIMES = Phrases(
    """what times, which times, what time slots, what slots, which slots, what is available, what's available, what do you have free, when are you free, when is ~ free, when is ~ available, when can i come, when can we come, any time free, what time is free, what all times
    time kab, samay kab, slot kab, kaun kaun se time, kaun se time, kaunse time, kya kya time, kya time hai, kya time milega, kaun sa time, konsa time, kaunsa time, kab kab khali, kab khali, kab free, kitne baje khali, kaun kaun se slot, kaun se slot, kya slot, kab aa sakta, kab aa sakti, kab aa sakte, kab aau, kab aaun, kab mil sakta, kab mil sakti, kab milega time, kab ka time, kab time milega
    टाइम कब, समय कब, स्लॉट कब, कौन कौन से टाइम, कौन से टाइम, कौन सा टाइम, कौन सा समय, कौन कौन से समय, कब खाली, कब आ सकता, कब आ सकती, कब आऊँ, क्या समय मिलेगा, कब का टाइम, कब का समय, कब समय मिलेगा"""
)
WAS_DONE = Phrases(
    """you people did, you guys did, you did on, you did to, you did for, your people did, you gave me, i came on, i came for, i came in, we came on, we came for, i got my, i had my, ruined, has gone, have gone, has turned, have turned, money back, refund
    karwaya tha, karwayi thi, karvaya tha, karaya tha, karayi thi, kiya tha aapne, aapne kiya tha, aaya tha, aayi thi, aaye the, kharab kar diya, kharab ho, bigaad diya, bigad gaya, bigad gayi, paise wapas, paisa wapas
    करवाया था, करवाई थी, कराया था, कराई थी, आया था, आई थी, आए थे, ख़राब कर दिया, खराब कर दिया, बिगाड़ दिया, बिगड़ गया, पैसे वापस"""
)
"""What the house did before, and no wish for it."""
EARLIEST = Phrases(
    """earliest, the first you, first you have, first you can, first available, first slot, first free, first one, soonest, as soon as possible, asap, whatever is first, next available, next free, next slot
    sabse pehle, sabse pehla, sabse jaldi, jaldi se jaldi, jitni jaldi, pehla slot, pehla time, pehla jo, jo pehle mile, jo bhi pehle, sabse pehle wala, kab ka pehla, turant mil
    सबसे पहले, सबसे पहला, सबसे जल्दी, जल्दी से जल्दी, जितनी जल्दी, पहला स्लॉट, पहला समय, जो पहले मिले"""
)
LATEST = Phrases(
    """latest, last slot, last time you, the last one, the last you, last you can, last you have, last appointment, last available, last free, last possible, latest you, as late as possible
    aakhri, akhri, aakhiri, akhiri, antim, sabse der, sabse last, last wala, last slot, last time kya, आख़िरी, आखिरी, अंतिम, सबसे देर, आखरी"""
)
AFTER_THAT = Phrases(
    """after that, just after, right after, later, a bit later, little later, something later, anything later, somewhat later, later than that, later on, directly after, next after, the one after, any later
    uske baad, iske baad, uske turant baad, us ke baad, thoda late, thodi der baad, thodi der, thoda baad, baad mein kya, baad mein kab, baad ka, thoda der se, der se, thoda aage, jo bhi uske baad, ke turant baad
    उसके बाद, इसके बाद, उसके तुरंत बाद, थोड़ा लेट, थोड़ी देर बाद, बाद में क्या, बाद में कब, बाद का, थोड़ा बाद, देर से, थोड़ा आगे"""
)
BEFORE_THAT = Phrases(
    """before that, just before, right before, earlier, a bit earlier, little earlier, something earlier, anything earlier, any earlier, sooner, earlier than that
    usse pehle, us se pehle, isse pehle, thoda pehle, thodi der pehle, thoda jaldi, pehle ka, thodi jaldi, jaldi ka
    उससे पहले, इससे पहले, थोड़ा पहले, थोड़ी देर पहले, थोड़ा जल्दी, पहले का, थोड़ी जल्दी"""
)
OTHER_DAY = Phrases(
    """another day, some other day, other day, any other day, different day, other days, which days, next day, the day after that, day after, following day, next available day, other dates, another date
    kisi aur din, koi aur din, doosre din, dusre din, aur kis din, agle din, kisi doosre din, doosra din, dusra din, kaunse din, किसी और दिन, कोई और दिन, दूसरे दिन, अगले दिन, और किस दिन, दूसरा दिन"""
)
SAME_TIME = Phrases(
    """same time, at the same time, that same time, time stays, same hour, usi samay, usi time, wahi samay, wahi time, vahi samay, vahi time, samay wahi, time wahi, isi samay, same time pe, उसी समय, वही समय, समय वही, उसी वक़्त, उसी वक्त, वही वक्त, वही टाइम"""
)
SAME_PEOPLE = Phrases(
    "same people, same number of people, same number, same party, as many people, as many of us, same size, same log, utne hi log, utne log, itne hi log, same logon, उतने ही लोग, इतने ही लोग, सेम लोग, same persons"
)
ANY_DAY = Phrases(
    """any day, any date, any evening, any morning, any afternoon, any night, any weekday, any of the days, any other evening, whichever day, whatever day, which day doesn't matter, day doesn't matter, day does not matter, doesn't matter which day, does not matter which day, no particular day, flexible on the day, flexible with the day, flexible about the day
    koi bhi din, kisi bhi din, koi sa bhi din, kaunsa bhi din, jis bhi din, jo bhi din, din koi bhi, din koi sa bhi, koi din bhi, koi bhi date, koi bhi tareekh, koi bhi tarikh, kisi bhi tareekh, koi bhi shaam, kisi bhi shaam, koi bhi subah, kisi bhi subah, kisi bhi dopahar, koi bhi raat, kisi bhi raat
    कोई भी दिन, किसी भी दिन, जिस भी दिन, जो भी दिन, दिन कोई भी, कोई भी तारीख, कोई भी तारीख़, कोई भी शाम, किसी भी शाम, किसी भी सुबह, किसी भी रात"""
)
ANY_TIME = Phrases(
    """any time, anytime, any hour, any slot, whatever time you, whatever time suits, whatever time works, whatever time is, whichever time, whichever slot, time doesn't matter, time does not matter, whenever ~ free, whenever ~ available, whenever you have, whenever there is, whenever there's, whenever you can, whenever suits, whenever works, whenever is, whenever possible, no particular time, flexible on time, flexible on the time, flexible about the time, flexible with the time
    koi bhi time, kisi bhi time, koi bhi samay, kisi bhi samay, koi bhi waqt, kisi bhi waqt, koi bhi slot, time koi bhi, samay koi bhi, jo bhi time, jo bhi samay, jo time mile, jo time khali, jo samay mile, jo samay khali, jo bhi slot, kabhi bhi, jab bhi ~ free, jab bhi ~ khali, jab bhi ~ mil*, jab bhi ~ ho sake, jab bhi ~ ho jaye, jab bhi ~ jagah, jab bhi ~ time, jab bhi ho, jab bhi ~ ho, jab ~ khali ho, jab ~ free ho, jab ~ mil jaye, jab ~ mil jaaye
    कोई भी समय, कोई भी टाइम, किसी भी समय, किसी भी टाइम, कोई भी वक़्त, जो भी समय, जो भी टाइम, कभी भी"""
)
ANYBODY = Phrases(
    """anyone, anybody, any doctor, any one, whoever, no preference, doesn't matter who, does not matter who, whichever doctor, any of them, any person, either of them, either is fine
    koi bhi, koi doctor, koi bhi doctor, kisi doctor, jo doctor ho, jo bhi doctor, jo available, koi sa bhi, koi dentist, any dentist, any stylist, kisi se bhi, kisi ke saath bhi, jo bhi ho, jo bhi khali, jo bhi free, koi farak nahi, कोई भी, किसी से भी, जो भी हो, कोई फ़र्क नहीं, कोई डॉक्टर, किसी डॉक्टर, जो डॉक्टर हो, कोई सा भी"""
)

MESSAGE = Phrases(
    """extend the prescription, extend my prescription, renew the prescription, renew my prescription, prescription renew, prescription extend, prescription refill, refill my prescription, parcha badha, parchi badha, parcha renew, पर्चा बढ़ा, पर्ची बढ़ा, leave a message, take a message, take down a message, pass a message, pass on a message, pass that on, pass it on, pass this on, leave word, send a message, give ~ a message, give ~ my message, message for, let them know, let him know, let her know, let the doctor know, let the manager know, tell ~ that i, tell ~ i'll, tell ~ i will, tell ~ i am, tell ~ we, tell them, tell him, tell her, tell the doctor, tell the manager, tell the owner, tell your manager, inform them, inform him, inform the, call me back, ring me back, phone me back, ring me, ask them to call, ask him to call, ask her to call, ask someone to call, have them call, have them ring, have someone call, have somebody call, have someone ring, have somebody ring, have him call, have her call, have him ring, have her ring, let them call, let them ring, let them phone, let him call, let her call, let somebody call, let someone call, somebody call me, someone call me, call me on, give me a call, want a callback, a callback, a call back, callback, get back to me, get someone to call, get somebody to call, please call me, to call me
    message dena, message deni, message dijiye, sandesh dena, sandesh dijiye, khabar pahuncha, khabar de, baat pahuncha, sandesh pahuncha
    message chhod, message chod, message de, message likh, message le, message pahuncha, sandesh chhod, sandesh de, sandesh le, sandesh likh, malik tak, maalik tak, manager tak, owner tak, मालिक तक, मैनेजर तक, malik ko bata, maalik ko bata, manager ko bata, madam ko bata, sir ko bata, doctor ko bata, staff ko bata, counter ko bata, ko bata dijiye ki, ko bata do ki, ko bol dijiye ki, ko bol do ki, ko boliye, ko bata do, ko bol do, ko bata dijiye, ko keh do, unse kehna, unse kahna, unko kehna, bata dena, bata dijiyega, bata dijiega, unko bata, unhe bata, unhen bata, unko bol, unhe bol, bol dena, bol dijiyega, keh dena, kah dena, keh dijiye, unko keh, phone karwa, phone karva, phone kar len, phone kar le, phone karen, call karwa, call karva, call kar len, call kar le, call back, wapas call, wapas phone, vapas call, vapas phone, mujhe call kar, mujhe phone kar, phone karne ko, call karne ko, phone karne bol, call karne bol, khabar kar, khabar de, suchit kar
    ख़बर पहुँचा, खबर पहुँचा, खबर पहुंचा, बात पहुँचा, बात पहुंचा, संदेश पहुँचा, ख़बर दे, खबर दे
    संदेश छोड़, संदेश दे, संदेश ले, संदेश लिख, मैसेज, मालिक को बता, मैनेजर को बता, मैडम को बता, सर को बता, डॉक्टर को बता, डॉक्टर साहब को बता, को बता दीजिए कि, को बोल दीजिए, को बता दो कि, को बोलिए, उनसे कहना, बता दीजिएगा, बता देना, उनको बता, उन्हें बता, उनसे कह, बोल दीजिएगा, बोल देना, कह दीजिएगा, कह देना, फ़ोन करवा, फ़ोन कर लें, फ़ोन करें, फ़ोन कर ले, कॉल करवा, कॉल कर लें, कॉल कर ले, कॉल बैक, वापस कॉल, वापस फ़ोन, मुझे फ़ोन कर, मुझे कॉल कर, फ़ोन करने को, ख़बर कर, सूचित कर"""
)
LATE = Phrases(
    """running late, run late, be late, being late, i'm late, i am late, we're late, we are late, get late, going to be late, stuck in traffic, stuck in a jam, delayed, minutes late, hour late, hours late, ghanta late, ghante late, held up, bit behind
    late ho, late hone, late ho raha, late ho rahi, late aaunga, late aaungi, late aayenge, late pahunch, der ho, der ho jayegi, der se aa, der se pahunch, der lagegi, minute lagenge, minute lagega, minute aur lagenge, minute late, jam mein phans, traffic mein phans, auto nahi mil, raaste mein hoon, raste mein hu, raste mein hain
    der hogi, der ho gi, der hone wali, der ho jaegi, देर होगी, देर होने वाली
    देर हो, लेट हो, लेट हूँ, देर से आ, देर से पहुँच, देर लगेगी, मिनट लगेंगे, मिनट लेट, ट्रैफिक में, ट्रैफ़िक में, जाम में, रास्ते में हूँ, रास्ते में हैं, मिनट की देर"""
)

OTHERS = Phrases(
    """did he, did she, did they book, has he, has she, has he got, has she got, does he have, does she have, is he coming, is she coming, is he booked, is she booked, his booking, her booking, his appointment, her appointment, his table, her table, their booking, their table, their appointment, his reservation, her reservation, he booked, she booked, he take, she take, he won't mind, she won't mind, my friend's booking, my friend's appointment, when is he, when is she, what time is he, what time is she, under the name, booking of mr, booking of mrs, booking of ms, meeting mr, meeting dr, who is coming, who is booked, who has booked, who booked, who's coming, who's booked, is there a booking for mr, is there a booking for mrs, is mr, is mrs
    who all have booked, who all has booked, who all booked, who have booked, kiski booking, kis kis ki booking, kiski kiski booking, kiske naam ki booking, kis kis ne book, kiska table, किसकी बुकिंग, किस किस की बुकिंग, किस किस ने बुक
    kis samay aa rahe, kitne baje aa rahe, kab aa rahe, kab aa rahi, kitne baje aa rahi, unki booking, unka appointment, unki appointment, uski booking, uska appointment, uski appointment, kaun aa raha, kisne book, unhone book, kya unki, kya uski, ki booking kab, ka appointment kab, ki appointment kab, ke naam se booking hai, ke naam ki booking, ghar ki baat hai, aa rahe hain kya, aaye the kya, aa rahi hain kya
    किस समय आ रहे, कितने बजे आ रहे, कब आ रहे, कब आ रही, कितने बजे आ रही, उनकी बुकिंग, उनका अपॉइंटमेंट, उसकी बुकिंग, उसका अपॉइंटमेंट, कौन आ रहा, किसने बुक, उन्होंने बुक, की बुकिंग कब, का अपॉइंटमेंट कब, की अपॉइंटमेंट कब, के नाम की बुकिंग, घर की बात है"""
)
RELATIVE = Phrases(
    """my mother's, my father's, my wife's, my husband's, my son's, my daughter's, my brother's, my sister's, my friend's, my boss's, my aunt's, my uncle's, my mum's, my mom's, my dad's, my cousin's, my neighbour's, my colleague's, my grandmother's, my grandfather's
    meri maa, meri mummy, meri ammi, mere papa, mere pitaji, mere abbu, meri patni, meri biwi, mere pati, mere bete, meri beti, mere bhai, meri behen, meri bahan, mere dost, mere jija, mere chacha, mere mama, meri saas, mere sasur, meri bhabhi, meri wife, mere husband, mere friend
    मेरी माँ, मेरी मम्मी, मेरे पापा, मेरे पिताजी, मेरी पत्नी, मेरे पति, मेरे बेटे, मेरी बेटी, मेरे भाई, मेरी बहन, मेरे दोस्त, मेरे जीजा, मेरे चाचा, मेरे मामा, मेरी सास, मेरे ससुर, मेरी भाभी"""
)

MEDICAL = Phrases(
    """is that dangerous, is it dangerous, is this dangerous, is it serious, is that serious, is this serious, is that normal, is it normal, is this normal, is that high, is it high, is that low, is it low, is that bad, is it bad, is it cancer, should i worry, should i be worried, what does ~ mean, what do ~ mean, my report says, report says, report shows, my report, result says, my results, read my report, explain ~ report, interpret, double my tablet, my tablet, my tablets, double the dose, dose, dosage, how much should i take, how many should i take, how many tablets, should i take, should i skip, skip my tablet, skip my medicine, skip the tablet, can i take, may i take, should i stop, stop taking, is it safe, safe to take, safe for, what medicine, which medicine, any medicine, medicine for, what tablet, which tablet, some medicine, painkiller, painkillers, pain killer, pain killers, paracetamol, ibuprofen, antibiotic, antibiotics, aspirin, insulin, metformin, crocin, dolo, what is wrong with me, what's wrong with me, what could it be, what do i have, do i have diabetes, do i have ~ infection, diagnose, diagnosis, prescribe, a prescription for, is it contagious, what treatment, side effect, side effects, home remedy
    pen killer, dard ki goli, dard ki dawa, dard ki dawai, dawai lu, dawa lu, goli lu, tablet lu, tablet le, tablet kha, syrup, malham, दर्द की गोली, दर्द की दवा, पेनकिलर, टैबलेट ले, टैबलेट खा, मरहम
    kya karun, kya karu, kya karoon, kya kare, kya karna chahiye, gharelu, upay bata, kaise theek hoga, theek kaise, क्या करूँ, क्या करूं, क्या करना चाहिए, what should i do, what do i do about, what can i do for
    safe hai, safe hota, safe hoga, safe rahega, safe rahegi, surakshit hai, khatra hai, khatra to, khatra toh, khatre ki baat, khatre wali, chinta ki baat, darne ki baat, nuksan to nahi, nuksaan to nahi, nuksan hoga, nuksaan hoga, nuksan karega, nuksaan karega, kaun si dawai, kaunsi dawai, kaun si dawa, kaunsi dawa, kya dawai, kya dawa, dawai le, dawa le, dawai bata, dawa bata, goli le, goli kha, kitni goli, kitni dawai, dawai kha, dawa kha, dawai band, dawa band, dawai safe, goli bata, kya khaun, kya lun, kya len, khatarnak, khatarnaak, ghabrane ki, gambhir hai, report mein, report padh, report ka matlab, report theek, report normal, normal hai kya, kya bimari, kaun si bimari, kya hua hai mujhe, mujhe kya hua, ilaaj bata, ilaj bata, nuskha, khuraak, dose kitni
    सेफ़ है, सेफ़ होता, सेफ़ रहेगा, सुरक्षित है, ख़तरा है, ख़तरा तो, ख़तरे की बात, चिंता की बात, डरने की बात, नुक़सान तो नहीं, नुकसान तो नहीं, नुक़सान होगा, कौन सी दवा, कौन सी दवाई, दवा ले, दवाई ले, दवा बता, दवाई बता, गोली ले, गोली खा, कितनी गोली, दवा खा, दवाई खा, दवा बंद, दवाई बंद, ख़तरनाक, खतरनाक, गंभीर है, घबराने की, रिपोर्ट में, रिपोर्ट पढ़, रिपोर्ट का मतलब, रिपोर्ट ठीक, नॉर्मल है, नार्मल है, क्या बीमारी, कौन सी बीमारी, मुझे क्या हुआ, इलाज बता, खुराक, डोज़, नुस्ख़ा"""
)
FAVOUR = Phrases(
    """knock something off, knock a bit off, knock some off, knock ~ off the price, something off, bit off the price, better price, best price, special price, student discount, discount, any discount, some discount, cheaper, reduce the price, lower price, less price, waive, waiver, refund, money back, make an exception, exception for, for less, can we bargain, bargain a bit, little bargain, give me ten percent, percent off, half price, concession
    discount, kuch kam, kam kar do, kam karo, kam kijiye, thoda kam, sasta, paise wapas, paise vapas, chhoot, chhut, riyayat, rate kam, kam lagao, kam laga, sau me kar do, sau mein kar do, hazaar me kar do, me kar do bhaiya, कम लगा, डिस्काउंट, छूट, कुछ कम, कम कर दो, कम कीजिए, सस्ता, पैसे वापस, रियायत"""
)

PRICE = Phrases(
    """price, prices, cost, costs, how much, charge, charges, fee, fees, rate, rates, expensive, what do you charge, set me back, set us back, cheapest, sasta, sasti, sabse sasta, what do i owe, what would i owe
    kitne ka, kitne ki, kitne ke, kitne paise, kitna lag*, kitne lag*, kitni lag*, ka kitna, ki kitni, kitne mein, kitna hota, kitna hoga, kitna hua, kitna loge, kitna lete, kitne lete, kitna paisa, kitna lagega, kitne lagenge, kitna kharcha, kharcha, daam, dam kya, keemat, kimat, fees, fis, rate kya, kya rate, kya charge, kitne rupaye, kitne rupay, kitna padega, kitni padegi, kitna charge
    कितने का, कितने की, कितने के, कितने पैसे, कितना पैसा, कितना लगेगा, कितने लगेंगे, खर्चा, ख़र्चा, दाम, कीमत, क़ीमत, फ़ीस, फीस, रेट, कितने रुपये, कितना पड़ेगा, कितनी पड़ेगी, चार्ज"""
)
DURATION = Phrases(
    """how long does, how long will, how long is, how long would, how long do, how long it, how much time, how many minutes, how many hours, what is the duration, duration of
    kitna time lag, kitna ~ time lag, kitna time le, kitna samay lag, kitni der lag, kitni der ka, kitni der ki, kitni der mein ho, kitni der chal, kitna waqt lag, kitne minute lag, kitne minute ka, kitne ghante lag, kitne ghante ka, time kitna lag, samay kitna lag, der kitni lag
    कितना समय लग, कितना टाइम लग, कितनी देर लग, कितनी देर का, कितनी देर की, कितना वक़्त लग, कितने मिनट लग, कितने घंटे लग, टाइम कितना लग, समय कितना लग"""
)
NO_SERVICE = Phrases(
    "wait, waiting, queue, line, results, result, report, reports, delivery, reach, get there, open, parking, valid, intezaar, intezar, rukna, report, pahunch, raasta, इंतज़ार, इंतजार, रिपोर्ट, पहुँच"
)
"""How long that takes is in no service's minutes."""
HOURS = Phrases(
    """are you open, is it open, opening hours, opening time, opening times, closing time, what time do you open, what time do you close, when do you open, when do you close, until when are you open, how late are you open, how long are you open, your hours, your timings, timings, business hours, working hours, do you open, do you close, are you closed, is it closed, open hai, open ho, open rah*, khuli rah*, khula rah*, khule rah*, khulegi, khulega, khulti hai, khuli ho, band rah*, close hai, closed hai, chalu hai, chaalu, what day ~ closed, which day ~ closed, open on, closed on, which days are you, what days are you, still open, open today, open now, open tomorrow
    kab khulta, kab khulti, kab khulte, kab band, kitne baje khul, kitne baje band, kitne baje tak, kab tak khul, khula hai, khule hai, khule ho, khuli hai, khule hain, khula rehta, khulte ho, khulte hain, band hai kya, band rehta, band hota, band hote, timing kya, timing, kis din band, kis din khul, chhutti kab, khulne ka, band hone ka
    कब खुलता, कब खुलती, कब खुलते, कब बंद, कितने बजे खुल, कितने बजे बंद, कितने बजे तक, कब तक खुल, खुला है, खुले है, खुले हैं, खुली है, खुला रहता, खुली रहती, खुला रहेगा, खुली रहेगी, खुले रहेंगे, बंद रहेगा, बंद रहेगी, ओपन है, चालू है, बंद तो नहीं, खुलते हैं, बंद रहता, बंद होता, बंद है क्या, टाइमिंग, किस दिन बंद, छुट्टी कब"""
)
PEOPLE = Phrases(
    """does ~ work, does ~ sit on, does ~ come on, do ~ work on, is ~ there on, is ~ there today, is ~ there tomorrow, baithte hain kya, baithti hain kya, baithte hai kya, baithti hai kya, baithe hain, baithi hain, baithe hai kya, baithi hai kya, बैठे हैं, बैठी हैं, aate hain kya, aati hain kya, hongi kya, बैठते हैं क्या, बैठती हैं क्या, आते हैं क्या, आती हैं क्या, baithenge, baithengi, kis din aate, kis din aati, kis din mil, kaun se din, kaun kaun aayega, is ~ working on, is ~ working today, is ~ working tomorrow, is ~ in on, will ~ be there, when does ~ come, which doctors, what doctors, who are your doctors, list of doctors, doctors do you have, who works, who is there, which doctor is, who all, who does, who do you have, who sits, which stylists, your stylists, your doctors, doctors available, when does dr, when does doctor, when is dr, when is doctor, what days does, which days does, what time does dr, what time does doctor, when does, when do
    kaun kaun se doctor, kaun se doctor, kaunse doctor, kaun doctor, doctor kaun, kaun kaun baith, kab baithte, kab baithti, kis din baith, kitne baje baith, kab aate, kab aati, kaun karta, kaun karti, kab milte, kab milti, kab mileng*, kab aayeng*, kab hoti hain, kab hote hain, kab rahte, kab rahti
    कौन कौन से डॉक्टर, कौन से डॉक्टर, कौन डॉक्टर, डॉक्टर कौन, कब बैठते, कब बैठती, किस दिन बैठ, कितने बजे बैठ, कब आते, कब आती, कौन करता, कौन करती, कब मिलते, कब मिलती"""
)
SERVICES = Phrases(
    """what services, which services, services do you, what all do you do, what do you offer, what treatments, which tests, what tests, kya kya karte, kya kya hota, kya kya milta, kaun si service, kaunsi service, kya suvidha, kaun kaun si jaanch, क्या क्या करते, क्या क्या होता, कौन सी सर्विस, कौन कौन सी जाँच, क्या सुविधा"""
)
QUESTION = Phrases(
    """what, where, when, which, why, how, who, do you, does, is there, are there, are you, is it, is the, can you, do i, should i, have you, has anyone, did, will there, may i bring, can i bring, is that
    kya, kahan, kahaan, kab, kaise, kaun, kitna, kitne, kitni, kidhar, kyon, kyun, hai kya, chalega, chalta, milta, milti, hota hai, lagta, lagega, karte ho, karte hain, rakhte ho, rakhte hain, chahiye kya, padega kya, laga un
    क्या, कहाँ, कहां, कब, कैसे, कौन, कितना, कितने, कितनी, किधर, क्यों, चलेगा, चलता, मिलता, मिलती, होता है, लगता, करते हैं, लगाऊँ"""
)
SPLIT = Phrases(
    """two bookings, two tables, two reservations, three bookings, three tables, separate bookings, separate tables, separately, split, split it, split us, side by side, in two groups, divide, two groups, two halves, half and half, bookings of, tables of, each table, next to each other
    do booking, do table, do bookings, teen table, alag alag, alag booking, alag table, do hisson, do hisse, baant, do group, aadhe aadhe, saath saath ki table, paas paas, split kar, do baar
    दो बुकिंग, दो टेबल, दो मेज़, दो मेज, तीन टेबल, अलग अलग, अलग बुकिंग, बाँट, दो हिस्सों, दो ग्रुप, पास पास, आधे आधे"""
)
SAME_NUMBER = Phrases(
    """this number, this is my number, same number, the same number, this one, number i'm calling from, number i am calling from, the number i call from, my number is fine, calling number
    yehi number, yahi number, isi number, isi par, isi pe, same number, same pe, yahi, yehi, wahi number, jis number se, jisse call, jis se call, ye number, yeh number
    इसी नंबर, इसी पर, यही नंबर, यही, इस नंबर, यह नंबर, जिस नंबर से, जिससे कॉल, सेम नंबर"""
)
NOT_THIS_NUMBER = Phrases(
    """wrong number for me, number is wrong, number's wrong, change the number, number galat, number badal, नंबर गलत, नंबर ग़लत, नंबर बदल, different number, another number, other number, not this number, use my other, doosra number, dusra number, doosre number, dusre number, koi aur number, दूसरा नंबर, दूसरे नंबर, कोई और नंबर"""
)
THEIR_NUMBER = Phrases(
    """ka number do, ka number dijiye, ka number de, ka phone number, ka mobile number, ka number bata, ka number chahiye, ka number mil, number of doctor, number of dr, personal number, mobile number of, phone number of, his number, her number, का नंबर दो, का नंबर दीजिए, का नंबर दे, का नंबर बता, का नंबर चाहिए, का मोबाइल नंबर, का फ़ोन नंबर"""
)
WILD_NUMBER = Phrases(
    """don't have ~ number, haven't got ~ number, don't know ~ number, do not know ~ number, don't remember, can't remember, cannot remember, not sure of the number, no idea
    number yaad nahi, yaad nahi, pata nahi, number nahi hai, number nahi pata, नंबर याद नहीं, याद नहीं, पता नहीं, नंबर नहीं है, नंबर नहीं पता"""
)
WAITING_LIST = "waiting list"
NOTES = {
    WAITING_LIST: Phrases("waiting list, wait list, waitlist, waiting mein daal, waiting mein rakh, waiting pe, वेटिंग लिस्ट, वेटिंग में"),
    "high chair": Phrases("oonchi kursi, unchi kursi, uchi kursi, ऊँची कुर्सी, ऊंची कुर्सी, baby seat, high chair, highchair, baby chair, bachche ki kursi, bachche ke liye kursi, bachchon ki kursi, bachcho ki kursi, bachchon ke liye kursi, booster seat, बच्चों की कुर्सी, हाई चेयर, बच्चे की कुर्सी"),
    "window seat": Phrases("window side, window wali, window view, window spot, khidki side, khidki ki taraf, खिड़की की तरफ़, खिड़की साइड, window seat, window table, by the window, near the window, khidki ke paas, khidki wali, खिड़की के पास, खिड़की वाली"),
    "quiet corner": Phrases("quiet corner, corner table, quiet table, quiet place, kone wali, shaant jagah, कोने वाली"),
    "outdoor seat": Phrases("outdoor, outside table, terrace, garden table, bahar wali, chhat par, बाहर वाली"),
    "birthday": Phrases("birthday, bday, janamdin, janmdin, जन्मदिन, बर्थडे, बर्थ डे"),
    "anniversary": Phrases("anniversary, shaadi ki saalgirah, saalgirah, सालगिरह, एनिवर्सरी"),
    "wheelchair": Phrases("wheelchair, wheel chair, व्हीलचेयर"),
    "fasting": Phrases("fasting, empty stomach, khaali pet, khali pet, खाली पेट, फ़ास्टिंग"),
    "first visit": Phrases("first visit, first time, pehli baar, new patient, पहली बार, नया मरीज़"),
    "allergy": Phrases("allergy, allergic, allergies, एलर्जी"),
    "cake": Phrases("cake, kek, केक"),
    "non-smoking": Phrases("non smoking, non-smoking, smoke free, नॉन स्मोकिंग"),
    "ground floor": Phrases("ground floor, neeche wali, neeche ki, no stairs, seedhi nahi chadh, नीचे वाली, सीढ़ी नहीं चढ़"),
    "sofa": Phrases("sofa, couch, सोफ़ा, सोफा"),
    "surprise": Phrases("surprise, सरप्राइज़"),
    "vegan": Phrases("vegan, वीगन"),
    "Jain food": Phrases("jain food, jain thali, jain khana, जैन खाना, जैन थाली"),
    "no onion or garlic": Phrases("bina pyaaz, bina pyaz, bina lehsun, bina lahsun, pyaaz nahi, no onion, no garlic, without onion, without garlic, बिना प्याज, बिना प्याज़, बिना लहसुन"),
    "religious fast": Phrases("vrat, vrat ka, upvas, upwas, navratri ka vrat, vrat wala, व्रत, उपवास"),
}  # fmt: skip
"""Wishes that are no slots: the words for staff, and what a caller says."""

YES = Phrases(
    """yes, yeah, yep, yup, yes please, sure, of course, correct, right, that's right, that is right, exactly, absolutely, definitely, certainly, go ahead, please do, do it, do that, book it, confirm, confirmed, okay, ok, fine, perfect, sounds good, good, great, all good, alright, all right, lovely, works, that works, suits me, that suits, please confirm, make it so, pass that on, pass it on, have them ring, have them call
    haan, han, haanji, ha ji, hanji, ji, ji haan, bilkul, theek hai, thik hai, theek, thik, sahi, sahi hai, zaroor, jaroor, pakka, kar do, kar dijiye, kar dena, kar lo, kar lijiye, kardo, kar den, kijiye, karo, book karo, karwa do, karwa dijiye, kara dijiye, kara do, chalega, chalegi, ho jaye, ho jaega, done, likh lijiye, likh lo, rakh lijiye, rakh lo, bol dena, bata dena, bata dijiye, de dijiye, de do
    हाँ, हां, जी, जी हाँ, बिल्कुल, बिलकुल, ठीक है, ठीक, सही, सही है, ज़रूर, जरूर, पक्का, कर दीजिए, कर दो, कर दें, कर लीजिए, कीजिए, करो, करवा दीजिए, करा दीजिए, चलेगा, चलेगी, हो जाए, लिख लीजिए, रख लीजिए, यस, ओके, बता दीजिए, दे दीजिए"""
)
NO = Phrases(
    """no, nope, nah, no no, not that, not this, not really, wrong, incorrect, that's wrong, not right, that's not, don't, do not
    nahi, nahin, na, naa, ji nahi, nahi ji, nahi nahi, galat, galat hai, mat, bilkul nahi, nai
    नहीं, नही, ना, जी नहीं, ग़लत, गलत, मत, बिल्कुल नहीं, नो"""
)
MAYBE = Phrases(
    """maybe, perhaps, not sure, i'm not sure, let me think, let me see, let me check, hmm, hm, um, uh, i guess, i think so, possibly, probably, wait, hold on, one moment, one second, just a minute, just a second, might
    shayad, sochne do, sochta, sochti, sochne dijiye, dekhta hoon, dekhti hoon, dekhte hain, pata nahi, ruko, rukiye, ek minute, ek second, ho sakta hai, zara rukiye, ruk jao
    शायद, सोचने दीजिए, सोचता, सोचती, देखता हूँ, देखती हूँ, देखते हैं, पता नहीं, रुको, रुकिए, एक मिनट, एक सेकंड, हो सकता है, हम्म"""
)
GREETING = Phrases(
    """hello, hi, hey, good morning, good afternoon, good evening, good day, namaste, namaskar, salaam, pranam, ram ram, haloo, hallo, नमस्ते, नमस्कार, हैलो, हेलो, प्रणाम, सलाम, राम राम"""
)
WHO_IS_THIS = Phrases(
    """who is this, who is speaking, who am i speaking, who am i talking, which place is this, where have i called, where did i call, what place is this
    kaun bol raha, kaun bol rahi, kaun bol rahe, kahan se bol, kahan lag gaya, kahan laga hai, kahan mila, kaun si jagah, konsi jagah, kiska number hai, kis jagah ka number
    कौन बोल रहा, कौन बोल रही, कौन बोल रहे, कहाँ से बोल, कहाँ लग गया, कौन सी जगह, किसका नंबर है"""
)
PLACES = Phrases(
    """courier, bank, police station, post office, railway, insurance company, gas agency, agency, office, hospital, clinic, hotel, restaurant, salon, parlour, shop, store, school, college, lab, pharmacy, medical store, hall, centre, center, company, showroom, dhaba, dukaan, dukan, residence, house of
    कूरियर, बैंक, गैस एजेंसी, एजेंसी, ऑफिस, ऑफ़िस, अस्पताल, क्लिनिक, होटल, रेस्टोरेंट, सैलून, पार्लर, दुकान, स्कूल, डाकघर, थाना, कंपनी"""
)
