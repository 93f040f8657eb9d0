import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";

/** A code or an address to take away: the whole of it, and a button that copies. */
export function CopyLine({ text, label }: { text: string; label: string }): ReactNode {
  return (
    <p className="row">
      <code className="mono grow code-line">{text}</code>
      <CopyButton text={text} label={label} />
    </p>
  );
}
