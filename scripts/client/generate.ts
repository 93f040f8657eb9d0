/** The TypeScript client's types, made from the OpenAPI document: a `paths` interface as openapi-fetch reads it, and the payloads of webhooks. */
import { compile, type JSONSchema } from "json-schema-to-typescript";

interface Content {
  content: Record<string, { schema: JSONSchema }>;
}

interface Operation {
  summary?: string;
  parameters?: { name: string; in: string }[];
  requestBody?: Content;
  responses?: Record<string, Partial<Content>>;
}
export interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: Operation }>;
  components: { schemas: { Problem: JSONSchema } };
}

const BANNER = "/** Made by `npm run client` from the OpenAPI document; never changed by hand. One table: the whole interface. */";

const words = (text: string): string => text.replace(/\*\//g, "").replace(/\s+/g, " ").trim();
const titled = (text: string): string =>
  text.replace(/(^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_, __, letter: string) => letter.toUpperCase()).replace(/[^a-zA-Z0-9]/g, "");

/** A schema as an exported type of this name. Titles inside would become names of their own, and collide. */
async function typeOf(schema: JSONSchema, name: string): Promise<string> {
  const { $schema: _, title: __, ...bare } = schema as JSONSchema & { $schema?: string };
  return compile(bare, name, { bannerComment: "", format: false, additionalProperties: true, unknownAny: true, ignoreMinAndMaxItems: true });
}

const schemaOf = (operation: Operation): JSONSchema | null => operation.requestBody?.content["application/json"]?.schema ?? null;
const answerOf = (operation: Operation): JSONSchema | null => operation.responses?.["2XX"]?.content?.["application/json"]?.schema ?? null;

function member(operation: Operation, body: string | null, answer: string | null): string {
  const path = (operation.parameters ?? []).filter((parameter) => parameter.in === "path").map(({ name }) => `${JSON.stringify(name)}: string`);
  const parameters = `{ query?: Record<string, string | number | boolean | undefined>; header?: Record<string, string>; path${path.length > 0 ? `: { ${path.join("; ")} }` : "?: never"}; cookie?: never }`;
  const request = body === null ? "requestBody?: never" : `requestBody: { content: { "application/json": ${body} } }`;
  const answers = `{ "2XX": { headers: Record<string, string>; content: { "application/json": ${answer ?? "Answer"} } }; default: { headers: Record<string, string>; content: { "application/problem+json": Problem } } }`;
  return `/** ${words(operation.summary ?? "")} */ %METHOD%: { parameters: ${parameters}; ${request}; responses: ${answers} };`;
}

/** Pure but for the compiler of schemas: the same document gives the same text. */
export async function clientTypes(document: OpenApiDocument): Promise<string> {
  const types: string[] = [await typeOf(document.components.schemas.Problem, "Problem")];
  const paths: string[] = [];
  for (const [path, methods] of Object.entries(document.paths).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const members: string[] = [];
    for (const [method, operation] of Object.entries(methods)) {
      const named = async (schema: JSONSchema | null, what: "Body" | "Answer"): Promise<string | null> => {
        if (!schema) return null;
        const name = titled(`${method} ${path.replace("/v1/", "")} ${what}`);
        types.push(await typeOf(schema, name));
        return name;
      };
      const [body, answer] = [await named(schemaOf(operation), "Body"), await named(answerOf(operation), "Answer")];
      members.push(member(operation, body, answer).replace("%METHOD%", method));
    }
    paths.push(`  ${JSON.stringify(path)}: {\n    ${members.join("\n    ")}\n  };`);
  }
  const [first] = Object.values(document.webhooks);
  const payload = first ? schemaOf(first.post) : null;
  if (payload) types.push(await typeOf({ ...payload, properties: { ...payload.properties, type: { type: "string" } } }, "WebhookPayload"));
  const events = Object.keys(document.webhooks).map((type) => JSON.stringify(type));
  return [
    BANNER,
    "/** What an answer without a schema holds is described in the document's prose; reading a field gives `unknown`. */\nexport type Answer = Record<string, unknown>;",
    ...types,
    `export type WebhookEventType = ${events.join(" | ")};`,
    `export interface paths {\n${paths.join("\n")}\n}`,
    "",
  ].join("\n\n");
}
