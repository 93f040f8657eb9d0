/** Times in the reader's language and zone, from the platform's own tables. */
import { useSyncExternalStore } from "react";
import { useLanguage } from "./language.ts";

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, 1_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time by the second; one clock for all timers on the screen. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);

const two = (value: number): string => String(value).padStart(2, "0");

/** 00:42, 12:05, 1:02:03 */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

export interface Times {
  time(at: number): string;
  day(at: number): string;
  moment(at: number): string;
  ago(at: number, from: number): string;
  /** A span in its largest fitting unit: 46 h, 12 min. */
  span(ms: number): string;
}

const DAY_MS = 86_400_000;
/** Shorter spans are said in hours. */
const DAYS_FROM_MS = 3 * DAY_MS;

const UNITS = [
  ["day", DAY_MS],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

function timesOf(language: string): Times {
  const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false });
  const day = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", weekday: "short" });
  const moment = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  type Unit = (typeof UNITS)[number];
  const unitOf = (ms: number): Unit => UNITS.find(([, length]) => ms >= length) ?? UNITS[3];
  // Two days are said in hours: reply windows are.
  const spanUnit = (ms: number): Unit => (ms < DAYS_FROM_MS ? unitOf(Math.min(ms, DAY_MS - 1)) : unitOf(ms));
  return {
    time: (at) => time.format(at),
    day: (at) => day.format(at),
    moment: (at) => moment.format(at),
    ago: (at, from) => {
      const [unit, length] = unitOf(Math.abs(from - at));
      return relative.format(-Math.round((from - at) / length), unit);
    },
    span: (ms) => {
      const [unit, length] = spanUnit(ms);
      return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(Math.floor(ms / length));
    },
  };
}

const known = new Map<string, Times>();

/** "3 min. ago" and its like: whoever says it is drawn again only when the words change. */
export function useAgo(at: number): string {
  const times = useTimes();
  return useSyncExternalStore(subscribe, () => times.ago(at, now));
}

export function useTimes(): Times {
  const language = useLanguage((shown) => shown.language);
  const times = known.get(language) ?? timesOf(language);
  known.set(language, times);
  return times;
}
