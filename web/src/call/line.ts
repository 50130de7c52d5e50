// One spoken call from the console: a token, the socket, sound both ways, and what is shown of it.
// The wire is described in vaani/telephony/browser/wire.py.
import { api, NO_ANSWER, Refused, told } from "@/api/client";
import { Sound, SoundFault } from "./sound";
import type { Text } from "@/lib/i18n";

export const FAULTS: Record<string, Text> = {
  no_microphone: "No microphone was found. Connect one and call again.",
  refused: "The browser was not allowed to use the microphone. Allow it in the address bar, then call again.",
  in_use: "The microphone is used by another program. Close that program, then call again.",
  insecure: "The browser gives the microphone only to https pages or to this computer. Open http://127.0.0.1 or an https address.",
  old_browser: "This browser cannot process sound here. Use a current Chrome, Edge, Firefox or Safari.",
  gone: "The server does not answer. Check that it runs, then call again.",
  lost: "The connection was lost.",
  rejected: "The server refused the call. Call again.",
};

export interface SpokenTurn {
  number: number;
  speaker: "caller" | "assistant";
  text: string;
  language: string;
  interrupted: boolean;
  times: Record<string, number | null>;
}

export interface Written {
  reference: string;
  status: string;
}

export interface CallShown {
  state: "idle" | "asking" | "connecting" | "live" | "over";
  callId: string | null;
  listening: boolean;
  partial: string;
  turns: SpokenTurn[];
  written: Written[];
  notice: string;
  /** A key of FAULTS, or the server's sentence. */
  trouble: string;
  hungUp: boolean;
  begun: number;
}

export const IDLE: CallShown = {
  state: "idle", callId: null, listening: false, partial: "", turns: [], written: [],
  notice: "", trouble: "", hungUp: false, begun: 0,
};
const CONNECT_MS = 8000;

export class Line {
  private shown: CallShown = IDLE;
  private sound: Sound | null = null;
  private socket: WebSocket | null = null;
  private timer = 0;
  private over = false;

  constructor(
    private readonly show: (shown: CallShown) => void,
    private readonly level: (who: "you" | "assistant", rms: number) => void,
  ) {}

  async begin(business: string, language: "en" | "hi" | null): Promise<void> {
    this.set({ state: "asking" });
    try {
      this.sound = await Sound.open({
        heard: (frame) => {
          if (this.shown.state === "live" && this.socket?.readyState === WebSocket.OPEN) this.socket.send(frame);
        },
        played: (name) => this.send({ type: "mark", name }),
        level: this.level,
        lost: () => this.end("no_microphone"),
      });
      if (this.over) return void this.sound.close();
      this.set({ state: "connecting" });
      const { data: given } = (await told(
        api.POST("/api/v1/calls/browser", { body: { business, language } }),
      )) as { data: { url: string; call_id: string } };
      if (this.over) return;
      this.set({ callId: given.call_id });
      this.connect(given.url, given.call_id, language);
    } catch (error) {
      if (error instanceof SoundFault) this.end(error.fault);
      else if (error instanceof Refused) this.end(error.message === NO_ANSWER ? "gone" : error.message);
      else this.end("old_browser");
    }
  }

  private connect(path: string, callId: string, language: string | null): void {
    const address = new URL(path, location.origin);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.socket = new WebSocket(address));
    socket.binaryType = "arraybuffer";
    this.timer = window.setTimeout(() => this.end("gone"), CONNECT_MS);
    socket.onopen = () => this.send({ type: "hello", version: 1, call_id: callId, language: language ?? "auto" });
    socket.onclose = () => this.end(this.shown.state === "live" ? "lost" : "rejected");
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.sound?.play(data);
      else this.receive(JSON.parse(data as string) as Record<string, unknown>);
    };
  }

  private receive(message: Record<string, unknown>): void {
    switch (message.type) {
      case "ready":
        clearTimeout(this.timer);
        this.set({ state: "live", begun: performance.now() });
        break;
      case "mark": this.sound?.mark(String(message.name)); break;
      case "clear": this.sound?.clear(); break;
      case "event": this.happened(String(message.kind), (message.data ?? {}) as Record<string, unknown>); break;
      case "bye": this.end("", true); break;
    }
  }

  private happened(kind: string, data: Record<string, unknown>): void {
    switch (kind) {
      case "heard":
        if (!data.final || data.text) this.set({ partial: String(data.text ?? "") });
        break;
      case "speech": this.set({ listening: data.on === true }); break;
      case "turn": {
        const turn = (data.record ?? data) as unknown as SpokenTurn;
        this.set({
          turns: [...this.shown.turns, turn],
          ...(turn.speaker === "caller" ? { partial: "" } : {}),
        });
        break;
      }
      case "booking": this.set({ written: [...this.shown.written, data as unknown as Written] }); break;
      case "notice": this.set({ notice: String(data.text ?? "") }); break;
    }
  }

  private send(message: Record<string, unknown>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  press(digit: string): void {
    this.send({ type: "digit", digit });
  }

  end(trouble = "", hungUp = false): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    if (this.socket) {
      this.socket.onclose = this.socket.onmessage = null;
      this.send({ type: "bye" });
      this.socket.close();
    }
    void this.sound?.close();
    this.level("you", 0);
    this.level("assistant", 0);
    this.set({ state: "over", trouble, hungUp, partial: "", listening: false });
  }

  private set(change: Partial<CallShown>): void {
    this.shown = { ...this.shown, ...change };
    this.show(this.shown);
  }
}
