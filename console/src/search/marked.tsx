/** Words with what was searched for made to stand out. */
import type { ReactNode } from "react";

/** Every second piece is a hit; none where nothing is searched for. */
function piecesOf(text: string, wanted: string): string[] {
  return wanted === "" ? [text] : text.split(new RegExp(`(${wanted.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")})`, "giu"));
}

export function Marked({ text, wanted }: { text: string; wanted: string }): ReactNode {
  return piecesOf(text, wanted).map((piece, index) => {
    const key = `${index}`;
    return index % 2 === 1 ? <mark key={key}>{piece}</mark> : piece;
  });
}
