/** The words of a message in one short line, for a badge's name or an event. Pure. */
import type { Part } from "../../protocol/message.ts";

const LONGEST_PREVIEW = 120;

export function previewOf(parts: readonly Part[]): string {
  const words = parts.flatMap((part) => {
    switch (part.type) {
      case "text":
        return part.text;
      case "media":
        return part.caption ?? part.media.name ?? "";
      case "action":
        return part.label ?? "";
      case "location":
        return part.name ?? part.address ?? "";
      case "unsupported":
        return "";
      default:
        return part satisfies never;
    }
  });
  return words.join(" ").slice(0, LONGEST_PREVIEW);
}
