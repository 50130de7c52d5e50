// What does the page say, in English and Hindi?

const LABELS = {
  en: {
    title: "Call a business", calls_link: "Calls and bookings", page_language: "Page",
    business: "Business", language: "Language of the call", any_language: "As the business has it",
    call: "Call", hang_up: "Hang up", you: "You", assistant: "Assistant", caller: "You",
    clock: "Time", transcript: "Transcript", booking: "Written down for you", times: "Stage times",
    times_caption: "Milliseconds after the end of your speech; “You spoke” is its length", turn: "Turn",
    transcript_ms: "Transcript", endpoint_ms: "Turn decided", thought_ms: "Reply",
    voiced_ms: "Voice", sent_ms: "First sound", spoken_ms: "You spoke", played_until_ms: "Heard out",
    no_times: "They appear with the first answer.", no_words: "What you and the assistant say appears here.",
    idle: "Choose a business and press Call. Your browser will ask for the microphone.",
    asking: "Waiting for the microphone…", connecting: "Connecting…", live: "On the call. Speak when you like.",
    listening: "Listening…", ended: "The call is over.", ended_us: "The assistant has hung up.",
    no_business: "No business is set up yet. Import one, then reload this page.",
    no_microphone: "No microphone was found. Connect one and call again.",
    refused: "The browser was not allowed to use the microphone. Allow it in the address bar, then call again.",
    in_use: "The microphone is used by another program. Close that program, then call again.",
    insecure: "The browser gives the microphone only to https pages or to this computer. Open http://127.0.0.1 or an https address.",
    old_browser: "This browser cannot process sound here. Use a current Chrome, Edge, Firefox or Safari.",
    busy: "All lines are busy. Try again in a moment.",
    unknown_business: "This business is no longer there. Reload the page.",
    limited: "Too many attempts. Wait a minute, then call again.",
    gone: "The server does not answer. Check that it runs, then call again.",
    lost: "The connection was lost.",
    rejected: "The server refused the call. Call again.",
    strange: "The server answered with an error",
    created: "Booked, reference", changed: "Changed, reference", cancelled: "Cancelled, reference",
    message: "Message left, reference",
  },
  hi: {
    title: "किसी व्यवसाय को फ़ोन करें", calls_link: "कॉल और बुकिंग", page_language: "पेज",
    business: "व्यवसाय", language: "कॉल की भाषा", any_language: "जैसा व्यवसाय चाहे",
    call: "फ़ोन करें", hang_up: "फ़ोन रखें", you: "आप", assistant: "सहायक", caller: "आप",
    clock: "समय", transcript: "बातचीत", booking: "आपके लिए लिखा गया", times: "हर चरण का समय",
    times_caption: "आपके बोलना बंद करने के बाद, मिलीसेकंड में; “आप बोले” बोलने की लंबाई है", turn: "बारी",
    transcript_ms: "लिखित", endpoint_ms: "बारी तय", thought_ms: "उत्तर",
    voiced_ms: "आवाज़", sent_ms: "पहली ध्वनि", spoken_ms: "आप बोले", played_until_ms: "पूरा सुना",
    no_times: "पहले उत्तर के साथ दिखेंगे।", no_words: "आपकी और सहायक की बातें यहाँ दिखेंगी।",
    idle: "व्यवसाय चुनें और फ़ोन करें दबाएँ। ब्राउज़र माइक्रोफ़ोन की अनुमति माँगेगा।",
    asking: "माइक्रोफ़ोन की प्रतीक्षा…", connecting: "जोड़ा जा रहा है…", live: "कॉल चालू है। जब चाहें बोलें।",
    listening: "सुन रहे हैं…", ended: "कॉल समाप्त हुई।", ended_us: "सहायक ने फ़ोन रख दिया।",
    no_business: "अभी कोई व्यवसाय नहीं जोड़ा गया है। एक जोड़ें और पेज फिर खोलें।",
    no_microphone: "माइक्रोफ़ोन नहीं मिला। लगाकर फिर फ़ोन करें।",
    refused: "माइक्रोफ़ोन की अनुमति नहीं मिली। पता पट्टी में अनुमति दें, फिर फ़ोन करें।",
    in_use: "माइक्रोफ़ोन किसी और प्रोग्राम में चल रहा है। उसे बंद करके फिर फ़ोन करें।",
    insecure: "ब्राउज़र माइक्रोफ़ोन केवल https पेज या इसी कंप्यूटर को देता है। http://127.0.0.1 या https पता खोलें।",
    old_browser: "यह ब्राउज़र यहाँ ध्वनि नहीं चला सकता। नया Chrome, Edge, Firefox या Safari लें।",
    busy: "सभी लाइनें व्यस्त हैं। थोड़ी देर में फिर कोशिश करें।",
    unknown_business: "यह व्यवसाय अब नहीं है। पेज फिर खोलें।",
    limited: "बहुत बार कोशिश हुई। एक मिनट रुककर फिर फ़ोन करें।",
    gone: "सर्वर उत्तर नहीं दे रहा। देखें कि वह चालू है, फिर फ़ोन करें।",
    lost: "संपर्क टूट गया।",
    rejected: "सर्वर ने कॉल नहीं ली। फिर फ़ोन करें।",
    strange: "सर्वर से त्रुटि मिली",
    created: "बुकिंग हो गई, संदर्भ", changed: "बुकिंग बदली गई, संदर्भ", cancelled: "बुकिंग रद्द हुई, संदर्भ",
    message: "संदेश लिया गया, संदर्भ",
  },
};

let language = "en";

export function label(key) {
  return LABELS[language][key] ?? LABELS.en[key] ?? key.replaceAll("_", " ");
}

export function speak(chosen) {
  language = chosen in LABELS ? chosen : "en";
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-label]")) {
    node.textContent = label(node.dataset.label);
  }
}

export function preferred() {
  return navigator.language?.toLowerCase().startsWith("hi") ? "hi" : "en";
}
