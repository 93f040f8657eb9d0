/** The frame's start: says that it is there, waits for whoever embeds it, and draws. The first hello from the parent counts; later ones are not listened to. */
import { render } from "preact";
import { FRAME_HELLO, FRAME_READY, type Hello, type Theme } from "../bridge.ts";
import { Chat } from "./chat.ts";
import { App } from "./view/app.tsx";
import { Files } from "./view/files.ts";
import { localeFor } from "./words/words.ts";

function paint(theme: Theme): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = (): void => {
    document.documentElement.dataset.theme = theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
  };
  dark.addEventListener("change", apply);
  apply();
}

function greeted(event: MessageEvent<{ kefu?: string; hello?: Hello } | null>): void {
  const [port] = event.ports;
  const { data } = event;
  if (event.source !== window.parent || typeof data !== "object" || data?.kefu !== FRAME_HELLO || !data.hello || !port) return;
  const { hello } = data;
  // The page was let in for the tenant of this address alone (frame-ancestors).
  if (hello.tenant !== new URLSearchParams(location.search).get("tenant")) return;
  removeEventListener("message", greeted);
  const locale = localeFor(hello.stored.locale ?? hello.locale);
  paint(hello.theme);
  const chat = new Chat(hello, port, locale);
  render(
    <Files.Provider value={(blobKey) => chat.help.file(blobKey)}>
      <App chat={chat} first={locale} />
    </Files.Provider>,
    document.body,
  );
}

if (window.parent !== window) {
  addEventListener("message", greeted);
  window.parent.postMessage(FRAME_READY, "*");
}
