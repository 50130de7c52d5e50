// Runs on the browser's audio thread: the microphone becomes 20 ms frames of 16 kHz PCM16, and what
// the server sends is queued and played; marks and clears behave as the wire says
// (vaani/telephony/browser/wire.py).

const WIRE_HZ = 16000;
const FRAME = WIRE_HZ / 50;
const ZERO_CROSSINGS = 12;
const PHASES = 128;
const START_S = 0.04; // queued before the first sound after a silence
const PATIENCE = 24; // blocks of 128 samples after which less is enough

// Windowed-sinc resampler for any pair of rates; keeps its state between pieces.
class Resampler {
  constructor(fromHz, toHz) {
    this.step = fromHz / toHz;
    const cutoff = Math.min(1, toHz / fromHz) * 0.94;
    this.half = Math.ceil(ZERO_CROSSINGS / cutoff);
    this.taps = [];
    for (let phase = 0; phase <= PHASES; phase++) {
      const row = new Float32Array(2 * this.half);
      let sum = 0;
      for (let i = 0; i < row.length; i++) {
        const x = i - this.half + 1 - phase / PHASES;
        const sinc = x === 0 ? cutoff : Math.sin(Math.PI * x * cutoff) / (Math.PI * x);
        const window = Math.abs(x) < this.half ? 0.5 + 0.5 * Math.cos((Math.PI * x) / this.half) : 0;
        row[i] = sinc * window;
        sum += row[i];
      }
      for (let i = 0; i < row.length; i++) row[i] /= sum;
      this.taps.push(row);
    }
    this.kept = new Float32Array(2 * this.half);
    this.at = this.half - 1;
  }

  push(piece) {
    if (this.step === 1) return piece.slice();
    const line = new Float32Array(this.kept.length + piece.length);
    line.set(this.kept);
    line.set(piece, this.kept.length);
    const out = new Float32Array(Math.max(0, Math.ceil((line.length - this.half - this.at) / this.step)));
    let made = 0;
    while (this.at + this.half < line.length && made < out.length) {
      const whole = Math.floor(this.at);
      const row = this.taps[Math.round((this.at - whole) * PHASES)];
      const first = whole - this.half + 1;
      let sum = 0;
      for (let i = 0; i < row.length; i++) sum += row[i] * line[first + i];
      out[made++] = sum;
      this.at += this.step;
    }
    const keepFrom = Math.max(0, Math.floor(this.at) - this.half + 1);
    this.kept = line.slice(keepFrom);
    this.at -= keepFrom;
    return out.subarray(0, made);
  }
}

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate, WIRE_HZ);
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
    this.power = 0;
  }

  process([input]) {
    if (!input.length) return true;
    for (const sample of this.resampler.push(input[0])) {
      const limited = Math.max(-1, Math.min(1, sample));
      this.power += limited * limited;
      this.frame[this.filled++] = Math.round(limited * 32767);
      if (this.filled === FRAME) {
        const sent = { frame: this.frame.buffer, level: Math.sqrt(this.power / FRAME) };
        this.port.postMessage(sent, [sent.frame]);
        this.frame = new Int16Array(FRAME);
        this.filled = 0;
        this.power = 0;
      }
    }
    return true;
  }
}

class Playout extends AudioWorkletProcessor {
  constructor() {
    super();
    this.reset();
    this.blocks = 0;
    this.power = 0;
    this.port.onmessage = ({ data }) => {
      if (data.sound) {
        const ints = new Int16Array(data.sound);
        const floats = new Float32Array(ints.length);
        for (let i = 0; i < ints.length; i++) floats[i] = ints[i] / 32768;
        const piece = this.resampler.push(floats);
        if (piece.length) this.queue.push(piece);
        this.queued += piece.length;
      } else if (data.mark !== undefined) {
        this.queue.push(data.mark);
        this.marks++;
      } else if (data.clear) {
        const names = this.queue.filter((item) => typeof item === "string");
        this.reset();
        for (const name of names) this.port.postMessage({ played: name });
      }
    };
  }

  reset() {
    this.resampler = new Resampler(WIRE_HZ, sampleRate);
    this.queue = [];
    this.offset = 0;
    this.queued = 0;
    this.marks = 0;
    this.playing = false;
    this.waited = 0;
  }

  process(_inputs, [output]) {
    const out = output[0];
    if (!this.playing && this.queue.length) {
      this.waited++;
      this.playing =
        this.marks > 0 || this.queued >= START_S * sampleRate || this.waited > PATIENCE;
    }
    let filled = 0;
    while (this.playing && this.queue.length) {
      const head = this.queue[0];
      if (typeof head === "string") {
        this.queue.shift();
        this.marks--;
        this.port.postMessage({ played: head });
        continue;
      }
      if (filled === out.length) break;
      const count = Math.min(out.length - filled, head.length - this.offset);
      out.set(head.subarray(this.offset, this.offset + count), filled);
      filled += count;
      this.offset += count;
      this.queued -= count;
      if (this.offset === head.length) {
        this.queue.shift();
        this.offset = 0;
      }
    }
    if (this.playing && !this.queue.length) {
      this.playing = false;
      this.waited = 0;
    }
    for (let i = 0; i < filled; i++) this.power += out[i] * out[i];
    if (++this.blocks % 8 === 0) {
      this.port.postMessage({ level: Math.sqrt(this.power / (8 * out.length)) });
      this.power = 0;
    }
    return true;
  }
}

registerProcessor("capture", Capture);
registerProcessor("playout", Playout);
