/**
 * Reader for WeChat's flat XML: elements that hold text or CDATA, whatever they are nested in. One linear pass by hand:
 * no entity beyond the five of XML, no DOCTYPE (a document that brings its own definitions is refused), no regular
 * expression that a hostile body could make crawl.
 */

/** Longest document that is read, UTF-16 units; WeChat's own bodies are a few kilobytes. */
const MAX_XML_UNITS = 200_000;
const CDATA_START = "<![CDATA[";
const CDATA_END = "]]>";
const NAME = /^[A-Za-z_][\w.-]{0,99}$/;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Leaf elements by name; values stay strings, because message ids exceed 2^53. Of a repeated name the first stands.
 * Null for text that is no such document.
 */
export function readFlatXml(text: string): Readonly<Record<string, string>> | null {
  if (text.length > MAX_XML_UNITS || !/^\s*(?:<\?xml[^>]{0,200}\?>\s*)?<xml[\s>]/.test(text)) return null;
  const fields = Object.create(null) as Record<string, string>;
  let at = text.indexOf("<xml") + 1;
  at = text.indexOf(">", at) + 1;
  while (at > 0) {
    const open = text.indexOf("<", at);
    if (open < 0) return null; // </xml> never came
    if (text.startsWith("</xml", open)) return fields;
    const next = readElement(text, open, fields);
    if (next === null) return null;
    at = next;
  }
  return null;
}

/** Reads what begins at `open` and gives the position after it, or null when the document is broken or not to be trusted. */
function readElement(text: string, open: number, fields: Record<string, string>): number | null {
  if (text.startsWith("</", open)) return after(text, ">", open);
  if (text.startsWith(CDATA_START, open)) return after(text, CDATA_END, open);
  if (text.startsWith("<!--", open)) return after(text, "-->", open);
  const close = text.indexOf(">", open);
  if (close < 0) return null;
  const tag = text.slice(open + 1, close).trim();
  const empty = tag.endsWith("/");
  const name = (empty ? tag.slice(0, -1) : tag).trim();
  if (!NAME.test(name)) return null; // DOCTYPE, ENTITY, attributes: nothing WeChat sends
  if (empty) {
    keep(fields, name, "");
    return close + 1;
  }
  const content = readContent(text, close + 1);
  if (content === null) return null;
  if (text.startsWith(`</${name}`, content.end)) keep(fields, name, content.value);
  return content.end;
}

/** Text and CDATA sections up to the next tag. */
function readContent(text: string, start: number): { value: string; end: number } | null {
  let value = "";
  let at = start;
  for (;;) {
    const next = text.indexOf("<", at);
    if (next < 0) return null;
    value += unescapeXml(text.slice(at, next));
    if (!text.startsWith(CDATA_START, next)) return { value, end: next };
    const end = text.indexOf(CDATA_END, next);
    if (end < 0) return null;
    value += text.slice(next + CDATA_START.length, end);
    at = end + CDATA_END.length;
  }
}

function after(text: string, mark: string, from: number): number | null {
  const found = text.indexOf(mark, from);
  return found < 0 ? null : found + mark.length;
}

function keep(fields: Record<string, string>, name: string, value: string): void {
  if (!(name in fields)) fields[name] = value;
}

function unescapeXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g, (whole, decimal, hexadecimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    const point = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : whole;
  });
}

/** A CDATA section; `]]>` inside is parted, as XML asks. */
export const cdata = (text: string): string => `${CDATA_START}${text.replaceAll(CDATA_END, "]]]]><![CDATA[>")}${CDATA_END}`;
