/** The launcher, the teaser card and the empty panel, in a shadow root that the host's style sheets cannot reach. Built node by node: hosts may demand trusted types. */
import type { Theme } from "../bridge.ts";
import LOADER_STYLE from "./loader.css";
import type { LoaderWords } from "./loader-words.ts";

export interface LauncherOptions {
  words: LoaderWords;
  side: "left" | "right";
  /** px from the side and from the bottom */
  offsetX: number;
  offsetY: number;
  label: string | null;
}

export interface Card {
  text: string;
  onPress: (() => void) | null;
  onDrop(): void;
  actions: { label: string; href?: string; onPress?: () => void }[];
}

export interface Launcher {
  host: HTMLElement;
  button: HTMLButtonElement;
  panel: HTMLElement;
  setOpen(open: boolean): void;
  setUnread(count: number): void;
  setWords(words: LoaderWords): void;
  setTheme(theme: Theme): void;
  showCard(card: Card | null): void;
}

const MOST_UNREAD = 99;
/** In smaller windows the chat covers everything: loader.css. px */
const NARROW = 480;
const LOW = 440;
const SVG = "http://www.w3.org/2000/svg";
const BUBBLE = "M8 19l-5 1.5L4.5 16A8.7 8.7 0 1 1 8 19z";
const SHUT = "M6 9l6 6 6-6";

type Attributes = Record<string, string>;

function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name] ?? "");
  element.append(...children);
  return element;
}

function icon(path: string, name: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", name);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** Inline and important: it outranks whatever the host's sheets say of every element. `all` leaves direction alone, so that is said too. */
function shield(host: HTMLElement, x: number, y: number): void {
  const rules: Attributes = {
    all: "initial",
    position: "fixed",
    "z-index": "2147483646",
    width: "0",
    height: "0",
    direction: "ltr",
    "unicode-bidi": "isolate",
    display: "block",
    visibility: "visible",
    opacity: "1",
    font: '14px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
    "--x": `${x}px`,
    "--y": `${y}px`,
  };
  for (const name in rules) host.style.setProperty(name, rules[name] ?? "", "important");
}

function styled(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOADER_STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make("style", {}, LOADER_STYLE));
  }
}

export function buildLauncher({ words, side, offsetX, offsetY, label }: LauncherOptions): Launcher {
  let spoken = words;
  const host = make("kefu-widget" as "div", {});
  shield(host, offsetX, offsetY);
  const badge = make("span", { class: "badge", hidden: "", "aria-hidden": "true" });
  const button = make("button", { class: "launcher", "aria-expanded": "false", "aria-controls": "panel" }, icon(BUBBLE, "bubble"), icon(SHUT, "shut"), badge);
  const tag = make("span", { class: "label", "aria-hidden": "true", ...(label === null ? { hidden: "" } : {}) }, label ?? "");
  const panel = make("div", { class: "panel", id: "panel", role: "dialog" });
  const root = host.attachShadow({ mode: "open" });
  const frame = make("div", { class: `root ${side}` }, panel, make("div", { class: "dock" }, button, tag));
  styled(root);
  root.append(frame);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let theme: Theme = "auto";
  const paint = (): void => host.setAttribute("data-theme", theme === "auto" ? (dark.matches ? "dark" : "light") : theme);
  dark.addEventListener("change", paint);
  paint();
  let isOpen = false;
  let unread = 0;
  let shown: HTMLElement | null = null;
  const name = (): void => {
    panel.setAttribute("aria-label", spoken.chat);
    button.setAttribute("aria-label", isOpen ? spoken.close : unread > 0 ? `${spoken.open}, ${unread} ${spoken.unread}` : spoken.open);
  };
  name();
  return {
    host,
    button,
    panel,
    setOpen(open) {
      isOpen = open;
      frame.classList.toggle("open", open);
      button.setAttribute("aria-expanded", String(open));
      panel.setAttribute("aria-modal", String(innerWidth <= NARROW || innerHeight <= LOW));
      if (open) tag.hidden = true;
      name();
    },
    setUnread(count) {
      unread = count;
      badge.hidden = count === 0;
      badge.textContent = count > MOST_UNREAD ? `${MOST_UNREAD}+` : String(count);
      name();
    },
    setWords(words) {
      spoken = words;
      name();
    },
    setTheme(wanted) {
      theme = wanted;
      paint();
    },
    showCard(card) {
      shown?.remove();
      shown = card ? buildCard(card, spoken) : null;
      if (shown) frame.append(shown);
    },
  };
}

function buildCard(card: Card, words: LoaderWords): HTMLElement {
  const text = card.onPress ? make("button", { class: "say" }, card.text) : make("span", { class: "say" }, card.text);
  if (card.onPress) text.addEventListener("click", card.onPress);
  const drop = make("button", { class: "drop", "aria-label": words.dismiss }, "×");
  drop.addEventListener("click", () => card.onDrop());
  const actions = card.actions.map(({ label, href, onPress }) => {
    const action = href === undefined ? make("button", { class: "act" }, label) : make("a", { class: "act", href }, label);
    if (onPress) action.addEventListener("click", onPress);
    return action;
  });
  return make("div", { class: "card", role: "status" }, text, ...actions, drop);
}
