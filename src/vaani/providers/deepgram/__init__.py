"""Which vendor is this? Deepgram: recognition by v1 (nova) and v2 (Flux), English voices (Aura)."""
