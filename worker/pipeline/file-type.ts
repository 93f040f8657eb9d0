/** What a file is by its first bytes, whatever it says it is (WHATWG MIME sniffing, the signatures that matter here). Pure. */

type Signature = readonly [mime: string, offset: number, bytes: readonly number[]];

const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));

const SIGNATURES: readonly Signature[] = [
  ["image/png", 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", 0, [0xff, 0xd8, 0xff]],
  ["image/gif", 0, ascii("GIF8")],
  ["image/webp", 8, ascii("WEBP")],
  ["application/pdf", 0, ascii("%PDF-")],
  ["application/zip", 0, [0x50, 0x4b, 0x03, 0x04]],
  ["video/mp4", 4, ascii("ftyp")],
  ["video/webm", 0, [0x1a, 0x45, 0xdf, 0xa3]],
  ["audio/ogg", 0, ascii("OggS")],
  ["audio/mpeg", 0, ascii("ID3")],
  ["audio/mpeg", 0, [0xff, 0xfb]],
  ["audio/amr", 0, ascii("#!AMR")],
  ["audio/wav", 8, ascii("WAVE")],
];
/** Office files are zips: the sender's word is taken for what is inside. */
const ZIPPED = /^application\/vnd\.(openxmlformats|oasis)/;
const PLAIN = new Set(["text/plain", "text/csv", "application/json"]);
const LOOKED_AT = 512;
/** What a browser might run. */
const ACTIVE = /<\s*(!doctype|html|script|svg|iframe|body|head|xml)|<\?xml/i;

/** The type to keep; null = not taken: programs, pages, or something that is not what it says. */
export function fileType(bytes: Uint8Array, claimed: string): string | null {
  const known = SIGNATURES.find(([, offset, magic]) => magic.every((byte, at) => bytes[offset + at] === byte))?.[0];
  if (known === "application/zip") return ZIPPED.test(claimed) ? claimed : known;
  if (known !== undefined) return known;
  const start = bytes.subarray(0, LOOKED_AT);
  if (start.includes(0) || ACTIVE.test(new TextDecoder().decode(start))) return null;
  return PLAIN.has(claimed) ? claimed : "text/plain";
}
