// The microphone and the loudspeaker of one call. Errors are thrown as keys of labels.js.

const OF_MICROPHONE = {
  NotFoundError: "no_microphone", OverconstrainedError: "no_microphone",
  NotAllowedError: "refused", SecurityError: "refused",
  NotReadableError: "in_use", AbortError: "in_use",
};

export class Trouble extends Error {}

export class Sound {
  // Opens both; `heard` takes frames (ArrayBuffer, 20 ms of 16 kHz PCM16), `played` names of marks,
  // `level` (who, 0..1).
  static async open({ heard, played, level }) {
    if (!navigator.mediaDevices) throw new Trouble(isSecureContext ? "old_browser" : "insecure");
    if (!window.AudioWorkletNode) throw new Trouble("old_browser");
    let stream;
    const context = new AudioContext({ latencyHint: "interactive" });
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
    } catch (error) {
      await context.close();
      throw new Trouble(OF_MICROPHONE[error.name] ?? "no_microphone");
    }
    try {
      await context.audioWorklet.addModule(new URL("worklet.js", import.meta.url));
      await context.resume();
    } catch (error) {
      stream.getTracks().forEach((track) => track.stop());
      await context.close();
      // AbortError: the module could not be fetched
      throw new Trouble(error.name === "AbortError" ? "gone" : "old_browser");
    }
    return new Sound(context, stream, { heard, played, level });
  }

  constructor(context, stream, { heard, played, level }) {
    this.context = context;
    this.stream = stream;
    this.source = context.createMediaStreamSource(stream);
    this.capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
    this.playout = new AudioWorkletNode(context, "playout", { numberOfInputs: 0, outputChannelCount: [1] });
    this.source.connect(this.capture);
    this.playout.connect(context.destination);
    this.capture.port.onmessage = ({ data }) => {
      heard(data.frame);
      level("you", data.level);
    };
    this.playout.port.onmessage = ({ data }) => {
      if (data.played !== undefined) played(data.played);
      else level("assistant", data.level);
    };
    stream.getAudioTracks()[0].onended = () => this.onlost?.();
  }

  play(buffer) {
    this.playout.port.postMessage({ sound: buffer }, [buffer]);
  }

  mark(name) {
    this.playout.port.postMessage({ mark: name });
  }

  clear() {
    this.playout.port.postMessage({ clear: true });
  }

  async close() {
    this.capture.port.onmessage = this.playout.port.onmessage = null;
    this.stream.getTracks().forEach((track) => { track.onended = null; track.stop(); });
    if (this.context.state !== "closed") await this.context.close();
  }
}
