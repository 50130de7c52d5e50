"""How is a sound decoded by Whisper on CTranslate2, fast enough for a telephone?

The encoder runs on a window of 8 s instead of 30 s, longer where the sound is longer; where that
makes the decoder loop, the full window decides. Everything here blocks and is called on engine
threads. Sound is 16 kHz float32.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vaani.audio.frame import Floats
from vaani.audio.level import normalise_peak
from vaani.kit.errors import ProviderError
from vaani.providers.local.features import RATE_HZ, log_mel
from vaani.providers.local.manifest import models, path_of
from vaani.providers.local.pool import lowered
from vaani.providers.local.prompts import ENGLISH_TOKENS
from vaani.providers.local.readings import Reading

OWN_FILES = ("model.bin", "config.json", "tokenizer.json")
"""What a folder with a Whisper of another size holds."""
WINDOW_S = 8.0
FULL_S = 30.0
_PADDING_S = 3.0
_TOKENS_PER_SECOND = {"en": 8, "hi": 16, "ur": 16}
"""Most that a fast speaker needs; letters outside Latin take more than one token."""
_MOST_TOKENS_PER_SECOND = 16
_FRAME_S = 0.02
_FRAMES_PER_SECOND = 100


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder made of a sound of `seconds`."""

    features: Any
    seconds: float


def _folder(name: str, models_dir: Path) -> Path:
    """Where a model lies: one of the manifest, or a folder of the owner's. Raises ProviderError."""
    if any(one.name == name for one in models()):
        return path_of(name, models_dir, "transcriber").parent
    folder = models_dir / name
    lacking = [file for file in OWN_FILES if not (folder / file).is_file()]
    if lacking or Path(name).name != name:
        raise ProviderError(
            "transcriber",
            f"The model {name} is not in {models_dir}: put a Whisper there that was converted for "
            f"CTranslate2 ({', '.join(OWN_FILES)}), or leave speech.recogniser out.",
            code="model_missing",
        )
    return folder


def strange(part: str) -> bool:
    """Is a letter in it that is neither Latin nor Arabic? Half a letter is not told."""
    return any(
        letter.isalpha() and not (letter < "\u0250" or "\u0600" <= letter < "\u0780")
        for letter in part
    )


class WhisperModel:
    """One Whisper in memory, shared by all calls. `workers` decodings may run at a time."""

    def __init__(self, models_dir: Path, name: str, *, workers: int = 1, nice: int = 5) -> None:
        """Raises ProviderError(stage="transcriber") when the model is missing or broken."""
        place = _folder(name, models_dir)
        try:
            import ctranslate2  # noqa: PLC0415 - optional and slow to import
            import tokenizers  # noqa: PLC0415 - the same
        except ImportError as error:
            raise ProviderError(
                "transcriber",
                "The speech engine is missing: install vaani[local].",
                code="engine_missing",
            ) from error
        try:
            # It computes on threads of its own, which are to yield to the calls' clock.
            self._model = lowered(
                lambda: ctranslate2.models.Whisper(
                    str(place),
                    device="cpu",
                    compute_type="int8",
                    inter_threads=workers,
                    intra_threads=1,
                ),
                nice,
            )
            self._tokens = tokenizers.Tokenizer.from_file(str(place / "tokenizer.json"))
        except Exception as error:
            raise ProviderError(
                "transcriber",
                f"{name} cannot be loaded: run `vaani models verify`.",
                code="model_broken",
            ) from error
        self._storage = ctranslate2.StorageView.from_array
        self.multilingual = bool(self._model.is_multilingual)
        self._bands = int(self._model.n_mels)
        self._strange = [-1, *self._in_strange_letters()] if self.multilingual else [-1]

    def encode(self, sound: Floats, window_s: float = WINDOW_S) -> Encoded:
        """The encoder's pass, for any number of decodings. At most 30 s are heard."""
        sound = sound[: int(FULL_S * RATE_HZ)]
        seconds = len(sound) / RATE_HZ
        length = int(RATE_HZ * min(FULL_S, max(window_s, seconds + _PADDING_S))) // 320 * 320
        padded = np.zeros(length, dtype=np.float32)
        padded[: min(len(sound), length)] = normalise_peak(sound)[:length]
        features = self._storage(log_mel(padded, self._bands)[None])
        return Encoded(self._model.encode(features), seconds)

    def languages(self, encoded: Encoded) -> list[tuple[str, float]]:
        """Every language token with its probability, best first."""
        found: list[tuple[str, float]] = self._model.detect_language(encoded.features)[0]
        return found

    def decode(
        self,
        encoded: Encoded,
        language: str = "en",
        *,
        translate: bool = False,
        prompt: str = "",
        most: int = ENGLISH_TOKENS,
        ways: int = 1,
    ) -> Reading:
        """The words, decoded as `language`, or their English meaning with `translate`; `prompt` is
        the text before them, cut to `most` tokens; `ways` are followed beside each other and the
        likeliest is told (more are better and slower)."""
        head = self._head(language, translate)
        led = self._before(prompt, most)
        before = led + [self._number(token) for token in head]
        pace = _TOKENS_PER_SECOND.get("en" if translate else language, _MOST_TOKENS_PER_SECOND)
        limit = int(12 + pace * encoded.seconds)
        (result,) = self._model.generate(
            encoded.features,
            [before],
            beam_size=ways,
            suppress_tokens=self._strange if language == "ur" and not translate else [-1],
            max_length=min(448, len(before) + limit),
            return_scores=True,
            return_no_speech_prob=True,
        )
        ids = result.sequences_ids[0]
        return Reading(
            self._tokens.decode(ids).strip(),
            "en-gist" if translate else language,
            result.scores[0],
            result.no_speech_prob,
            capped=len(ids) >= limit - 1,
            led=bool(led),
        )

    def knows(self, language: str) -> bool:
        """Is there a token for this language?"""
        return self._tokens.token_to_id(f"<|{language}|>") is not None

    def words(
        self, encoded: Encoded, text: str, language: str, *, translate: bool = False
    ) -> list[tuple[str, float, float, float]]:
        """The words of a text that was decoded from this sound: text, start and end in seconds,
        confidence. The model's attention says when each token was heard."""
        ids = self._tokens.encode(" " + text, add_special_tokens=False).ids
        head = [self._number(token) for token in self._head(language, translate)[:-1]]
        frames = int(encoded.seconds * _FRAMES_PER_SECOND)
        if not ids or frames < 2:
            return []
        (found,) = self._model.align(encoded.features, head, [ids], [frames])
        first: dict[int, int] = {}
        for token, frame in found.alignments:
            first.setdefault(token, frame)
        last_s = min(encoded.seconds, (found.alignments[-1][1] + 1) * _FRAME_S)
        starts = [first.get(at, 0) * _FRAME_S for at in range(len(ids))]
        words = []
        begin = 0
        for at in range(1, len(ids) + 1):
            if at < len(ids) and not self._begins_word(ids[at]):
                continue
            said = self._tokens.decode(ids[begin:at]).strip()
            sure = found.text_token_probs[begin:at]
            end_s = starts[at] if at < len(ids) else last_s
            if said:
                words.append((said, starts[begin], end_s, sum(sure) / max(1, len(sure))))
            begin = at
        return words

    def _in_strange_letters(self) -> list[int]:
        """Tokens in letters that nobody writes Urdu in: a word half in Cyrillic is no word."""
        count = self._tokens.get_vocab_size(with_added_tokens=False)
        parts = self._tokens.decode_batch([[at] for at in range(count)])
        return [at for at, part in enumerate(parts) if strange(part)]

    def _begins_word(self, id: int) -> bool:
        token: str = self._tokens.id_to_token(id) or ""
        return token.startswith("\u0120")

    def _head(self, language: str, translate: bool) -> tuple[str, ...]:
        task = "<|translate|>" if translate else "<|transcribe|>"
        spoken = (f"<|{language}|>", task) if self.multilingual else ()
        return ("<|startoftranscript|>", *spoken, "<|notimestamps|>")

    def _before(self, prompt: str, most: int) -> list[int]:
        if not prompt:
            return []
        words = self._tokens.encode(" " + prompt, add_special_tokens=False).ids
        return [self._number("<|startofprev|>"), *words[:most]]

    def _number(self, token: str) -> int:
        number: int | None = self._tokens.token_to_id(token)
        if number is None:
            raise ValueError(f"This Whisper knows no {token}.")
        return number
