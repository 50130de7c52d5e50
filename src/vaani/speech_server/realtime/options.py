"""What may a realtime client choose, within which ranges, and what is chosen unless it does?

The session of the OpenAI Realtime API (GA). What has no effect here is refused by name. `merged` is
what a `session.update` makes of it: groups are merged, everything else takes the old one's place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from vaani.call.ports.chat_model import ToolSpec
from vaani.speech_server.catalogue import FASTEST, SLOWEST
from vaani.speech_server.realtime.faults import Fault, invalid

PCM_HZ = 24_000
MOST_TOOLS = 64
_GROUPS = ("audio", "input", "output")


def _not_here(why: str) -> BeforeValidator:
    def check(value: Any) -> Any:
        if value is not None:
            raise PydanticCustomError("unsupported", "{why}", {"why": why})
        return value

    return BeforeValidator(check)


def _tokens(value: Any) -> Any:
    if value == "inf" or (isinstance(value, int) and value is not True and 1 <= value <= 4096):
        return value
    raise PydanticCustomError("tokens", '1 to 4096, or "inf"')


def _voice_id(value: Any) -> Any:
    return value.get("id") if isinstance(value, dict) else value


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SoundFormat(Options):
    """PCM16 little-endian at 24 kHz, or G.711 at 8 kHz; one channel."""

    type: Literal["audio/pcm", "audio/pcmu", "audio/pcma"] = "audio/pcm"
    rate: int | None = None

    @model_validator(mode="after")
    def _known_rate(self) -> SoundFormat:
        known = PCM_HZ if self.type == "audio/pcm" else 8000
        if self.rate not in (None, known):
            raise PydanticCustomError("rate", "the rate of {type} is {known}",
                                      {"type": self.type, "known": known})  # fmt: skip
        return self

    def shown(self) -> dict[str, Any]:
        """As the API writes it."""
        return {"type": self.type} | ({"rate": PCM_HZ} if self.type == "audio/pcm" else {})


class Transcription(Options):
    """What the client wants to read of what is heard; it is heard in any case."""

    model: str = "whisper-1"
    language: str | None = None
    prompt: Annotated[str, Field(max_length=2000)] = ""


class TurnDetection(Options):
    """Server VAD. Milliseconds; `threshold` is a probability of speech."""

    type: Literal["server_vad"]
    threshold: Annotated[float, Field(ge=0.05, le=1.0)] = 0.5
    prefix_padding_ms: Annotated[int, Field(ge=0, le=1500)] = 300
    silence_duration_ms: Annotated[int, Field(ge=100, le=6000)] = 500
    create_response: bool = True
    interrupt_response: bool = True
    idle_timeout_ms: Annotated[
        None, _not_here("nothing is said here without being asked: leave it out")
    ] = None


class InputOptions(Options):
    format: SoundFormat = SoundFormat()
    transcription: Transcription | None = None
    turn_detection: TurnDetection | None = TurnDetection(type="server_vad")
    noise_reduction: Annotated[
        None, _not_here("noise is not reduced here: leave it out, or send null")
    ] = None


class OutputOptions(Options):
    format: SoundFormat = SoundFormat()
    voice: Annotated[str, BeforeValidator(_voice_id), Field(max_length=80)] = "alloy"
    speed: Annotated[float, Field(ge=SLOWEST, le=FASTEST)] = 1.0


class AudioOptions(Options):
    input: InputOptions = InputOptions()
    output: OutputOptions = OutputOptions()


class FunctionTool(Options):
    """A function of the client's that the chat model may call."""

    type: Literal["function"]
    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
    description: Annotated[str, Field(max_length=4096)] = ""
    parameters: dict[str, Any] = Field(default_factory=lambda: {"type": "object", "properties": {}})

    def spec(self) -> ToolSpec:
        """As the chat model sees it."""
        return ToolSpec(self.name, self.description, self.parameters)


Instructions = Annotated[str, Field(max_length=64_000)]
Modalities = Annotated[list[Literal["audio", "text"]], Field(min_length=1, max_length=1)]
Tools = Annotated[list[FunctionTool], Field(max_length=MOST_TOOLS)]
ToolChoice = Literal["auto", "none"]
Tokens = Annotated[Any, BeforeValidator(_tokens)]


class SessionOptions(Options):
    """`session` of that API."""

    type: Literal["realtime"] = "realtime"
    model: str = ""
    instructions: Instructions = ""
    output_modalities: Modalities = ["audio"]
    audio: AudioOptions = AudioOptions()
    tools: Tools = []
    tool_choice: ToolChoice = "auto"
    max_output_tokens: Tokens = "inf"
    truncation: Literal["auto"] = "auto"
    parallel_tool_calls: Literal[True] | None = None
    include: Annotated[None, _not_here("log probabilities are not told here: leave it out")] = None
    tracing: Annotated[None, _not_here("nothing is traced here: leave it out")] = None
    prompt: Annotated[None, _not_here("no prompts are stored here: send `instructions`")] = None
    reasoning: Annotated[None, _not_here("the model's reasoning is not set here: leave it out")] = (
        None
    )

    def shown(self) -> dict[str, Any]:
        """As the API writes it."""
        shown = self.model_dump(exclude={"include", "tracing", "prompt", "reasoning"})
        shown["audio"]["input"]["format"] = self.audio.input.format.shown()
        shown["audio"]["output"]["format"] = self.audio.output.format.shown()
        return shown


class ResponseSound(Options):
    format: SoundFormat | None = None
    voice: Annotated[str | None, BeforeValidator(_voice_id)] = None


class ResponseAudio(Options):
    output: ResponseSound = ResponseSound()


class ResponseOptions(Options):
    """`response` of a `response.create`: what this one reply does otherwise than the session."""

    instructions: Instructions | None = None
    output_modalities: Modalities | None = None
    audio: ResponseAudio = ResponseAudio()
    tools: Tools | None = None
    tool_choice: ToolChoice | None = None
    max_output_tokens: Annotated[Any, BeforeValidator(lambda v: v if v is None else _tokens(v))] = (
        None
    )
    metadata: dict[str, str] | None = None
    conversation: Literal["auto", "none"] = "auto"
    input: list[dict[str, Any]] | None = None


def merged(now: SessionOptions, change: Any) -> SessionOptions:
    """The session after an update. Raises Fault."""
    if not isinstance(change, Mapping):
        raise Fault("invalid_type", "Invalid 'session': an object is wanted.", "session")
    if "type" not in change:
        raise Fault("missing_required_parameter", "Missing required parameter: 'session.type'.",
                    "session.type")  # fmt: skip
    if change.get("model", now.model) != now.model:
        raise Fault("invalid_value", "The model of a session cannot be changed.", "session.model")
    try:
        return SessionOptions.model_validate(_merged(now.model_dump(exclude_unset=True), change))
    except ValidationError as error:
        raise invalid(error, "session") from error


def _merged(now: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    made = {**now, **change}
    for group in _GROUPS:
        if isinstance(now.get(group), Mapping) and isinstance(change.get(group), Mapping):
            made[group] = _merged(now[group], change[group])
    return made


def response_options(given: Any) -> ResponseOptions:
    """Raises Fault."""
    try:
        return ResponseOptions.model_validate({} if given is None else given)
    except ValidationError as error:
        raise invalid(error, "response") from error
