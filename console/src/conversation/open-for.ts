/** Something that is open for one conversation, and closed as soon as another stands on the screen. */
import { useState } from "react";

export function useOpenFor(conversationId: string): [open: boolean, setOpen: (open: boolean) => void] {
  const [openFor, setOpenFor] = useState<string | null>(null);
  return [openFor === conversationId, (open) => setOpenFor(open ? conversationId : null)];
}
