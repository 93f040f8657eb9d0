/** Ways in which a payload goes wrong: cut, doubled, flipped, or with a value of another type where one was expected. */
import fc from "fast-check";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const junkValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, -1, 1e308, 2 ** 60, "", "0", "💥", "\u0000", "__proto__", [], {}, [[]], { id: null }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** All places of a JSON value, as paths. */
function pathsOf(value: Json, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [path];
  const entries: [string | number, Json][] = Array.isArray(value) ? value.map((entry, index) => [index, entry]) : Object.entries(value);
  return [path, ...entries.flatMap(([name, entry]) => pathsOf(entry, [...path, name]))];
}

function withValue(value: Json, path: readonly (string | number)[], put: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return put;
  if (Array.isArray(value)) return value.map((entry, index) => (index === name ? withValue(entry, rest, put) : entry));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, key === name ? withValue(entry, rest, put) : entry]));
  }
  return put;
}

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** JSON with one to three values of the wrong kind; JSON inside JSON texts too. */
const mutatedJson = (value: Json): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.constantFrom(...pathsOf(value)), junkValue), { minLength: 1, maxLength: 3 })
    .map((changes) => JSON.stringify(changes.reduce<Json>((whole, [path, put]) => withValue(whole, path, put), value)));

/** XML with the content of one element replaced. */
const mutatedXml = (text: string): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(), fc.string({ unit: "binary", maxLength: 30 })).map(([nth, put]) => {
    const contents = [...text.matchAll(/>([^<]*|<!\[CDATA\[[\s\S]*?\]\]>)<\//g)];
    const match = contents[nth % Math.max(1, contents.length)];
    return match ? `${text.slice(0, match.index + 1)}${put}${text.slice(match.index + match[0].length - 2)}` : put;
  });

/** Any text at all: cut, doubled or flipped somewhere. */
const mutatedText = (text: string): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(), fc.nat(), fc.constantFrom("cut", "double", "flip", "insert"), fc.string({ unit: "binary", maxLength: 20 })).map(([a, b, how, put]) => {
    const from = a % (text.length + 1);
    const to = from + (b % (text.length - from + 1));
    if (how === "cut") return text.slice(0, from) + text.slice(to);
    if (how === "double") return text.slice(0, to) + text.slice(from);
    if (how === "insert") return text.slice(0, from) + put + text.slice(from);
    return text.slice(0, from) + String.fromCharCode(text.charCodeAt(from) ^ 1) + text.slice(from + 1);
  });

/** A payload that was one of these before something went wrong. */
export function brokenPayload(payloads: readonly string[]): fc.Arbitrary<string> {
  const arbitraries = payloads.flatMap((payload) => {
    const json = readJson(payload);
    const shaped = json !== undefined ? [mutatedJson(json)] : payload.startsWith("<") ? [mutatedXml(payload)] : [];
    return [...shaped, mutatedText(payload)];
  });
  return fc.oneof(...arbitraries, fc.string({ unit: "binary", maxLength: 200 }), fc.json());
}
