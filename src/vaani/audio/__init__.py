"""Sound as data: coding, rates, levels and time of one-channel 16 bit audio. No I/O but WAV."""
