"""Which vendor is this? ElevenLabs: recognition (Scribe) and voices."""
