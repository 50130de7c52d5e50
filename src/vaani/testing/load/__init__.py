"""Load on the engine from the far end: many callers who speak Twilio Media Streams on loopback."""
