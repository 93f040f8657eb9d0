/**
 * Reader for WeChat's flat XML: one root, children that hold text or CDATA, at most one level of nesting (`<Articles><item>…`).
 * No entity beyond the five of XML, no DOCTYPE, no processing: a document that brings its own definitions is refused.
 */

/** Longest document that is read, UTF-16 units; WeChat's own bodies are a few kilobytes. */
const MAX_XML_UNITS = 1_000_000;
const ELEMENT = /<([A-Za-z_][\w.-]*)\s*(?:\/>|>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([^<]*))<\/\1\s*>)/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g, (whole, decimal, hexadecimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    const point = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : whole;
  });
}

/**
 * Leaf elements by name; values stay strings, because message ids exceed 2^53. Of a repeated name the first stands.
 * Null for text that is no such document.
 */
export function readFlatXml(text: string): Readonly<Record<string, string>> | null {
  if (text.length > MAX_XML_UNITS) return null;
  const body = text.trim().replace(/^<\?xml[^>]{0,200}\?>\s*/, "");
  if (!/^<xml[\s>]/.test(body) || !/<\/xml\s*>$/.test(body)) return null;
  // Looked for outside CDATA only: customers may write these words.
  const frame = body.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, "");
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)/i.test(frame)) return null;
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const match of body.matchAll(ELEMENT)) {
    const name = match[1] ?? "";
    if (!(name in fields)) fields[name] = match[2] ?? unescape(match[3] ?? "");
  }
  return fields;
}

/** A CDATA section; `]]>` inside is parted, as XML asks. */
export const cdata = (text: string): string => `<![CDATA[${text.replace(/\]\]>/g, "]]]]><![CDATA[>")}]]>`;
