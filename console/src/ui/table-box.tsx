import type { ReactNode } from "react";

/** A table that scrolls sideways where it has no room; reachable by keyboard, so that its arrows work. */
export function TableBox({ children }: { children: ReactNode }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <div className="table-box" tabIndex={0}>
      {children}
    </div>
  );
}
