/** What a message says of an order without naming it: the goods, the day it was placed, what was paid. Narrows several orders to the one that is meant. Pure. */
import type { Slot, SlotName } from "../../protocol/understanding.ts";
import { normaliseForSearch } from "../text/normalise.ts";
import { tokensOf } from "../text/segment.ts";
import type { OrderRecord } from "./order-record.ts";

const DAY_MS = 86_400_000;
/** A day begins elsewhere at another hour: all zones from UTC-12 to UTC+14 are covered. */
const ZONES_MS = 14 * 3_600_000;
/** Share of a name's words that must stand in an item's title. */
const ENOUGH_SHARED = 0.6;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS_ZH = "日一二三四五六";
const WEEKDAYS_EN = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

export interface Hints {
  products: string[];
  /** Half-open, epoch ms. */
  times: { from: number; to: number }[];
  amounts: number[];
}

const dayOf = (at: number): number => Math.floor(at / DAY_MS);
const daysAsTime = (first: number, last = first): { from: number; to: number } => ({ from: first * DAY_MS - ZONES_MS, to: (last + 1) * DAY_MS + ZONES_MS });
/** 1 January 1970 was a Thursday; 0 = Sunday. */
const weekdayOf = (day: number): number => (day + 4) % 7;

const AGO: readonly (readonly [RegExp, number])[] = [
  [/大前天/, 3],
  [/前天|day before yesterday/i, 2],
  [/昨|yesterday|last night/i, 1],
  [/今[天日早晚儿]|today|tonight/i, 0],
];

/** The last day of this date that is not in the future. */
function pastDate(month: number, day: number, today: number, year?: number): number | null {
  const dayIn = (inYear: number): number => dayOf(Date.UTC(inYear, month - 1, day));
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const thisYear = new Date(today * DAY_MS).getUTCFullYear();
  if (year !== undefined) return dayIn(year);
  return dayIn(thisYear) > today + 1 ? dayIn(thisYear - 1) : dayIn(thisYear);
}

function calendarDays(value: string, today: number): number[] {
  const full = /^(\d{4})\D+(\d{1,2})\D+(\d{1,2})/.exec(value);
  const chinese = /(\d{1,2})月(\d{1,2})/.exec(value);
  const slashed = /^(\d{1,2})\/(\d{1,2})/.exec(value);
  const month = MONTHS.findIndex((name) => new RegExp(`\\b${name}`, "i").test(value)) + 1;
  const number = /\d{1,2}/.exec(value)?.[0];
  // 3/11 is written for the third of November and for the eleventh of March.
  const pairs = full
    ? [[full[2], full[3], full[1]]]
    : chinese
      ? [[chinese[1], chinese[2]]]
      : slashed
        ? [slashed.slice(1, 3), slashed.slice(1, 3).reverse()]
        : month > 0 && number !== undefined
          ? [[String(month), number]]
          : [];
  return pairs.flatMap(([m, d, y]) => pastDate(Number(m), Number(d), today, y === undefined ? undefined : Number(y)) ?? []);
}

function weekday(value: string, today: number): number | null {
  const chinese = /[周期拜]([一二三四五六日天])/.exec(value)?.[1]?.replace("天", "日");
  const wanted = chinese ? WEEKDAYS_ZH.indexOf(chinese) : WEEKDAYS_EN.findIndex((name) => new RegExp(`\\b${name}`, "i").test(value));
  if (wanted < 0) return null;
  const back = (weekdayOf(today) - wanted + 7) % 7;
  // 上周五 is Friday of the week before, which begins on Monday; "last Friday" is the latest one.
  const monday = (weekdayOf(today) + 6) % 7;
  return /^上/.test(value) ? today - monday - 7 + ((wanted + 6) % 7) : today - (back === 0 && /last/i.test(value) ? 7 : back);
}

/** When something can have been that was said to be on this day; empty = not understood. Seen from `now`. */
export function timesOf(value: string, now: number): { from: number; to: number }[] {
  const today = dayOf(now);
  const ago = AGO.find(([said]) => said.test(value))?.[1];
  if (ago !== undefined) return [daysAsTime(today - ago)];
  const calendar = calendarDays(value, today);
  if (calendar.length > 0) return calendar.map((day) => daysAsTime(day));
  const of = weekday(value, today);
  return of === null ? [] : [daysAsTime(of)];
}

/** Stretches that are no day. */
const STRETCHES: readonly (readonly [RegExp, number, number])[] = [
  [/上(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天])|last week/i, 14, 6],
  [/上个?月(?!\d)|last month/i, 62, 27],
];

export function hintsOf(text: string, slots: readonly Slot[], now: number): Hints {
  const of = (name: SlotName): string[] => slots.filter((slot) => slot.name === name).map(({ value }) => value);
  const today = dayOf(now);
  const stretches = STRETCHES.flatMap(([said, from, to]) => (said.test(text) ? [daysAsTime(today - from, today - to)] : []));
  return {
    products: of("product"),
    times: [...of("date").flatMap((value) => timesOf(value, now)), ...stretches],
    amounts: of("amount").flatMap((value) => {
      const amount = Number(value.replace(/[^\d.]/g, ""));
      return amount > 0 ? [amount] : [];
    }),
  };
}

const wordsOf = (text: string): string[] => [
  ...new Set(
    tokensOf(text)
      .filter(({ kind }) => kind === "gram" || kind === "stem")
      .map((token) => token.text),
  ),
];

function hasGoods({ facts }: OrderRecord, products: readonly string[]): boolean {
  return facts.items.some(({ title }) => {
    const inTitle = new Set(wordsOf(title));
    return products.some((product) => {
      const words = wordsOf(product);
      if (words.length === 0) return normaliseForSearch(title).includes(normaliseForSearch(product));
      return words.filter((word) => inTitle.has(word)).length / words.length >= ENOUGH_SHARED;
    });
  });
}

type Hint = Extract<SlotName, "product" | "date" | "amount">;
const TOLD_BY: readonly (readonly [Hint, (hints: Hints) => boolean, (record: OrderRecord, hints: Hints) => boolean])[] = [
  ["product", ({ products }) => products.length > 0, (record, { products }) => hasGoods(record, products)],
  [
    "date",
    ({ times }) => times.length > 0,
    ({ facts: { placedAt } }, { times }) => placedAt !== undefined && times.some(({ from, to }) => placedAt >= from && placedAt < to),
  ],
  ["amount", ({ amounts }) => amounts.length > 0, ({ facts: { amount } }, { amounts }) => amount !== undefined && amounts.includes(Number(amount.value))],
];

export interface Meant {
  records: OrderRecord[];
  /** What told them from others, the strongest; null = nothing did. */
  by: Hint | null;
}

/** Each hint leaves out what does not fit it; one that fits none says nothing: a day may be the parcel's, an amount a refund's. */
export function meantBy(hints: Hints, records: readonly OrderRecord[]): Meant {
  let left = [...records];
  let by: Hint | null = null;
  for (const [name, given, fitting] of TOLD_BY) {
    const some = given(hints) ? left.filter((record) => fitting(record, hints)) : [];
    if (some.length === 0) continue;
    left = some;
    by ??= name;
  }
  return { records: left, by };
}
