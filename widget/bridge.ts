/**
 * What the loader on the host's page and the chat in its frame say to each other over one MessagePort. The loader keeps what is stored,
 * because only the host's own storage lasts; the frame never learns anything else of the page.
 */

export type Theme = "light" | "dark" | "auto";
/** Kept on the device below a prefix of the tenant; values are strings. */
export type Stored = Record<string, string>;

export interface Hello {
  t: "hello";
  tenant: string;
  /** The language wanted by the host or the browser, BCP 47. */
  locale: string;
  theme: Theme;
  /** The host's name for its support, when it gave one. */
  title: string | null;
  stored: Stored;
}

/** Loader → frame. */
export type ToFrame =
  | Hello
  | { t: "opened" }
  | { t: "closed" }
  | { t: "identify"; userToken: string }
  | { t: "reset" }
  /** Another tab has changed what is stored; null = removed. */
  | { t: "stored"; key: string; value: string | null };

/** Frame → loader. */
export type ToHost =
  | { t: "save"; key: string; value: string | null }
  | { t: "close" }
  | { t: "unread"; count: number; preview: string | null }
  | { t: "locale"; locale: string }
  | { t: "theme"; theme: Theme }
  | { t: "event"; name: "message" | "identified" | "error"; detail: unknown };

/** The frame's first word, to whoever embeds it: it says nothing secret. */
export const FRAME_READY = "kefu-frame-ready";
/** The loader's answer, with the port. */
export const FRAME_HELLO = "kefu-hello";

/** The error that says: this page or this visitor has no chat. */
export const REFUSED = "refused";

/** What is kept on the device whoever uses it; everything else goes when a visitor is forgotten. */
export const DEVICE_KEYS: readonly string[] = ["teaser", "locale", "size", "sound"];
