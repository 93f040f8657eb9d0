/** What is asked of the server by a button. */
import { useState } from "react";

/** One at a time: a second click waits for the first answer. */
export function useOnce(): [busy: boolean, once: (act: () => Promise<unknown>) => void] {
  const [busy, setBusy] = useState(false);
  const once = (act: () => Promise<unknown>): void => {
    setBusy(true);
    void act().finally(() => setBusy(false));
  };
  return [busy, once];
}
