/** What may come a frame later must not hold up the frame before it. */
import { startTransition, useEffect, useState } from "react";

/** False in the frame that first shows a component, true once that frame has been painted. */
export function useAfterPaint(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    // Inside the frame's callback nothing is painted yet: a task of its own comes after it.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => startTransition(() => setPainted(true));
    const frame = requestAnimationFrame(() => channel.port2.postMessage(null));
    return () => {
      cancelAnimationFrame(frame);
      channel.port1.close();
    };
  }, []);
  return painted;
}
