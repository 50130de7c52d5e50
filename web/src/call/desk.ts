// One seat at a call that is up: its sound, wishes, and the microphone of who has taken it over.
// The protocol is described in vaani/api/routes/live_desk.py.
import { Sound, SoundFault } from "./sound";
import { FAULTS } from "./line";

export interface Seat {
  state: "joining" | "joined" | "over";
  /** The assistant is silent and we speak. */
  taken: boolean;
  partial: string;
  speaking: boolean;
  waiting: string | null;
  /** The server's sentence of the last refusal, or a key of FAULTS. */
  trouble: string;
  done: string;
}

export const STANDING: Seat = { state: "joining", taken: false, partial: "", speaking: false, waiting: null, trouble: "", done: "" };
const MICROPHONE_HZ = 16000;
const HEADER = 8;
const AHEAD_S = 0.12;

export class DeskSeat {
  private seat: Seat = STANDING;
  private socket: WebSocket;
  private rate = 8000;
  private context: AudioContext | null = null;
  private next = [0, 0];
  private queued: AudioBufferSourceNode[] = [];
  private microphone: Sound | null = null;
  private over = false;

  constructor(callId: string, private readonly show: (seat: Seat) => void) {
    const address = new URL(`/api/v1/calls/${callId}/desk`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    this.socket = new WebSocket(address);
    this.socket.binaryType = "arraybuffer";
    this.socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.play(data);
      else this.receive(JSON.parse(data as string) as Record<string, unknown>);
    };
    this.socket.onclose = () => this.leave();
  }

  /** Sound of both sides from now on; begins with a press, as browsers want. */
  async listen(on: boolean): Promise<void> {
    if (on && !this.context) {
      this.context = new AudioContext();
      await this.context.resume();
    } else if (!on && this.context) {
      const closing = this.context;
      this.context = null;
      await closing.close();
    }
  }

  whisper(text: string): void {
    this.wish("whisper", { text });
  }

  /** The microphone first: who cannot speak takes nothing over. */
  async takeOver(): Promise<void> {
    this.set({ trouble: "" });
    try {
      this.microphone = await Sound.open({
        heard: (frame) => {
          if (this.seat.taken && this.socket.readyState === WebSocket.OPEN) this.socket.send(frame);
        },
        played: () => undefined,
        level: () => undefined,
        lost: () => this.handBack(),
      });
    } catch (error) {
      this.set({ trouble: error instanceof SoundFault && error.fault in FAULTS ? error.fault : "old_browser" });
      return;
    }
    await this.listen(true);
    this.wish("take_over", { rate_hz: MICROPHONE_HZ });
  }

  handBack(): void {
    this.wish("hand_back");
  }

  passOn(): void {
    this.wish("pass_on");
  }

  hangUp(): void {
    this.wish("hang_up");
  }

  leave(): void {
    if (this.over) return;
    this.over = true;
    this.socket.onclose = this.socket.onmessage = null;
    this.socket.close();
    void this.context?.close();
    void this.microphone?.close();
    this.set({ state: "over", taken: false, partial: "", speaking: false, waiting: null });
  }

  private wish(type: string, about: Record<string, unknown> = {}): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.set({ waiting: type, trouble: "", done: "" });
    this.socket.send(JSON.stringify({ type, ...about }));
  }

  private receive(said: Record<string, unknown>): void {
    const wish = String(said.wish ?? "");
    switch (said.type) {
      case "joined":
        this.rate = Number(said.rate_hz);
        this.set({ state: "joined" });
        break;
      case "event": this.happened(String(said.kind), (said.data ?? {}) as Record<string, unknown>); break;
      case "done":
        if (wish === "take_over") this.set({ taken: true });
        if (wish === "hand_back" || wish === "pass_on" || wish === "hang_up") this.silence();
        this.set({ waiting: null, done: wish });
        break;
      case "refused":
        if (wish === "take_over") this.silence();
        this.set({ waiting: null, trouble: String(said.why ?? "") });
        break;
      case "error": this.set({ trouble: String(said.message ?? ""), waiting: null }); break;
      case "unheard": this.drop(); break;
      case "over": this.leave(); break;
    }
  }

  private happened(kind: string, data: Record<string, unknown>): void {
    if (kind === "heard") this.set({ partial: data.final ? "" : String(data.text ?? "") });
    else if (kind === "speech") this.set({ speaking: data.on === true });
    else if (kind === "turn") this.set({ partial: "" });
  }

  /** Both channels go one after the other into a clock each, a little behind what comes. */
  private play(message: ArrayBuffer): void {
    const context = this.context;
    if (!context) return;
    const channel = new DataView(message).getUint8(0) === 1 ? 1 : 0;
    const samples = new Int16Array(message.slice(HEADER));
    if (!samples.length) return;
    const sound = context.createBuffer(1, samples.length, this.rate);
    const floats = sound.getChannelData(0);
    for (let at = 0; at < samples.length; at++) floats[at] = (samples[at] ?? 0) / 32768;
    const source = context.createBufferSource();
    source.buffer = sound;
    source.connect(context.destination);
    const at = Math.max(this.next[channel] ?? 0, context.currentTime + (this.next[channel]! < context.currentTime ? AHEAD_S : 0));
    source.start(at);
    this.next[channel] = at + sound.duration;
    if (channel === 1) {
      this.queued.push(source);
      source.onended = () => {
        this.queued = this.queued.filter((one) => one !== source);
      };
    }
  }

  /** What the caller did not hear, who listens does not hear either. */
  private drop(): void {
    for (const source of this.queued) source.stop();
    this.queued = [];
    this.next[1] = 0;
  }

  private silence(): void {
    void this.microphone?.close();
    this.microphone = null;
    this.set({ taken: false });
  }

  private set(change: Partial<Seat>): void {
    this.seat = { ...this.seat, ...change };
    this.show(this.seat);
  }
}
