/**
 * What SQLite leaves behind: a deleted row's bytes stay in free pages and in the write-ahead log until something else is written there, and
 * workerd lets nobody ask for `secure_delete`. So the files themselves are rewritten from outside with it, and their logs emptied. An erased
 * customer's own object needs none of this: `deleteAll` begins its file anew. Works beside a running engine, which is told that the file is
 * locked when it wants it in these milliseconds: so a quiet moment is waited for, and every part of the road repeats what was refused.
 * What is to be rewritten is written down in D1 (`erasures`, `emptied`), whose files lie below `d1` however the engine runs.
 */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const SESSIONS = /CustomerSession/;
/** ms to wait for the engine's own write to end */
const BUSY_MS = 5_000;
/** An erasure is left alone so long, ms: projections that were on their way have arrived and gone by then. */
const SETTLED_MS = 2_000;
const LOOK_EVERY_MS = 1_000;
/** A file that nobody wrote to for so long is quiet, ms; it is waited for so long, ms, and then done all the same. */
const QUIET_MS = 300;
const PATIENCE_MS = 20_000;
const POLL_MS = 50;
const EMPTIED_AT_ONCE = 100;

/** Database files below a data folder that hold something of many customers. */
export async function sharedFiles(dataDir: string): Promise<string[]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isFile() && entry.name.endsWith(".sqlite") && !SESSIONS.test(path) ? [path] : [];
  });
}

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  return db;
}

/** Rewrites one file without what was deleted from it. False = the engine kept it locked. */
export function scrubFile(path: string): boolean {
  const db = open(path);
  try {
    db.exec("PRAGMA secure_delete = ON");
    db.exec("VACUUM");
    const [done] = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all() as { busy: number }[];
    return done?.busy === 0;
  } catch (error) {
    if (/locked|busy/i.test(String(error))) return false;
    throw error;
  } finally {
    db.close();
  }
}

async function quiet(path: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const log = await stat(`${path}-wal`).catch(() => null);
    if (!log || Date.now() - log.mtimeMs > QUIET_MS) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** All shared files of a folder; true = each of them was rewritten. */
export async function scrub(dataDir: string): Promise<boolean> {
  let all = true;
  for (const path of await sharedFiles(dataDir)) {
    await quiet(path);
    all = scrubFile(path) && all;
  }
  return all;
}

const holdsErasures = (db: DatabaseSync): boolean => db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'erasures'").get() !== undefined;

const databases = (dataDir: string): Promise<string[]> => sharedFiles(join(dataDir, "d1"));

/** Erasures that ended before `before` and whose remains still lie in the files. */
function waiting(path: string, before: number): boolean {
  const db = open(path);
  try {
    return holdsErasures(db) && db.prepare("SELECT 1 FROM erasures WHERE state = 'done' AND scrubbed_at IS NULL AND done_at < ?").get(before) !== undefined;
  } finally {
    db.close();
  }
}

const askingFiles = async (dataDir: string, before: number): Promise<string[]> => (await databases(dataDir)).filter((path) => waiting(path, before));

/** After a scrub: its time goes into the certificates of the erasures that ended before `before`, a time before it began. */
export async function markScrubbed(dataDir: string, before: number): Promise<void> {
  for (const path of await askingFiles(dataDir, before)) {
    const db = open(path);
    db.prepare("UPDATE erasures SET scrubbed_at = ? WHERE state = 'done' AND scrubbed_at IS NULL AND done_at < ?").run(Date.now(), before);
    db.close();
  }
}

/** Scrubs when an erasure that ended before `before` asks for it, and writes the time into its certificate. */
export async function scrubIfAsked(dataDir: string, before: number): Promise<boolean> {
  if ((await askingFiles(dataDir, before)).length === 0 || !(await scrub(dataDir))) return false;
  await markScrubbed(dataDir, before);
  return true;
}

/** Sessions of which conversations were emptied because they were old: their own files are rewritten, a hundred at a call. */
export async function scrubEmptied(dataDir: string): Promise<{ done: number; locked: number }> {
  const count = { done: 0, locked: 0 };
  for (const path of await databases(dataDir)) {
    const db = open(path);
    try {
      if (!holdsErasures(db)) continue;
      const rows = db.prepare("SELECT DISTINCT object_id AS id FROM emptied WHERE scrubbed_at IS NULL LIMIT ?").all(EMPTIED_AT_ONCE) as { id: string }[];
      const entries = rows.length > 0 ? await readdir(dataDir, { recursive: true, withFileTypes: true }) : [];
      for (const { id } of rows) {
        const file = entries.find((entry) => entry.name === `${id}.sqlite`);
        const isDone = !file || scrubFile(join(file.parentPath, file.name));
        count[isDone ? "done" : "locked"] += 1;
        if (isDone) db.prepare("UPDATE emptied SET scrubbed_at = ? WHERE object_id = ?").run(Date.now(), id);
      }
    } finally {
      db.close();
    }
  }
  return count;
}

/** Erasures that ended before this time have settled, epoch ms. */
export const settledBefore = (): number => Date.now() - SETTLED_MS;

/** Asks D1 every second while the engine runs; the whole folder is read only when something waits. Give back what stops it. */
export function watchErasures(dataDir: string): () => void {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    scrubIfAsked(dataDir, settledBefore())
      .then(() => scrubEmptied(dataDir))
      .catch((error: unknown) => console.error("scrub", error instanceof Error ? error.message : error))
      .finally(() => {
        busy = false;
      });
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
