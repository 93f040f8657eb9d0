/** The house's rules (README, "Who may import whom"), as functions over a file's path and text. Pure: the test also plants violations. */

export interface SourceFile {
  /** from the repository's root, with slashes */
  path: string;
  text: string;
}

export interface Violation {
  rule: string;
  path: string;
  what: string;
}

interface Import {
  /** a path from the root for relative imports, else the package's specifier */
  target: string;
  relative: boolean;
  typeOnly: boolean;
}

const STATIC = /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

export function importsOf({ path, text }: SourceFile): Import[] {
  const seen: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const relative = specifier.startsWith(".");
    seen.push({ target: relative ? resolved(path, specifier) : specifier, relative, typeOnly });
  };
  for (const match of text.matchAll(STATIC)) add(match[2] ?? "", match[1] !== undefined);
  for (const match of text.matchAll(DYNAMIC)) add(match[1] ?? "", false);
  return seen;
}

function resolved(from: string, specifier: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const piece of specifier.split("/")) {
    if (piece === "..") parts.pop();
    else if (piece !== ".") parts.push(piece);
  }
  return parts.join("/");
}

const inRoom = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`);
const GROUND = ["resilience", "text", "crypto"];
/** Storeys inside worker/, from the doors down; a file may import its own storey's room and what lies below. */
function storeyOf(path: string): { storey: "door" | "pipeline" | "skill" | "ground"; room: string } {
  const [, room = "", rest] = path.split("/");
  if (rest === undefined) return { storey: room === "env.ts" ? "ground" : "door", room };
  if (room === "http") return { storey: "door", room };
  if (room === "pipeline") return { storey: "pipeline", room };
  return { storey: GROUND.includes(room) ? "ground" : "skill", room };
}
const HEIGHT = { door: 3, pipeline: 2, skill: 1, ground: 0 } as const;

type Rule = (file: SourceFile, seen: Import) => string | null;

/** Rule names are the sentences of the README. */
export const IMPORT_RULES: Record<string, Rule> = {
  "1 protocol imports zod only": ({ path }, { target, relative }) =>
    inRoom(path, "protocol") && !(relative ? inRoom(target, "protocol") : target === "zod") ? target : null,
  "1 the widget takes only types from protocol": ({ path }, { target, relative, typeOnly }) => {
    if (!inRoom(path, "widget") || !relative || inRoom(target, "widget")) return null;
    return inRoom(target, "protocol") && typeOnly ? null : target;
  },
  "2 the model imports no room, and only worker/intent and worker/knowledge import it": ({ path }, { target, relative }) => {
    if (inRoom(path, "wasm-models")) return relative && !inRoom(target, "wasm-models") ? target : null;
    if (!relative || !inRoom(target, "wasm-models")) return null;
    return inRoom(path, "worker") && !inRoom(path, "worker/intent") && !inRoom(path, "worker/knowledge") && path !== "worker/services.ts" ? target : null;
  },
  "3 durable objects import only protocol, and not each other": ({ path }, { target, relative, typeOnly }) => {
    if (!inRoom(path, "durable-objects") || !relative || inRoom(target, "protocol")) return null;
    if (!inRoom(target, "durable-objects")) return target;
    const [, mine = "", deep] = path.split("/");
    const [, theirs = "", deeper] = target.split("/");
    return deeper === undefined || (deep !== undefined && mine === theirs) || typeOnly ? null : target;
  },
  "4 only worker/index and worker/env import durable-objects": ({ path }, { target, relative }) =>
    relative &&
    inRoom(target, "durable-objects") &&
    ["worker", "console", "widget", "wasm-models"].some((room) => inRoom(path, room)) &&
    !["worker/index.ts", "worker/env.ts"].includes(path)
      ? target
      : null,
  "5 doors, pipeline, skills, ground: imports point down, and skills never import each other": ({ path }, { target, relative, typeOnly }) => {
    if (!inRoom(path, "worker") || !relative || !inRoom(target, "worker")) return null;
    const [from, to] = [storeyOf(path), storeyOf(target)];
    // The composition root is everybody's type from the pipeline up; it makes what it names.
    if (path === "worker/services.ts") return to.storey === "door" && target !== "worker/env.ts" ? target : null;
    if (target === "worker/services.ts") return HEIGHT[from.storey] === HEIGHT.door || (from.storey === "pipeline" && typeOnly) ? null : target;
    if (from.room === to.room) return null;
    if (from.storey === "skill" && to.storey === "skill") return target;
    return HEIGHT[to.storey] <= HEIGHT[from.storey] ? null : target;
  },
  "6 a channel sees neither env nor another channel": ({ path }, { target, relative }) => {
    const [, , kind, file] = path.split("/");
    if (!inRoom(path, "worker/channels") || kind === undefined || file === undefined || kind === "rules" || !relative) return null;
    if (inRoom(target, "protocol") || inRoom(target, "worker/crypto") || inRoom(target, `worker/channels/${kind}`)) return null;
    const [, , other, deeper] = target.split("/");
    const shared =
      inRoom(target, "worker/channels") && deeper === undefined && !["call.ts", "registry.ts", "access-token.ts", "outside.ts"].includes(other ?? "");
    return shared ? null : target;
  },
  "9 in durable-objects only *-object.ts imports cloudflare:workers": ({ path }, { target }) =>
    inRoom(path, "durable-objects") && target.startsWith("cloudflare:") && !path.endsWith("-object.ts") ? target : null,
  "10 objects ask the worker through its Engine port alone": ({ path }, { target, relative }) =>
    inRoom(path, "durable-objects") && relative && inRoom(target, "worker") ? target : null,
};

type TextRule = (file: SourceFile) => string | null;

const OUTSIDE_CALL = /(?<![.\w])fetch\(|\.fetch\(url|caller\.fetch\(|services\.fetch\(/;
const MAY_CALL_OUTSIDE = ["worker/channels/call.ts", "worker/channels/outside.ts", "worker/services.ts"];
const READS_ENV = /\benv\.[A-Z]/;
const MAY_READ_ENV = ["worker/index.ts", "worker/engine.ts", "worker/services.ts"];
const RAW_TIME = /\bDate\.now\(\)|\bMath\.random\(\)|\bnew Date\(\)/;
/** Lines from which a file must say at its top why it is whole. */
export const MOST_LINES = 250;
export const MOST_SHELL_LINES = 200;
const SAYS_WHY = /\bwhole\b|\bone table\b|why it is longer/;

export const TEXT_RULES: Record<string, TextRule> = {
  "7 only channels/call, channels/outside and the order connectors call the outside": ({ path, text }) =>
    inRoom(path, "worker") && !MAY_CALL_OUTSIDE.includes(path) && !inRoom(path, "worker/orders") ? (OUTSIDE_CALL.exec(text)?.[0] ?? null) : null,
  "8 env is read in index, engine and services": ({ path, text }) =>
    inRoom(path, "worker") && !MAY_READ_ENV.includes(path) ? (READS_ENV.exec(text)?.[0] ?? null) : null,
  "a channel takes time and chance as arguments and calls nobody": ({ path, text }) => {
    const [, , kind, file] = path.split("/");
    if (!inRoom(path, "worker/channels") || kind === undefined || file === undefined) return null;
    return RAW_TIME.exec(text)?.[0] ?? OUTSIDE_CALL.exec(text)?.[0] ?? null;
  },
  "a file has at most 250 lines, an object's shell at most 200, or says at its top why it is whole": ({ path, text }) => {
    const lines = text.split("\n").length - 1;
    const most = path.endsWith("-object.ts") ? MOST_SHELL_LINES : MOST_LINES;
    if (lines <= most || path.startsWith("test/fixtures/")) return null;
    return SAYS_WHY.test(text.slice(0, 800)) ? null : `${lines} lines`;
  },
  "a file starts with what it is for": ({ path, text }) =>
    inRoom(path, "test") ||
    inRoom(path, "console") ||
    inRoom(path, "widget") ||
    path.endsWith(".d.ts") ||
    /^(?:#!.*\n)?\s*\/\*\*/.test(text) ||
    /^\s*import /.test(text) === false
      ? null
      : "no docstring",
  "nothing is called utils or helpers": ({ path }) => (/(^|\/)(utils?|helpers?)(\/|\.)/.test(path) ? path : null),
};

export function violationsOf(file: SourceFile): Violation[] {
  const found: Violation[] = [];
  for (const seen of importsOf(file)) {
    for (const [rule, check] of Object.entries(IMPORT_RULES)) {
      const what = check(file, seen);
      if (what !== null) found.push({ rule, path: file.path, what });
    }
  }
  for (const [rule, check] of Object.entries(TEXT_RULES)) {
    const what = check(file);
    if (what !== null) found.push({ rule, path: file.path, what });
  }
  return found;
}

/** Files of a channel's folder. */
export const CHANNEL_FILES = ["index.ts", "parse.ts", "render.ts", "verify.ts"];
