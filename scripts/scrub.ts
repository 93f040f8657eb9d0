/** `npm run scrub`: rewrites the database files below DATA_DIR without what was deleted from them. `npm start` does so by itself after an erasure. */
import { resolve } from "node:path";
import { scrub } from "./privacy/scrub.ts";

const dataDir = resolve(process.env.DATA_DIR ?? ".data");
const isDone = await scrub(dataDir);
console.log(isDone ? `${dataDir}: nothing deleted is left in its files` : "Some files were locked by the engine; run it again");
process.exit(isDone ? 0 : 1);
