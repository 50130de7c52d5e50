"""How is a sound file read that only goes on? By libsndfile, loaded when the first one comes."""

from __future__ import annotations

import soundfile


class Onwards(soundfile.SoundFile):  # type: ignore[misc]
    """A file that is read from its begin to its end.

    soundfile 0.14.0 seeks to where it stands after each read (`SoundFile._cdata_io`). In a FLAC
    whose head leaves its length open, as encoders write it into a pipe, libsndfile 1.2.2 refuses
    that after the last read: the last piece would be lost with "Internal psf_fseek() failed".
    """

    def seekable(self) -> bool:
        """No: then nothing is sought behind a read."""
        return False
