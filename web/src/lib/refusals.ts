// What does a refusal of the server read like in Hindi? Its sentence is the key; one without Hindi stays English.
import { Refused } from "@/api/client";
import { useText } from "./i18n";

/** A sentence as the server's source has it, `{}` for what it fills in. `tests/house` compares the two. */
const SENTENCES: Record<string, string> = {
  // bookings
  "The date is too far ahead: callers book up to {}.": "तारीख़ बहुत आगे की है: कॉलर {} तक बुक कर सकते हैं।",
  "The business is closed on that date.": "उस तारीख़ को बंद है।",
  "The business is closed on that weekday.": "सप्ताह के उस दिन बंद रहता है।",
  "That person is away on that date.": "वे उस तारीख़ को छुट्टी पर हैं।",
  "The time is outside the opening hours.": "यह समय खुलने के समय से बाहर है।",
  "That person does not sit at that time.": "वे उस समय नहीं बैठते।",
  "The time must be in the future.": "समय आगे का होना चाहिए।",
  "The time is too soon: callers book {} minutes ahead.": "समय बहुत पास है: कॉलर {} मिनट पहले तक बुक करते हैं।",
  "No booking can start at that minute.": "उस मिनट पर कोई बुकिंग शुरू नहीं होती।",
  "That slot is already booked.": "वह समय पहले से बुक है।",
  "The party is smaller than is taken: at least {}.": "लोग कम हैं: कम से कम {} चाहिए।",
  "The party is larger than can be seated: at most {}.": "इतने लोगों की जगह नहीं है: ज़्यादा से ज़्यादा {}।",
  "The party is larger than callers may book by phone: at most {} in an evening.": "फ़ोन पर इतने लोगों की बुकिंग नहीं होती: एक शाम में ज़्यादा से ज़्यादा {}।",
  "It is too late to change this booking.": "इस बुकिंग को बदलने का समय निकल गया है।",
  "The booking is no longer confirmed.": "यह बुकिंग अब पक्की नहीं है।",
  "There is no such booking.": "ऐसी कोई बुकिंग नहीं है।",
  "This business takes no bookings.": "यह व्यवसाय बुकिंग नहीं लेता।",
  "Say when: `start` with an offset, or `date` and `time`.": "बताएँ कब: दिन और समय।",
  "The clocks are put forward then: this time does not exist.": "तब घड़ी आगे की जाती है: यह समय होता ही नहीं।",
  // businesses, customers, messages
  "There is a business {} already.": "{} नाम का व्यवसाय पहले से है।",
  "There is no such business.": "ऐसा कोई व्यवसाय नहीं है।",
  "There is no such version.": "ऐसा कोई संस्करण नहीं है।",
  "There is no such customer.": "ऐसा कोई ग्राहक नहीं है।",
  "There is a topic {} already: change it.": "{} विषय पहले से है: उसे बदलें।",
  "there is no such message": "ऐसा कोई संदेश नहीं है।",
  // calls
  "There is no such call.": "ऐसी कोई कॉल नहीं है।",
  "This call is not up.": "यह कॉल अभी नहीं चल रही।",
  "The call is over.": "कॉल ख़त्म हो चुकी है।",
  "This call was not recorded, or its time is over.": "यह कॉल रिकॉर्ड नहीं हुई, या रखने का समय निकल गया।",
  "Only a call that is over has an outcome.": "नतीजा उसी कॉल का होता है जो ख़त्म हो चुकी है।",
  "All lines are busy: try again in a moment.": "सभी लाइनें व्यस्त हैं: थोड़ी देर में फिर कोशिश करें।",
  "Speech is switched off on this server: it takes no calls.": "इस सर्वर पर आवाज़ बंद है: यह कॉल नहीं लेता।",
  "No calls are taken or placed here.": "यहाँ कॉल न ली जाती हैं, न की जाती हैं।",
  "Callers are passed on to the configured number alone.": "कॉलर केवल तय किए गए नंबर पर भेजे जाते हैं।",
  // who may do what
  "Login, password or code is wrong.": "लॉगिन, पासवर्ड या कोड ग़लत है।",
  "Send the code of your second factor too.": "दूसरे ताले का कोड भी लिखें।",
  "Too many attempts to sign in: try again in {} s.": "बहुत बार कोशिश हुई: {} सेकंड बाद फिर कोशिश करें।",
  "This key or link is wrong, used or too old.": "यह कुंजी या लिंक ग़लत, इस्तेमाल हो चुका या पुराना है।",
  "This code is wrong.": "यह कोड ग़लत है।",
  "The former password is wrong.": "पिछला पासवर्ड ग़लत है।",
  "Your second factor is on: end it first.": "आपका दूसरा ताला चालू है: पहले उसे बंद करें।",
  "You sign in at your company: change the password there.": "आप कंपनी के खाते से आते हैं: पासवर्ड वहीं बदलें।",
  "You sign in at your company: add a factor there.": "आप कंपनी के खाते से आते हैं: दूसरा ताला वहीं लगाएँ।",
  "This is for people: sign in with your own account first.": "यह लोगों के लिए है: पहले अपने खाते से साइन इन करें।",
  "Sign in from this server's own page.": "इसी सर्वर के पेज से साइन इन करें।",
  "There is a person of the login {}.": "{} लॉगिन वाला व्यक्ति पहले से है।",
  "There is no such person.": "ऐसा कोई व्यक्ति नहीं है।",
  "This person is disabled: enable him first.": "इन्हें बाहर रखा गया है: पहले अंदर आने दें।",
  "This person signs in with the company's account.": "ये कंपनी के खाते से आते हैं।",
  "Nobody would be left who is an owner of all businesses.": "फिर सभी व्यवसायों का कोई मालिक नहीं बचेगा।",
  "That reaches further than your own role: ask an owner of those businesses.": "यह आपकी भूमिका से आगे है: उन व्यवसायों के मालिक से कहें।",
  "There is no such open session.": "ऐसा कोई खुला सत्र नहीं है।",
  "There is no such key.": "ऐसी कोई कुंजी नहीं है।",
  "This needs the right {}, which your role does not have.": "इसके लिए अधिकार {} चाहिए, जो आपकी भूमिका में नहीं है।",
  "This needs the right {} at that business.": "इसके लिए उस व्यवसाय में अधिकार {} चाहिए।",
  "Send a valid key as `Authorization: Bearer KEY`.": "आप साइन इन नहीं हैं: फिर से साइन इन करें।",
  // fields and files
  "this is no valid number of {}; write it like +919876543210.": "यह {} का सही नंबर नहीं है; देश के कोड के साथ लिखें, जैसे +919876543210।",
  "write it as E.164, like +919876543210.": "देश के कोड के साथ लिखें, जैसे +919876543210।",
  "a telephone number has no letters.": "टेलीफ़ोन नंबर में अक्षर नहीं होते।",
  "write a date, like 2027-05-10.": "तारीख़ ऐसे लिखें: 2027-05-10।",
  "write a moment with its offset, like 2027-05-10T19:00:00+05:30.": "दिन और समय ऐसे लिखें: 2027-05-10T19:00:00+05:30।",
  "write a time of day, like 19:00.": "समय ऐसे लिखें: 19:00।",
  "write a whole number.": "पूरी संख्या लिखें।",
  "write a number.": "संख्या लिखें।",
  "write {} or more.": "{} या ज़्यादा लिखें।",
  "write {} or less.": "{} या कम लिखें।",
  "this is missing.": "यह ज़रूरी है।",
  "this must not be empty.": "यह ख़ाली नहीं हो सकता।",
  "write at least {} characters.": "कम से कम {} अक्षर लिखें।",
  "write at most {} characters.": "ज़्यादा से ज़्यादा {} अक्षर लिखें।",
  "this business has no resource of that id{}": "इस व्यवसाय में ऐसी मेज़ या व्यक्ति नहीं है।",
  "The file has {} problem{}.": "फ़ाइल में {} गड़बड़ियाँ हैं।",
  "The settings would have {}: {}": "सेटिंग्स ठीक नहीं होंगी: {1}",
  // everything
  "Somebody has changed this {} since: read it again.": "इस बीच किसी और ने इसे बदला है।",
  "The server does not answer. Check that it runs.": "सर्वर जवाब नहीं दे रहा। देखें कि वह चल रहा है।",
  "Too many requests: wait a little.": "बहुत सारे अनुरोध: थोड़ा रुकें।",
  "This cannot be done now.": "यह अभी नहीं हो सकता।",
  "The request is too large.": "यह बहुत बड़ा है।",
  "The request could not be read.": "अनुरोध पढ़ा नहीं जा सका।",
  "Something went wrong on our side; quote the request id when you ask about it.": "हमारी ओर कुछ गड़बड़ हुई।",
};

const FIELDS: Record<string, string> = {
  phone: "टेलीफ़ोन", name: "नाम", date: "दिन", time: "समय", start: "समय", party: "लोग", resource: "मेज़ या व्यक्ति", login: "लॉगिन", password: "पासवर्ड",
};

const escaped = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
const patterns = Object.entries(SENTENCES).map(([english, hindi]) =>
  [new RegExp(`^${english.split("{}").map(escaped).join("(.*?)")}$`), hindi] as const);

/** In Hindi, or null where it is not known. */
export function inHindi(sentence: string): string | null {
  for (const [pattern, hindi] of patterns) {
    const found = pattern.exec(sentence);
    if (!found) continue;
    let next = 1;
    return hindi.replace(/\{(\d?)\}/g, (_, at: string) => found[at ? Number(at) + 1 : next++] ?? "");
  }
  const [, field, rest] = /^([\w.[\]]+): (.+)$/.exec(sentence) ?? [];
  const known = rest && inHindi(rest);
  return known ? `${FIELDS[field ?? ""] ?? field}: ${known}` : null;
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function every(error: unknown): string[] {
  const named = error instanceof Refused ? error.details.problems : null;
  return Array.isArray(named) && named.length ? named.map(String) : [sentenceOf(error)];
}

/** What the server refused, in the language of the console: its sentence, and every problem that it names. */
export function useSaid() {
  const { tongue } = useText();
  const one = (sentence: string) => (tongue === "hi" ? inHindi(sentence) ?? sentence : sentence);
  return { said: (error: unknown) => one(sentenceOf(error)), all: (error: unknown) => every(error).map(one) };
}
