"""How does a program converse on a socket of the house's own? `WS /ws/conversation`.

Binary PCM16 mono at 16 kHz in, JSON out; the conversation is `speech_server.realtime.talk`.
"""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Query, WebSocket

from vaani.api.auth import Principal
from vaani.api.speech.desk import SpeechDesk, desk_of
from vaani.api.speech.realtime import messages_of
from vaani.api.speech.sockets import refuse, sender_of, staff_of
from vaani.api.still_allowed import while_allowed
from vaani.kit.errors import DomainError
from vaani.speech_server.realtime.answerers import ALIASES, BUSINESS
from vaani.speech_server.realtime.answering import Answerer
from vaani.speech_server.realtime.talk import MODES, PAUSES, Choices, LiveTalk, Open
from vaani.speech_server.refusals import Gone, Refused
from vaani.storage.errors import StorageError

log = logging.getLogger(__name__)
LONGEST_S = 3600.0
router = APIRouter(tags=["speech"])
Text = Annotated[str | None, Query(max_length=80)]


@router.websocket("/ws/conversation")
async def conversation(
    socket: WebSocket,
    response_mode: str = "template",
    business: Text = None,
    language: Text = None,
    voice: str = "default",
    pause: Text = None,
    pause_aggressiveness: Text = None,
) -> None:
    """Closes with 1008 without a key of staff, once it is valid no longer and with a value that is
    not known, with 1013 when as many conversations are open as may, with 1000 when it was ended."""
    desk = desk_of(socket)
    try:
        who = await staff_of(socket)
        pauses = PAUSES[_preset(pause, pause_aggressiveness)]
        if response_mode not in MODES:
            raise Refused("wrong", f"response_mode is one of {', '.join(MODES)}.")
        desk.voice().catalogue.voice(voice)
        how = desk.ear().reading(language)
        choices = Choices(response_mode, business, voice, how, pauses)
        context = desk.context(socket, "ws_conversation", voice=voice)
        async with desk.request(context, desk.talks):
            await while_allowed(socket, _talk(socket, desk, choices, who))
    except Gone:
        return
    except DomainError as error:
        await refuse(socket, 1008, error.message)
    except StorageError as error:
        log.error("conversation.storage: %s", error)
        await refuse(socket, 1011, "The database does not answer: come again in a moment.")
    except Refused as error:
        await refuse(socket, 1013 if error.reason == "busy" else 1008, error.message)


async def _talk(socket: WebSocket, desk: SpeechDesk, choices: Choices, who: Principal) -> None:
    opened = _opener(desk, who)
    answerer = await opened(choices.mode, choices.business)
    try:
        await socket.accept()
        send = sender_of(socket)
        talk = LiveTalk(desk.ear(), desk.voice(), choices, answerer, opened, send)
        await talk.run(messages_of(socket), LONGEST_S)
        await socket.close(1000, "The conversation is over.")
    finally:
        await answerer.close()


def _opener(desk: SpeechDesk, who: Principal) -> Open:
    async def opened(mode: str, business: str | None) -> Answerer:
        talkers = desk.talkers()
        if mode != "assistant":
            return await talkers.named(mode, who.sees)
        if business is None and talkers.chat is None:
            raise Refused("wrong", "In mode assistant a `business` answers: give its slug.")
        named = ALIASES[0] if business is None else f"{BUSINESS}{business}"
        return await talkers.named(named, who.sees)

    return opened


def _preset(pause: str | None, aggressiveness: str | None) -> str:
    if pause is not None and pause not in PAUSES:
        raise Refused("wrong", f"pause is one of {', '.join(PAUSES)}.")
    if aggressiveness is None:
        return pause or "conversation"
    by_number = {str(one.aggressiveness): one.name for one in PAUSES.values()}
    if pause is not None or aggressiveness not in by_number:
        raise Refused("wrong", "pause_aggressiveness is 0 to 3, and stands for `pause`.")
    return by_number[aggressiveness]
