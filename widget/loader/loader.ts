/** `/widget.js`: puts the launcher on a page, loads the chat at the first sign of interest and offers `window.kefu`. It needs nothing of the page and calls nobody else. */
import { DEVICE_KEYS, type Hello, REFUSED, type Theme, type ToHost } from "../bridge.ts";
import { type ChatFrame, openFrame } from "./chat-frame.ts";
import { hostStore } from "./host-store.ts";
import { buildLauncher } from "./launcher.ts";
import { loaderWords } from "./loader-words.ts";

/** A teaser that was dismissed stays away for a day. ms */
const TEASER_REST_MS = 24 * 3_600_000;
const USUAL_OFFSET_PX = 20;

export type KefuEvent = "ready" | "open" | "close" | "message" | "unread" | "identified" | "error";
export interface Kefu {
  /** Says who is signed in on the host's page, by a token that the host's server signed. */
  identify(userToken: string): void;
  open(): void;
  close(): void;
  /** Shows a line beside the launcher; pressed, it opens the chat. */
  show(text: string): void;
  /** Calls back on an event; the answer takes the listener away again. */
  on(event: KefuEvent, listener: (detail: unknown) => void): () => void;
  /** At sign-out: forgets the visitor and what they wrote on this device. */
  reset(): void;
}

/** An answer to a failed load that the host names: mail or telephone, nothing that could run. */
const contactLink = (given: string | undefined): string | null => (given !== undefined && /^(mailto:|tel:|https:)/i.test(given) ? given : null);
const pixels = (given: string | undefined): number => (given !== undefined && /^\d{1,4}$/.test(given) ? Number(given) : USUAL_OFFSET_PX);

function start(script: HTMLScriptElement, tenant: string): Kefu {
  const { origin } = new URL(script.src);
  const settings = script.dataset;
  const theme: Theme = settings.theme === "light" || settings.theme === "dark" ? settings.theme : "auto";
  const locale = settings.lang ?? (document.documentElement.lang || navigator.language || "en");
  let words = loaderWords(locale);
  const listeners: { event: KefuEvent; listener: (detail: unknown) => void }[] = [];
  const emit = (event: KefuEvent, detail: unknown = null): void => {
    for (const known of listeners.slice()) {
      if (known.event !== event) continue;
      try {
        known.listener(detail);
      } catch (error) {
        // The page's own mistake must not stop the chat; it is told as the page's.
        setTimeout(() => {
          throw error;
        });
      }
    }
  };
  let frame: ChatFrame | null = null;
  let isOpen = false;
  /** The chat may not be used on this page. */
  let isRefused = false;
  /** The host's token of its user, until the chat is loaded. */
  let signedIn: string | null = null;
  const store = hostStore(tenant, (key, value) => {
    if (key !== "teaser") frame?.tell({ t: "stored", key, value });
    if (key === "token" && value !== null) load();
  });
  const kept = store.all();
  const launcher = buildLauncher({
    words,
    side: settings.position === "left" ? "left" : "right",
    offsetX: pixels(settings.offsetX),
    offsetY: pixels(settings.offsetY),
    label: kept.token === undefined ? (settings.label ?? null) : null,
  });
  launcher.setTheme(theme);
  const hello = (): Hello => ({ t: "hello", tenant, locale, theme, title: settings.title ?? null, stored: store.all() });

  function heard(message: ToHost): void {
    switch (message.t) {
      case "save":
        store.set(message.key, message.value);
        break;
      case "close":
        close();
        break;
      case "unread":
        launcher.setUnread(message.count);
        emit("unread", message.count);
        break;
      case "locale":
        words = loaderWords(message.locale);
        launcher.setWords(words);
        break;
      case "theme":
        launcher.setTheme(message.theme);
        break;
      case "event":
        emit(message.name, message.detail);
        isRefused ||= message.detail === REFUSED;
        break;
      default:
        message satisfies never;
    }
  }

  function failed(): void {
    frame?.remove();
    frame = null;
    setOpen(false);
    emit("error", "unreachable");
    const href = contactLink(settings.contact);
    launcher.showCard({
      text: words.failed,
      onPress: null,
      onDrop: () => launcher.showCard(null),
      actions: [{ label: words.retry, onPress: open }, ...(href === null ? [] : [{ label: words.contact, href }])],
    });
  }

  function load(): ChatFrame {
    if (frame) return frame;
    frame = openFrame(launcher.panel, { origin, title: words.chat, hello, onMessage: heard, onReady: () => isOpen && frame?.focus(), onFailure: failed });
    if (signedIn !== null) frame.tell({ t: "identify", userToken: signedIn });
    return frame;
  }

  function setOpen(open: boolean): void {
    isOpen = open;
    launcher.setOpen(open);
    emit(open ? "open" : "close");
  }

  function open(): void {
    if (isOpen) return;
    const loaded = load();
    launcher.showCard(null);
    setOpen(true);
    loaded.tell({ t: "opened" });
    loaded.focus();
  }

  function close(): void {
    if (!isOpen) return;
    setOpen(false);
    frame?.tell({ t: "closed" });
    launcher.button.focus();
    // A button that leads nowhere is none.
    if (isRefused) launcher.host.remove();
  }

  launcher.button.addEventListener("click", () => (isOpen ? close() : open()));
  for (const intent of ["pointerenter", "focus"]) launcher.button.addEventListener(intent, load, { once: true });
  launcher.host.addEventListener("keydown", (event) => event.key === "Escape" && close());
  document.documentElement.append(launcher.host);
  // Somebody who has talked to us hears of an answer wherever they are on the site, but not before the page itself is there.
  if (kept.token !== undefined) {
    if (document.readyState === "complete") load();
    else addEventListener("load", load, { once: true });
  }
  return {
    identify(userToken) {
      signedIn = String(userToken);
      frame?.tell({ t: "identify", userToken: signedIn });
    },
    open,
    close,
    show(text) {
      const [at = "0", ...before] = (store.all().teaser ?? "").split(" ");
      if (isOpen || (before.join(" ") === text && Date.now() - Number(at) < TEASER_REST_MS)) return;
      const drop = (): void => {
        store.set("teaser", `${Date.now()} ${text}`);
        launcher.showCard(null);
      };
      launcher.showCard({ text: String(text), onPress: open, onDrop: drop, actions: [] });
    },
    on(event, listener) {
      const entry = { event, listener };
      listeners.push(entry);
      return () => {
        const index = listeners.indexOf(entry);
        if (index >= 0) listeners.splice(index, 1);
      };
    },
    reset() {
      signedIn = null;
      for (const key in store.all()) if (!DEVICE_KEYS.includes(key)) store.set(key, null);
      frame?.tell({ t: "reset" });
      launcher.setUnread(0);
      launcher.showCard(null);
    },
  };
}

// Loaded as a module there is no current script: then it is the one that names a tenant.
const script = (document.currentScript ?? document.querySelector("script[data-tenant]")) as HTMLScriptElement | null;
const page = window as unknown as { kefu?: Kefu };
if (script?.dataset.tenant && !page.kefu) {
  const kefu = start(script, script.dataset.tenant);
  Object.defineProperty(page, "kefu", { value: kefu, configurable: true });
  dispatchEvent(new CustomEvent("kefu:ready"));
}
