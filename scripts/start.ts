/** `npm start [-- --workers N]`: builds, starts the embedded engine, seeds the demo, says where everything is, and stops cleanly. */
import { parseArgs } from "node:util";
import { buildAll } from "./build.ts";
import { sayAndEnd } from "./engine/cannot-start.ts";
import { dataDirOf, demoOf } from "./engine/demo.ts";
import { startEngine } from "./engine/engine.ts";
import { secretsIn } from "./engine/secrets.ts";
import { MOST_PARTS } from "./engine/services.ts";
import { scrubIfAsked, watchErasures } from "./privacy/scrub.ts";

const DEFAULT_PORT = 8787;

const dataDir = dataDirOf();
const port = Number(process.env.PORT ?? DEFAULT_PORT);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`PORT must be a number from 0 to 65535, not ${process.env.PORT}`);
  process.exit(2);
}

const { values } = parseArgs({ options: { workers: { type: "string" } } });
const workers = values.workers === undefined ? undefined : Number(values.workers);
if (workers !== undefined && !(Number.isInteger(workers) && workers >= 1 && workers <= MOST_PARTS)) {
  console.error(`--workers takes 1 to ${MOST_PARTS}, not ${values.workers}`);
  process.exit(2);
}

await buildAll();
const secrets = await secretsIn(dataDir);
const engine = await startEngine({ dataDir, port, secrets, ...(workers === undefined ? {} : { workers }) }).catch(sayAndEnd);

const stopScrubbing = watchErasures(dataDir);
let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  stopScrubbing();
  engine
    .stop()
    .then(() => scrubIfAsked(dataDir, Number.MAX_SAFE_INTEGER))
    .then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // miniflare would end the process with 128+n before its objects have closed.
  process.removeAllListeners(signal);
  process.on(signal, stop);
}

const demo = await demoOf(dataDir, engine.url, secrets.ADMIN_SECRET);
const [agent] = demo.agents;
console.log(`Kefu runs; its data is in ${dataDir}
  console  ${engine.url}/console/  sign in as ${agent?.email ?? "?"} with ${agent?.password ?? "?"}
  widget   ${engine.url}/demo
  API      ${engine.url}/v1/openapi.json  key ${demo.apiKey}
  sign-ins ${dataDir}/demo.json
ready ${engine.url}`);
