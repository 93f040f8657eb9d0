/** The process that runs the floor: the embedded engine with the floor's worker. Arguments: folder, port, bundle. */
import { startEngine } from "../../scripts/engine/engine.ts";
import { secretsIn } from "../../scripts/engine/secrets.ts";

const [dataDir, port, bundle] = process.argv.slice(2);
if (dataDir === undefined || port === undefined || bundle === undefined) throw new Error("give folder, port and bundle");
const engine = await startEngine({ dataDir, port: Number(port), secrets: await secretsIn(dataDir), bundle });
console.log(`ready ${engine.url}`);
