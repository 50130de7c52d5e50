"""What is voiced before anybody calls? The first words of each business, and the fixed phrases.

Once the door is open, and whenever a business was added or changed since: behind the scenes, one
sentence at a time, behind everything that callers wait for, and at long intervals while calls are
up. All other sentences that are the same for every caller are kept when they are first spoken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence

import structlog

from vaani.call import phrases
from vaani.call.plan import Business
from vaani.call.ports.speaker import Voice
from vaani.dialogue import fixed
from vaani.domain.businesses.service import Businesses
from vaani.kit.errors import DomainError, ProviderError
from vaani.providers.cache import CachedSpeaker
from vaani.providers.speaking_chain import ChainedSpeaker

EVERY_S = 10.0
CONSIDERATE_S = 20.0
"""So long a sentence waits for the end of all calls; then it is made beside them."""
_GLANCE_S = 1.0

Spoken = tuple[str, Voice]

log = structlog.get_logger(__name__)


class Preparer:
    """Looks for businesses that are new or changed, and voices what their callers hear first."""

    def __init__(
        self,
        businesses: Businesses,
        speaker: CachedSpeaker | ChainedSpeaker,
        calls: Callable[[], int],
    ) -> None:
        self._businesses = businesses
        self.speaker = speaker
        self._calls = calls
        self._seen: dict[str, int] = {}
        self._allowed: set[Voice] = set()
        self._one = asyncio.Lock()
        self.opened = asyncio.Event()
        """Nothing is prepared before callers can come: the start is not slowed down."""

    async def work(self) -> None:
        """Look once, when callers can come."""
        await self.opened.wait()
        await self.look()

    async def rest(self) -> None:
        """Between two looks."""
        await asyncio.sleep(EVERY_S)

    async def look(self) -> int:
        """Once, to the end; how many sentences were made."""
        async with self._one:
            return await self._make(_wanted(await self._changed()))

    async def _changed(self) -> list[Business]:
        """The businesses that were not seen yet, or not as they are now."""
        changed: list[Business] = []
        for id, revision in (await self._businesses.revisions()).items():
            if self._seen.get(id) == revision:
                continue
            try:
                business = await self._businesses.by_id(id)
            except DomainError:
                continue
            self._allow(business)
            changed.append(business)
            self._seen[id] = revision
        return changed

    def _allow(self, business: Business) -> None:
        for voice in _voices(business):
            said = fixed.stated(business, voice.language)
            if voice not in self._allowed:
                self._allowed.add(voice)
                said += fixed.constant(voice.language)
            self.speaker.allow((text, voice) for text in said)

    async def _make(self, wanted: Sequence[Spoken]) -> int:
        made, silent = 0, set()
        for text, voice in wanted:
            if voice in silent:
                continue
            await self._room()
            try:
                made += await self.speaker.prepare([(text, voice)])
            except ProviderError as error:
                silent.add(voice)
                log.warning("speech.not_prepared", language=voice.language, why=error.code)
            except Exception:
                # A fault in a voice must not keep the others from being prepared.
                silent.add(voice)
                log.exception("speech.not_prepared", language=voice.language)
        return made

    async def _room(self) -> None:
        waited = 0.0
        while self._calls() and waited < CONSIDERATE_S:
            await asyncio.sleep(_GLANCE_S)
            waited += _GLANCE_S


def _wanted(businesses: Sequence[Business]) -> list[Spoken]:
    """First what the callers of each hear first; each sentence once."""
    first = [one for business in businesses for one in _first(business)]
    voices = dict.fromkeys(voice for business in businesses for voice in _voices(business))
    return list(dict.fromkeys([*first, *(one for voice in voices for one in _always(voice))]))


def _voices(business: Business) -> tuple[Voice, ...]:
    """As a call chooses them."""
    return tuple(Voice(spoken, business.voices.get(spoken)) for spoken in business.languages)


def _first(business: Business) -> Iterator[Spoken]:
    for voice in _voices(business):
        for text in fixed.first_words(business, voice.language):
            yield text, voice


def _always(voice: Voice) -> Iterator[Spoken]:
    for phrase in phrases.IN_CALLS:
        yield phrase.speak(voice.language), voice
    for text in fixed.prompts(voice.language):
        yield text, voice
