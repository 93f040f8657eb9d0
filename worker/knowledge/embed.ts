/** Gives chunks their vectors behind the door: articles are found by their words at once, and by their meaning as soon as the model has read them. */
import { hex } from "../crypto/bytes.ts";
import { type Encoded, encodedText } from "./encoding.ts";

/** Chunks read from D1 at once. */
const PAGE = 50;

export interface Embedder {
  /** of the model's files */
  version: string;
  encode(text: string): Promise<Encoded | null>;
  /** False = there is more urgent work, or the time is over. */
  goOn(): boolean;
}

interface Row {
  id: number;
  tenant: string;
  title: string;
  heading: string;
  text: string;
}

const PENDING = `SELECT c.id, c.tenant, a.title, c.heading, c.text FROM chunks c JOIN articles a ON a.tenant = c.tenant AND a.id = c.article_id
  WHERE c.id IN (SELECT id FROM (SELECT id FROM chunks WHERE model < ?1 LIMIT ${PAGE}) UNION ALL SELECT id FROM (SELECT id FROM chunks WHERE model > ?1 LIMIT ${PAGE}))
  LIMIT ${PAGE}`;

const inHex = (bytes: Int8Array | Uint8Array): string => hex(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));

const WRITE = `UPDATE chunks SET vector = unhex(e.value->>'vector'), intents = unhex(e.value->>'intents'), model = ?2
  FROM json_each(?1) e WHERE chunks.id = e.value->>'id'`;

/** How many chunks got vectors of this model. Stops at the first text that the model cannot read. Two isolates at once do the same twice, which harms nothing. */
export async function embedPending(db: D1Database, { version, encode, goOn }: Embedder): Promise<number> {
  const tenants = new Set<string>();
  let done = 0;
  let failed = false;
  while (!failed && goOn()) {
    const { results } = await db.prepare(PENDING).bind(version).all<Row>();
    if (results.length === 0) break;
    const written: { id: number; vector: string; intents: string }[] = [];
    for (const row of results) {
      const encoded = await encode(encodedText(row.title, row.heading, row.text));
      failed = encoded === null;
      if (!encoded) break;
      written.push({ id: row.id, vector: inHex(encoded.vector), intents: inHex(encoded.intents) });
      tenants.add(row.tenant);
      if (!goOn()) break;
    }
    if (written.length > 0) await db.prepare(WRITE).bind(JSON.stringify(written), version).run();
    done += written.length;
  }
  const raised = [...tenants].map((tenant) => db.prepare("UPDATE knowledge_versions SET version = version + 1 WHERE tenant = ?1").bind(tenant));
  if (raised.length > 0) await db.batch(raised);
  return done;
}
