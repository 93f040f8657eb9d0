/** The frame with the chat: made on first intent, spoken to over one port that only it and we hold. */
import { FRAME_HELLO, FRAME_READY, type Hello, type ToFrame, type ToHost } from "../bridge.ts";

/** A frame that has not said a word after so many ms has failed. */
const PATIENCE_MS = 15_000;

export interface ChatFrame {
  tell(message: ToFrame): void;
  focus(): void;
  remove(): void;
}

interface FrameOptions {
  /** Where Kefu is served; the only origin that is listened to. */
  origin: string;
  title: string;
  hello(): Hello;
  onMessage(message: ToHost): void;
  onReady(): void;
  onFailure(): void;
}

export function openFrame(panel: HTMLElement, { origin, title, hello, onMessage, onReady, onFailure }: FrameOptions): ChatFrame {
  const frame = document.createElement("iframe");
  const waiting: ToFrame[] = [];
  let port: MessagePort | null = null;
  frame.title = title;
  frame.allow = "autoplay; clipboard-write";
  frame.src = `${origin}/widget/frame?tenant=${encodeURIComponent(hello().tenant)}`;
  const timer = setTimeout(onFailure, PATIENCE_MS);
  const greet = (event: MessageEvent): void => {
    if (event.origin !== origin || event.source !== frame.contentWindow || event.data !== FRAME_READY || port) return;
    clearTimeout(timer);
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = (message: MessageEvent<ToHost>) => onMessage(message.data);
    frame.contentWindow?.postMessage({ kefu: FRAME_HELLO, hello: hello() }, origin, [channel.port2]);
    for (const message of waiting.splice(0)) port.postMessage(message);
    frame.className = "ready";
    onReady();
  };
  addEventListener("message", greet);
  panel.append(frame);
  return {
    tell(message) {
      if (port) port.postMessage(message);
      else waiting.push(message);
    },
    focus: () => frame.focus(),
    remove() {
      clearTimeout(timer);
      removeEventListener("message", greet);
      port?.close();
      frame.remove();
    },
  };
}
