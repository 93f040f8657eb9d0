/** `npm run scrub`: rewrites the database files below DATA_DIR without what was deleted from them. `npm start` does so by itself after an erasure. */
import { dataDirOf } from "./engine/demo.ts";
import { markScrubbed, scrub, scrubEmptied, settledBefore } from "./privacy/scrub.ts";

const dataDir = dataDirOf();

/** False = the engine kept a file locked. */
async function scrubAll(): Promise<boolean> {
  const before = settledBefore();
  const isShared = await scrub(dataDir);
  if (isShared) await markScrubbed(dataDir, before);
  for (;;) {
    const { done, locked } = await scrubEmptied(dataDir);
    if (done === 0) return isShared && locked === 0;
  }
}

const isDone = await scrubAll();
console.log(isDone ? `${dataDir}: nothing deleted is left in its files` : "Some files were locked by the engine; run it again");
process.exit(isDone ? 0 : 1);
