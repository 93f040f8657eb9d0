/** The words of a message for previews and comparisons; protocol/message has the same with its schemas around it. */
import type { Part } from "../../../protocol/message.ts";

export function wordsOf(parts: readonly Part[]): string {
  const texts = parts.flatMap((part) => {
    if (part.type === "text") return [part.text];
    if (part.type === "media") return [part.caption ?? `[${part.media.kind}]`];
    if (part.type === "action") return [part.label ?? part.id];
    if (part.type === "location") return [part.name ?? part.address ?? `${part.lat}, ${part.lng}`];
    return [part.hint];
  });
  return texts.join("\n");
}
