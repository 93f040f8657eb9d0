/** Two soft tones, played by one tab only. Silent where the browser wants a gesture first. */

const LOCK = "kefu-chime";
const TONES_HZ = [660, 880];
const TONE_S = 0.14;
/** The other tabs hear of the same message within this time. ms */
const HOLD_MS = 1_500;

let context: AudioContext | null = null;

function play(): void {
  context ??= new AudioContext();
  const audio = context;
  if (audio.state !== "running") {
    audio.resume().catch(() => undefined);
    return;
  }
  TONES_HZ.forEach((frequency, index) => {
    const at = audio.currentTime + index * TONE_S;
    const tone = new OscillatorNode(audio, { frequency });
    const loudness = new GainNode(audio, { gain: 0 });
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.08, at + 0.02);
    loudness.gain.linearRampToValueAtTime(0, at + TONE_S);
    tone.connect(loudness).connect(audio.destination);
    tone.start(at);
    tone.stop(at + TONE_S);
  });
}

export function chime(): void {
  if (!("locks" in navigator)) {
    play();
    return;
  }
  const playAlone = async (lock: Lock | null): Promise<void> => {
    if (!lock) return;
    play();
    await new Promise((resolve) => setTimeout(resolve, HOLD_MS));
  };
  navigator.locks.request(LOCK, { ifAvailable: true }, playAlone).catch(() => undefined);
}
