/** `npm run client [-- --url URL]`: the types of clients/typescript, from the OpenAPI document of a running engine (by default the one in DATA_DIR). */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { clientTypes, type OpenApiDocument } from "./client/generate.ts";
import { dataDirOf, readDemo } from "./engine/demo.ts";
import { ROOT } from "./root.ts";

const { values } = parseArgs({ options: { url: { type: "string" } } });
const url = values.url ?? (await readDemo(dataDirOf())).baseUrl;
const response = await fetch(`${url}/v1/openapi.json`);
if (!response.ok) throw new Error(`openapi.json: ${response.status}`);
const path = join(ROOT, "clients/typescript/src/schema.ts");
await writeFile(path, await clientTypes((await response.json()) as OpenApiDocument));
console.log(path);
