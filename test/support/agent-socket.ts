/** An agent's or visitor's tab: a websocket that remembers its frames. */
import { eventually } from "./engine.ts";

export interface Tab {
  frames: Record<string, unknown>[];
  send(frame: unknown): void;
  /** The first frame that fits, now or later. */
  frame(fits: (frame: Record<string, unknown>) => boolean, what: string): Promise<Record<string, unknown>>;
  close(): void;
}

export async function openTab(url: string, path: string, token: string): Promise<Tab> {
  const socket = new WebSocket(url.replace(/^http/, "ws") + path, ["kefu.v1", `t.${token}`]);
  const frames: Record<string, unknown>[] = [];
  socket.addEventListener("message", (event) => frames.push(JSON.parse(String(event.data)) as Record<string, unknown>));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error(`no socket at ${path}`)));
  });
  return {
    frames,
    send: (frame) => socket.send(JSON.stringify(frame)),
    frame: (fits, what) => eventually(async () => frames.find(fits), what),
    close: () => socket.close(),
  };
}
