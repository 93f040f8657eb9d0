/**
 * Makes a reply fit a platform: long text in pieces, captions and media the platform does not take as text with a link, a
 * place as a map link, choices as buttons or a numbered list. Every part of the result is one platform message.
 */
import type { OutboundMessage } from "../../../protocol/channels.ts";
import type { Attachment, Choice, Part } from "../../../protocol/message.ts";
import type { Capabilities } from "../channel.ts";
import { choicePrompt, choicesFit, numberedList } from "./choices.ts";
import { splitText } from "./split-text.ts";
import { textLength } from "./text-length.ts";

/** A public address for a medium the platform cannot take as such; null = there is none. */
export type LinkOf = (media: Attachment) => string | null;

export type Fitting =
  | { fits: true; message: OutboundMessage }
  /** `media`: neither sent nor linked; nothing of the reply may go out as if all of it had. */
  | { fits: false; code: "media_not_taken" | "empty"; detail: string };

const ownLink: LinkOf = (media) => ("url" in media.ref && !media.ref.auth ? media.ref.url : null);

/** Fills pieces to at least `fill` of the limit before it looks for a nicer break (see split-text). */
export function fitReply(message: OutboundMessage, capabilities: Capabilities, linkOf: LinkOf = ownLink, fill?: number): Fitting {
  // A template's words are the platform's own.
  if (message.template) return { fits: true, message };
  const parts: Part[] = [];
  for (const part of message.parts) {
    const fitted = fitPart(part, capabilities, linkOf);
    if (fitted === null) return { fits: false, code: "media_not_taken", detail: mediaDetail(part) };
    parts.push(...fitted);
  }
  const { choices = [], ...rest } = message;
  const withButtons = choicesFit(choices, capabilities.choices);
  const worded = choices.length === 0 ? parts : withWords(parts, choices, withButtons);
  const whole = capabilities.joinTexts ? joinTexts(worded) : worded;
  const pieces = whole.flatMap((part) => (part.type === "text" ? pieceTexts(part.text, capabilities, fill) : [part]));
  if (pieces.length === 0) return { fits: false, code: "empty", detail: "The reply has no words and no media." };
  const final = withButtons && choices.length > 0 ? shortenLastText(pieces, capabilities, fill) : pieces;
  return { fits: true, message: withButtons && choices.length > 0 ? { ...rest, parts: final, choices } : { ...rest, parts: final } };
}

/** Where a reply is one letter, links and captions are its last paragraphs. */
function joinTexts(parts: readonly Part[]): Part[] {
  const words = parts.flatMap((part) => (part.type === "text" && part.text.trim() !== "" ? [part.text] : []));
  const others = parts.filter((part) => part.type !== "text");
  return words.length === 0 ? others : [{ type: "text", text: words.join("\n\n") }, ...others];
}

const pieceTexts = (text: string, capabilities: Capabilities, fill: number | undefined): Part[] =>
  text.trim() === "" ? [] : splitText(text, capabilities.text, fill).map((piece) => ({ type: "text", text: piece }));

function fitPart(part: Part, capabilities: Capabilities, linkOf: LinkOf): Part[] | null {
  switch (part.type) {
    case "text":
      return [part];
    case "media":
      return fitMedia(part, capabilities, linkOf);
    case "location":
      return capabilities.location ? [part] : [{ type: "text", text: placeText(part) }];
    case "action":
      return [{ type: "text", text: part.label ?? part.id }];
    case "unsupported":
      return [{ type: "text", text: part.hint }];
    default:
      return part satisfies never;
  }
}

function fitMedia(part: Extract<Part, { type: "media" }>, capabilities: Capabilities, linkOf: LinkOf): Part[] | null {
  const { media, caption } = part;
  const kind = mediaKindFor(media, capabilities);
  if (kind === null) {
    const link = linkOf(media);
    return link === null ? null : [{ type: "text", text: [caption, [media.name, link].filter(Boolean).join(" ")].filter(Boolean).join("\n") }];
  }
  const sent = refer({ ...media, kind }, capabilities, linkOf);
  if (sent === null) return null;
  if (!caption) return [{ type: "media", media: sent }];
  if (textLength(caption, capabilities.text.unit) <= capabilities.caption) return [{ type: "media", media: sent, caption }];
  return [
    { type: "media", media: sent },
    { type: "text", text: caption },
  ];
}

/** Platforms that fetch media themselves need a public address. */
function refer(media: Attachment, capabilities: Capabilities, linkOf: LinkOf): Attachment | null {
  if (capabilities.mediaBy !== "url" || ("url" in media.ref && !media.ref.auth)) return media;
  const url = linkOf(media);
  return url === null ? null : { ...media, ref: { url, auth: false } };
}

/** The kind under which the platform takes it: its own, else as a file. Null = neither, or too large. */
function mediaKindFor(media: Attachment, capabilities: Capabilities): Attachment["kind"] | null {
  for (const kind of [media.kind, "file"] as const) {
    const most = capabilities.mediaBytes?.[kind];
    if (capabilities.media.includes(kind) && (media.size === undefined || most === undefined || media.size <= most)) return kind;
  }
  return media.kind === "sticker" && capabilities.media.includes("image") ? "image" : null;
}

const mediaDetail = (part: Part): string =>
  part.type === "media"
    ? `This channel does not take ${part.media.kind}${part.media.name ? ` (${part.media.name})` : ""}, and there is no link to it.`
    : "This part cannot be sent.";

/** GCJ-02 places are linked on a map that draws in GCJ-02; the others on one that draws in WGS-84. */
function placeText(place: Extract<Part, { type: "location" }>): string {
  const link =
    place.datum === "gcj02"
      ? `https://uri.amap.com/marker?position=${place.lng},${place.lat}&coordinate=gaode`
      : `https://www.openstreetmap.org/?mlat=${place.lat}&mlon=${place.lng}#map=17/${place.lat}/${place.lng}`;
  return [place.name, place.address, link].filter(Boolean).join("\n");
}

/** Choices hang on the last text: as its buttons, or as a list inside it. Media alone get words first. */
function withWords(parts: readonly Part[], choices: readonly Choice[], withButtons: boolean): Part[] {
  const last = parts.findLastIndex((part) => part.type === "text" && part.text.trim() !== "");
  const part = parts[last];
  const text = part?.type === "text" ? part.text : choicePrompt(choices);
  const worded: Part = { type: "text", text: withButtons ? text : numberedList(text, choices) };
  return part ? parts.with(last, worded) : [...parts, worded];
}

/** Words above buttons often have a shorter limit: what is too long goes ahead as a message of its own. */
function shortenLastText(parts: Part[], capabilities: Capabilities, fill: number | undefined): Part[] {
  const most = capabilities.choices?.text;
  const last = parts.findLastIndex((part) => part.type === "text");
  const part = parts[last];
  const unit = capabilities.choices?.unit ?? capabilities.text.unit;
  if (most === undefined || part?.type !== "text" || textLength(part.text, unit) <= most) return parts;
  const pieces = splitText(part.text, { max: most, unit }, fill);
  return parts.toSpliced(last, 1, ...pieces.map((text): Part => ({ type: "text", text })));
}
