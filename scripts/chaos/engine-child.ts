/** The process that a chaos run kills: the embedded engine with the faulty worker. Arguments: folder, port, bundle, how many processes (none = the engine in one, as `npm start` runs it). */
import { demoOf } from "../engine/demo.ts";
import { startEngine } from "../engine/engine.ts";
import { secretsIn } from "../engine/secrets.ts";

const [dataDir, port, bundle, workers] = process.argv.slice(2);
if (dataDir === undefined || port === undefined || bundle === undefined) throw new Error("give folder, port and bundle");
const secrets = await secretsIn(dataDir);
const engine = await startEngine({ dataDir, port: Number(port), secrets, bundle, ...(workers === undefined ? {} : { workers: Number(workers) }) });
await demoOf(dataDir, engine.url, secrets.ADMIN_SECRET);
console.log(`ready ${engine.url}`);
