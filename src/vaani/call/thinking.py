"""How is a reply thought: one after the other, as a draft until it is committed?

The brain (`ports/thinker.py`) runs here; what it says and how it ends become facts. A draft that is
dropped leaves no trace, a committed one comes to its end even when nobody hears it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

from vaani.call.course import Course, close_stream
from vaani.call.decisions import Think
from vaani.call.facts import ProviderFailed, ReplyEnded, ReplySentence
from vaani.call.ports.thinker import Sentence, Thinker
from vaani.kit.errors import ProviderError

log = logging.getLogger(__name__)

_SETTLE_S = 5.0
"""So long a committed reply may go on after the call, until what it writes is written."""
_TO_THE_VOICE = 3
"""Tasks that hand a sentence on (decide, speak, its voice): they go before the rest of the reply,
which a model may have sent in one piece."""


@dataclass(slots=True)
class _Commitment:
    """The `Commit` that a thinker waits for."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    cut: bool = False

    @property
    def given(self) -> bool:
        return self.event.is_set()

    async def wait(self) -> None:
        await self.event.wait()


@dataclass(slots=True)
class _Job:
    """One reply being thought."""

    think: Think
    commitment: _Commitment = field(default_factory=_Commitment)
    task: asyncio.Task[None] | None = None
    dropped: bool = False


class Thinking:
    """The replies of one call that are being thought."""

    __slots__ = ("_course", "_jobs", "_thinker", "_thoughts")

    def __init__(self, course: Course, thinker: Thinker) -> None:
        self._course = course
        self._thinker = thinker
        self._thoughts: asyncio.Queue[_Job] = asyncio.Queue()
        self._jobs: dict[int, _Job] = {}

    def begin(self, think: Think) -> None:
        """In its turn."""
        job = self._jobs[think.generation] = _Job(think)
        self._thoughts.put_nowait(job)

    def commit(self, generation: int) -> None:
        """It may write, and be heard."""
        self._course.stage("committed", generation)
        if (job := self._jobs.get(generation)) is not None:
            job.commitment.event.set()

    def cut(self, generation: int) -> None:
        """The rest of it is heard by nobody; what has not begun does not begin."""
        job = self._jobs.get(generation)
        if job is not None:
            job.commitment.cut = True
            job.dropped = job.dropped or job.task is None

    def drop(self, generation: int) -> None:
        """Without a trace."""
        job = self._jobs.pop(generation, None)
        if job is not None:
            job.dropped = True
            if job.task is not None:
                job.task.cancel()

    def running(self) -> list[asyncio.Task[None]]:
        """What is being thought."""
        return [job.task for job in self._jobs.values() if job.task is not None]

    async def run(self, group: asyncio.TaskGroup) -> None:
        """Think what is to be thought, one after the other, until cancelled."""
        while True:
            job = await self._thoughts.get()
            if job.dropped:
                self._jobs.pop(job.think.generation, None)
                continue
            job.task = group.create_task(self._think(job), name="think")
            await asyncio.wait({job.task})

    async def _think(self, job: _Job) -> None:
        generation, course = job.think.generation, self._course
        course.stage("llm_start", generation)
        reply = self._thinker.reply(job.think.turn, job.commitment)
        index = 0
        try:
            async for part in reply:
                if isinstance(part, Sentence):
                    if index == 0:
                        course.stage("llm_sentence", generation)
                    course.report(ReplySentence(generation, index, part.text, part.language))
                    index += 1
                    for _ in range(_TO_THE_VOICE):
                        await asyncio.sleep(0)
                else:
                    course.report(ReplyEnded(generation, part))
                    for one in part.committed:
                        course.watch("booking", {"reference": one.ref, "status": one.action})
        except ProviderError as error:
            course.report(ProviderFailed("thinker", error.retryable, error.code, generation))
        except Exception:
            # A fault in a brain must reach the caller as an apology, not end his call.
            log.exception("the brain failed", extra={"call_id": course.plan.call_id})
            course.report(ProviderFailed("thinker", True, "fault", generation))
        finally:
            await close_stream(reply)
            self._jobs.pop(generation, None)

    async def settle(self) -> bool:
        """Let replies that took effect come to their end, unheard: what was begun with the caller's
        yes is written, and the call's result knows of it. False: one did not within 5 s."""
        try:
            async with asyncio.timeout(_SETTLE_S):
                while committed := [
                    job for job in self._jobs.values() if job.commitment.given and not job.dropped
                ]:
                    for job in committed:
                        job.commitment.cut = True
                    tasks = {job.task for job in committed if job.task is not None}
                    if tasks:
                        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                    else:
                        await asyncio.sleep(0)
        except TimeoutError:
            return False
        return True
