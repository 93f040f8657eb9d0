/** A short tone made here, so that nothing is loaded for it. Browsers keep it silent before the first click or key. */
const TONE_HZ = 660;
const LOUD = 0.08;
const LENGTH_S = 0.28;

let audio: AudioContext | null = null;

export function chime(): void {
  if (!navigator.userActivation?.hasBeenActive) return;
  audio ??= new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = TONE_HZ;
  volume.gain.setValueAtTime(LOUD, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + LENGTH_S);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + LENGTH_S);
}
