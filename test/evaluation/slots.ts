/**
 * Slots and order look-ups on written frames in many voices: `node test/evaluation/slots.ts [dev|test|trades|trades-second] [--misses]`.
 *
 * Every frame (`data/slot-*.txt`) is filled with several values of the shapes shops use. Frames are split in two by a hash of their words:
 * rules are mended on `dev`, figures come from `test`; a second voice is all `dev`, a third one, written last, all `test`. `trades` are
 * messages about goods of trades that no rule was written for, held back; rules were mended on other trades, `trades-second`. A look-up is false when a message that names no order, parcel or phone would
 * ask the order system for something, or when a message that names one asks for another.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SLOT_NAMES, type Slot, type SlotName } from "../../protocol/understanding.ts";
import { slotsOf } from "../../worker/intent/slots.ts";
import { queriesOf } from "../../worker/orders/lookup.ts";
import { seeded } from "../support/seeded.ts";
import { type Chance, EN, GOODS, type Maker, NAMES, number, pick, ZH } from "./slot-values.ts";

const FILLINGS = 5;
const DATA = join(import.meta.dirname, "data");
const SEED = 20_261_127;

interface Utterance {
  frame: string;
  text: string;
  gold: Pick<Slot, "name" | "start" | "end">[];
  language: "zh" | "en";
}

function filled(frame: string, language: "zh" | "en", part: "dev" | "test", chance: Chance): Utterance {
  const makers: Readonly<Record<string, readonly Maker[]>> = { ...(language === "zh" ? ZH : EN), g: [(c: Chance) => pick(c, GOODS[language][part])] };
  const gold: Utterance["gold"] = [];
  let text = "";
  for (const piece of frame.split(/(\{\w+\}|<\d+>|\[[^\]]+\])/)) {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    const count = /^<(\d+)>$/.exec(piece)?.[1];
    if (name !== undefined && NAMES[name]) {
      const value = pick(chance, makers[name] ?? [])(chance);
      gold.push({ name: NAMES[name], start: text.length, end: text.length + value.length });
      text += value;
    } else if (piece.startsWith("[")) {
      gold.push({ name: "product", start: text.length, end: text.length + piece.length - 2 });
      text += piece.slice(1, -1);
    } else text += count === undefined ? piece : number(chance, Number(count));
  }
  return { frame, text, gold, language };
}

/** FNV-1a over the frame without its marks of names: the split does not depend on the order of the file. */
function half(frame: string): "dev" | "test" {
  let hash = 0x811c9dc5;
  for (const char of frame.replaceAll(/[[\]]/g, "")) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return ((hash >>> 7) & 1) === 0 ? "dev" : "test";
}

const framesOf = (file: string): string[] =>
  readFileSync(join(DATA, file), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("# "));

export function utterances(part: "dev" | "test"): { positive: Utterance[]; negative: Utterance[] } {
  const random = seeded(SEED);
  const chance: Chance = () => random();
  const of = (file: string, language?: "zh" | "en"): Utterance[] =>
    framesOf(file)
      .flatMap((frame) => Array.from({ length: FILLINGS }, () => filled(frame, language ?? (/\p{Script=Han}/u.test(frame) ? "zh" : "en"), part, chance)))
      .filter(({ frame }) => half(frame) === part || /second|third/.test(file));
  const voice = part === "dev" ? "second" : "third";
  const more = [...of(`slot-frames-${voice}-zh.txt`, "zh"), ...of(`slot-frames-${voice}-en.txt`, "en")];
  const own: Utterance[] = [...of("slot-frames-zh.txt", "zh"), ...of("slot-frames-en.txt", "en"), ...more];
  const numbers = of("slot-negatives.txt");
  // Last, so that the others are filled as before there were any.
  const others = [...of(`slot-products-${voice}-zh.txt`, "zh"), ...of(`slot-products-${voice}-en.txt`, "en")];
  const goods = [...of("slot-products-zh.txt", "zh"), ...of("slot-products-en.txt", "en"), ...others];
  const named = goods.filter(({ gold }) => gold.length > 0);
  return { positive: [...own, ...named], negative: [...numbers, ...goods.filter(({ gold }) => gold.length === 0)] };
}

/** Goods of unusual trades, each frame once. */
export function tradesUtterances(voice: "trades" | "trades-second"): { positive: Utterance[]; negative: Utterance[] } {
  const random = seeded(SEED);
  const all = (["zh", "en"] as const).flatMap((language) =>
    framesOf(`slot-products-${voice}-${language}.txt`).map((frame) => filled(frame, language, "test", () => random())),
  );
  return { positive: all.filter(({ gold }) => gold.length > 0), negative: all.filter(({ gold }) => gold.length === 0) };
}

export interface Score {
  right: number;
  found: number;
  wanted: number;
}
export const f1Of = ({ right, found, wanted }: Score): number => (found + wanted === 0 ? 1 : (2 * right) / (found + wanted));

/** Exact stretches and names; dates, quantities and the like beside the marked ones count as found too much. */
export function scored(some: readonly Utterance[], names: readonly SlotName[] = SLOT_NAMES): Score {
  const score: Score = { right: 0, found: 0, wanted: 0 };
  for (const { text, gold } of some) {
    const wanted = gold.filter(({ name }) => names.includes(name));
    const found = slotsOf(text).filter(({ name }) => names.includes(name));
    score.wanted += wanted.length;
    score.found += found.length;
    score.right += found.filter((slot) => wanted.some((one) => one.name === slot.name && one.start === slot.start && one.end === slot.end)).length;
  }
  return score;
}

/** Messages that would ask the order system for what nobody named. */
export function falseLookups(some: readonly Utterance[]): Utterance[] {
  return some.filter(({ text, gold }) =>
    queriesOf(slotsOf(text)).some(({ by, value }) => !gold.some((one) => one.name === by && text.slice(one.start, one.end) === value)),
  );
}

if (process.argv[1] === import.meta.filename) {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { misses: { type: "boolean", default: false } } });
  const [part = "test"] = positionals;
  const { positive, negative } = part === "trades" || part === "trades-second" ? tradesUtterances(part) : utterances(part === "dev" ? "dev" : "test");
  const all = [...positive, ...negative];
  console.log(`${part}: ${positive.length} utterances with slots, ${negative.length} hard negatives`);
  for (const name of SLOT_NAMES) {
    const of = (language: "zh" | "en") =>
      f1Of(
        scored(
          all.filter((one) => one.language === language),
          [name],
        ),
      ).toFixed(3);
    console.log(`${name.padEnd(16)} F1 zh ${of("zh")}  en ${of("en")}`);
  }
  for (const language of ["zh", "en"] as const) {
    const of = all.filter((one) => one.language === language);
    console.log(
      `${language}: F1 ${f1Of(scored(of)).toFixed(4)}, false look-ups ${falseLookups(of).length} of ${of.length} (${((100 * falseLookups(of).length) / of.length).toFixed(2)} %)`,
    );
  }
  if (values.misses)
    for (const one of all) {
      const found = slotsOf(one.text).map(({ name, value }) => `${name}=${value}`);
      const gold = one.gold.map(({ name, start, end }) => `${name}=${one.text.slice(start, end)}`);
      if (found.join() !== gold.join()) console.log(`${one.text}\n    found ${found.join(", ")}\n    gold  ${gold.join(", ")}`);
    }
}
