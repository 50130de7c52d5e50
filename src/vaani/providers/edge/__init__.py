"""Voices that a browser reads pages aloud with: unofficial, off unless the owner says otherwise."""
