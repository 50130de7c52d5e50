// The microphone and the loudspeaker of one call, over the worklet that the plain call page uses too.

export type Fault = "no_microphone" | "refused" | "in_use" | "insecure" | "old_browser" | "gone";

const OF_MICROPHONE: Record<string, Fault> = {
  NotFoundError: "no_microphone", OverconstrainedError: "no_microphone",
  NotAllowedError: "refused", SecurityError: "refused",
  NotReadableError: "in_use", AbortError: "in_use",
};

export class SoundFault extends Error {
  constructor(readonly fault: Fault) {
    super(fault);
  }
}

export interface Hearing {
  /** 20 ms of 16 kHz PCM16. */
  heard: (frame: ArrayBuffer) => void;
  /** Everything before this mark was played. */
  played: (mark: string) => void;
  /** RMS, 0 to 1. */
  level: (who: "you" | "assistant", rms: number) => void;
  lost: () => void;
}

export class Sound {
  private constructor(
    private readonly context: AudioContext,
    private readonly stream: MediaStream,
    private readonly capture: AudioWorkletNode,
    private readonly playout: AudioWorkletNode,
  ) {}

  /** Opens both. Raises SoundFault. */
  static async open(hearing: Hearing): Promise<Sound> {
    if (!navigator.mediaDevices) throw new SoundFault(isSecureContext ? "old_browser" : "insecure");
    if (!("AudioWorkletNode" in window)) throw new SoundFault("old_browser");
    const context = new AudioContext({ latencyHint: "interactive" });
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
    } catch (error) {
      await context.close();
      throw new SoundFault(OF_MICROPHONE[(error as Error).name] ?? "no_microphone");
    }
    try {
      await context.audioWorklet.addModule("/console/worklet.js");
      await context.resume();
    } catch (error) {
      stream.getTracks().forEach((track) => track.stop());
      await context.close();
      throw new SoundFault((error as Error).name === "AbortError" ? "gone" : "old_browser");
    }
    const capture = new AudioWorkletNode(context, "capture", {
      numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit",
    });
    const playout = new AudioWorkletNode(context, "playout", { numberOfInputs: 0, outputChannelCount: [1] });
    context.createMediaStreamSource(stream).connect(capture);
    playout.connect(context.destination);
    capture.port.onmessage = ({ data }: MessageEvent<{ frame: ArrayBuffer; level: number }>) => {
      hearing.heard(data.frame);
      hearing.level("you", data.level);
    };
    playout.port.onmessage = ({ data }: MessageEvent<{ played?: string; level: number }>) => {
      if (data.played !== undefined) hearing.played(data.played);
      else hearing.level("assistant", data.level);
    };
    const track = stream.getAudioTracks()[0];
    if (track) track.onended = hearing.lost;
    return new Sound(context, stream, capture, playout);
  }

  play(sound: ArrayBuffer): void {
    this.playout.port.postMessage({ sound }, [sound]);
  }

  mark(name: string): void {
    this.playout.port.postMessage({ mark: name });
  }

  clear(): void {
    this.playout.port.postMessage({ clear: true });
  }

  async close(): Promise<void> {
    this.capture.port.onmessage = this.playout.port.onmessage = null;
    this.stream.getTracks().forEach((track) => {
      track.onended = null;
      track.stop();
    });
    if (this.context.state !== "closed") await this.context.close();
  }
}
