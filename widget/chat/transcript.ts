/** The conversation as a text file, made on the device from what is shown. */
import type { VisitorTurn } from "../../protocol/visitor-frames.ts";
import { previewOf } from "./preview.ts";
import type { Locale, Words } from "./words/words.ts";

export function transcriptOf(turns: readonly VisitorTurn[], words: Words, locale: Locale): string {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "short" });
  const lines = turns.map((turn) => {
    const name = turn.from === "customer" ? words.you : (turn.name ?? (turn.from === "bot" ? words.bot : words.support));
    const text = turn.deleted ? words.recalled : turn.parts.map((part) => (part.type === "text" ? part.text : previewOf([part]))).join("\n");
    return `[${time.format(turn.at)}] ${name}\n${text}\n`;
  });
  return lines.join("\n");
}

export function download(text: string, name: string): void {
  // A byte-order mark: old editors on Windows read Chinese in the wrong code page without it.
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
