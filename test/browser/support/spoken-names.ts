/** What a screen reader is told of a page: the accessibility tree as Chromium gives it to one. */
import type { Page } from "playwright-core";

interface Node {
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  properties?: { name: string; value: { value?: unknown } }[];
}

/** Roles that are announced by their name alone. */
const NAMED = new Set([
  "button",
  "link",
  "textbox",
  "searchbox",
  "checkbox",
  "radio",
  "combobox",
  "listbox",
  "tab",
  "menuitem",
  "dialog",
  "alertdialog",
  "switch",
  "slider",
  "img",
  "log",
]);

export interface Spoken {
  /** Things to use that have no name, by role. */
  nameless: string[];
  /** All that is said, as `role: name`. */
  said: string[];
}

/** Of the page, or of the frame whose address has this in it. */
export async function spokenOn(page: Page, inFrame?: string): Promise<Spoken> {
  const devtools = await page.context().newCDPSession(page);
  const frame = inFrame === undefined ? undefined : await frameId(page, inFrame);
  const { nodes } = (await devtools.send("Accessibility.getFullAXTree", frame === undefined ? {} : { frameId: frame })) as { nodes: Node[] };
  await devtools.detach();
  const shown = nodes.filter(({ ignored, role }) => !ignored && NAMED.has(role?.value ?? ""));
  return {
    nameless: shown.filter(({ name }) => (name?.value ?? "").trim() === "").map(({ role }) => role?.value ?? ""),
    said: shown.map(({ role, name }) => `${role?.value}: ${name?.value}`),
  };
}

async function frameId(page: Page, part: string): Promise<string> {
  interface Tree {
    frame: { id: string; url: string };
    childFrames?: Tree[];
  }
  const devtools = await page.context().newCDPSession(page);
  const { frameTree } = (await devtools.send("Page.getFrameTree")) as { frameTree: Tree };
  await devtools.detach();
  const all = (tree: Tree): Tree["frame"][] => [tree.frame, ...(tree.childFrames ?? []).flatMap(all)];
  const found = all(frameTree).find(({ url }) => url.includes(part));
  if (!found) throw new Error(`no frame of ${part}`);
  return found.id;
}
