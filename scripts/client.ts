/** `npm run client [-- --url URL]`: the types of clients/typescript, from the OpenAPI document of a running engine (by default the one in DATA_DIR). */
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { clientTypes, type OpenApiDocument } from "./client/generate.ts";
import type { Demo } from "./engine/demo.ts";
import { ROOT } from "./root.ts";

const { values } = parseArgs({ options: { url: { type: "string" } } });
const url = values.url ?? (JSON.parse(await readFile(join(resolve(process.env.DATA_DIR ?? ".data"), "demo.json"), "utf8")) as Demo).baseUrl;
const response = await fetch(`${url}/v1/openapi.json`);
if (!response.ok) throw new Error(`openapi.json: ${response.status}`);
const path = join(ROOT, "clients/typescript/src/schema.ts");
await writeFile(path, await clientTypes((await response.json()) as OpenApiDocument));
console.log(path);
