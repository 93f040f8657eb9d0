/**
 * A virtual module with the setup form of every channel kind: the fields of its configuration schema, which of them are secrets, and
 * what the registry can serve. The schemas stay with their channels; the browser gets plain data and no schema library.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "vite";
import { z } from "zod";

const CHANNELS = join(dirname(fileURLToPath(import.meta.url)), "../worker/channels");
const NAME = "virtual:channel-forms";

interface Field {
  name: string;
  type: "text" | "switch" | "number" | "choice" | "list";
  required: boolean;
  secret: boolean;
  options?: string[];
  initial?: string | number | boolean;
  maxLength?: number;
}

interface SchemaNode {
  type?: string;
  enum?: string[];
  default?: string | number | boolean;
  maxLength?: number;
  properties?: Record<string, SchemaNode>;
  required?: string[];
}

interface Described {
  kind: string;
  config: z.ZodType;
  secrets: readonly string[];
}

const isDescribed = (value: unknown): value is Described =>
  typeof value === "object" && value !== null && "kind" in value && "config" in value && "secrets" in value;

function typeOf(node: SchemaNode): Field["type"] {
  if (node.enum) return "choice";
  if (node.type === "boolean") return "switch";
  if (node.type === "number" || node.type === "integer") return "number";
  return node.type === "array" ? "list" : "text";
}

/** Fields that are no plain value (maps) are left to the API. */
function fieldsOf({ config, secrets }: Described): Field[] {
  const schema = z.toJSONSchema(config, { io: "input", unrepresentable: "any" }) as SchemaNode;
  return Object.entries(schema.properties ?? {})
    .filter(([, node]) => node.type !== "object")
    .map(([name, node]) => ({
      name,
      type: typeOf(node),
      required: schema.required?.includes(name) ?? false,
      secret: secrets.includes(name),
      ...(node.enum ? { options: node.enum } : {}),
      ...(node.default === undefined || typeof node.default === "object" ? {} : { initial: node.default }),
      ...(node.maxLength === undefined ? {} : { maxLength: node.maxLength }),
    }));
}

async function formsOfAll(): Promise<Record<string, Field[]>> {
  const { registeredKinds } = (await import(pathToFileURL(join(CHANNELS, "registry.ts")).href)) as { registeredKinds: () => string[] };
  const forms: Record<string, Field[]> = {};
  for (const kind of registeredKinds()) {
    const path = join(CHANNELS, kind, "index.ts");
    if (!existsSync(path)) continue;
    const exported = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    const channel = Object.values(exported).find(isDescribed);
    if (channel) forms[kind] = fieldsOf(channel);
  }
  return forms;
}

export const channelForms = (): Plugin => ({
  name: "kefu-channel-forms",
  resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
  load: async (id) => (id === `\0${NAME}` ? `export const channelForms = ${JSON.stringify(await formsOfAll())};` : undefined),
});
