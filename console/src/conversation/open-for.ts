/** What is open over one conversation; it closes as soon as another stands on the screen. */
import { useState } from "react";

export function useOpenFor<T>(conversationId: string): [what: T | null, open: (what: T | null) => void] {
  const [opened, setOpened] = useState<{ what: T; over: string } | null>(null);
  return [opened?.over === conversationId ? opened.what : null, (what) => setOpened(what === null ? null : { what, over: conversationId })];
}
