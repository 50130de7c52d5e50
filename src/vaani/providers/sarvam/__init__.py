"""Which vendor is this? Sarvam: recognition and voices of Indian languages."""
