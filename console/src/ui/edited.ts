/** One of a list is made, changed or removed in a dialog; then the list is asked for again. */
import { useState } from "react";

export interface Editing<T> {
  /** The dialog is open for this one; `known` null = for a new one. */
  edited: { known: T | null } | null;
  /** Whether it is really to go is being asked. */
  removed: T | null;
  add: () => void;
  edit: (one: T) => void;
  remove: (one: T) => void;
  close: () => void;
  done: () => void;
}

export function useEdited<T>(reload: () => unknown): Editing<T> {
  const [edited, setEdited] = useState<{ known: T | null } | null>(null);
  const [removed, setRemoved] = useState<T | null>(null);
  const close = (): void => {
    setEdited(null);
    setRemoved(null);
  };
  return {
    edited,
    removed,
    add: () => setEdited({ known: null }),
    edit: (known) => setEdited({ known }),
    remove: (one) => setRemoved(one),
    close,
    done: () => {
      close();
      void reload();
    },
  };
}
