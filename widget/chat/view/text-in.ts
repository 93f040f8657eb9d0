/** The words of a message that goes back into the composer. */
import type { Said } from "../outgoing.ts";

export function textIn(said: Said): string {
  if (said.kind !== "send") return said.kind === "leave" ? said.text : "";
  return said.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}
