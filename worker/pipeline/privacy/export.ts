/** Exports as streams of lines: one person, or a tenant in bounded pieces. Nothing is held but the page at hand. */
import type { ArchivePage } from "../../../protocol/privacy.ts";
import { base64 } from "../../crypto/bytes.ts";
import { ARCHIVE_FORMAT, type FilePlace, lineText } from "../../privacy/archive-lines.ts";
import { CARRIED, rowsAbout, rowsOf } from "../../privacy/carried-tables.ts";
import type { Services } from "../../services.ts";
import { keyOfPart } from "../media.ts";
import { absorbedBy, archivePages, findPerson, firstPage, HEAD_KEY, type KnownHead, takenIn } from "./find-person.ts";

/** Bytes of a file that become text at once; a multiple of three, so that the pieces join. */
const FILE_SLICE = 3 * 64 * 1024;
/** Customers whose first pages are asked for before it is their turn: a session that sleeps takes a while to wake. */
const READ_AHEAD = 12;

interface Tally {
  customers: number;
  turns: number;
  files: number;
}

/** Null = there is nobody. */
export async function exportPerson(services: Services, tenant: string, customerId: string): Promise<ReadableStream<Uint8Array> | null> {
  const person = await findPerson(services, tenant, customerId);
  if (!person) return null;
  return streamOf(async function* () {
    const tally: Tally = { customers: 0, turns: 0, files: 0 };
    yield header(services, tenant, person.customerIds[0] ?? customerId, null);
    for (const { table, row } of await rowsAbout(services.db, tenant, person.customerIds)) yield lineText({ line: "row", table, row });
    for (const id of person.customerIds) yield* customerLines(services, tenant, id, await firstPage(services, tenant, id), tally);
    yield lineText({ line: "done", ...tally });
  });
}

/** The piece of a tenant after `cursor`: the business's own tables first, then `limit` customers at a time. */
export function exportTenant(services: Services, tenant: string, cursor: string | null, limit: number): ReadableStream<Uint8Array> {
  return streamOf(async function* () {
    const tally: Tally = { customers: 0, turns: 0, files: 0 };
    yield header(services, tenant, null, cursor);
    if (cursor === null)
      for (const table of Object.keys(CARRIED)) for await (const row of rowsOf(services.db, tenant, table)) yield lineText({ line: "row", table, row });
    const sql = "SELECT id FROM customers WHERE tenant = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
    const { results } = await services.db
      .prepare(sql)
      .bind(tenant, cursor ?? "", limit)
      .all<{ id: string }>();
    for await (const { id, first } of firstPages(services, tenant, results)) {
      const took = yield* customerLines(services, tenant, id, first, tally);
      for (const absorbed of await unlisted(services, tenant, id, took))
        yield* customerLines(services, tenant, absorbed, await firstPage(services, tenant, absorbed), tally, false);
    }
    const last = results.at(-1);
    yield results.length === limit && last ? lineText({ line: "next", cursor: last.id }) : lineText({ line: "done", ...tally });
  });
}

/** The first page of each customer, in their order; the next few are on their way meanwhile. */
async function* firstPages(
  services: Services,
  tenant: string,
  customers: readonly { id: string }[],
): AsyncGenerator<{ id: string; first: ArchivePage | null }> {
  const asked: Promise<ArchivePage | null>[] = [];
  for (const [at, { id }] of customers.entries()) {
    for (const ahead of customers.slice(asked.length, at + READ_AHEAD)) {
      const page = firstPage(services, tenant, ahead.id);
      // Its failure is told when its turn comes, and to nobody if that never does.
      page.catch(() => undefined);
      asked.push(page);
    }
    const first = (await asked[at]) ?? null;
    delete asked[at];
    yield { id, first };
  }
}

/** Whom a customer had taken in before lists ever heard of them; everybody else comes by themself. */
async function unlisted(services: Services, tenant: string, id: string, took: readonly string[]): Promise<string[]> {
  const ids = (await absorbedBy(services, tenant, took)).filter((one) => one !== id);
  if (ids.length === 0) return [];
  const sql = "SELECT id FROM customers WHERE tenant = ?1 AND id IN (SELECT value FROM json_each(?2))";
  const { results } = await services.db.prepare(sql).bind(tenant, JSON.stringify(ids)).all<{ id: string }>();
  const listed = new Set(results.map((row) => row.id));
  return ids.filter((one) => !listed.has(one));
}

const header = (services: Services, tenant: string, customer: string | null, cursor: string | null): string =>
  lineText({ line: "kefu", format: ARCHIVE_FORMAT, tenant, customer, at: services.now(), cursor });

/** Returns whom the customer took in, as the head among the lines says. */
async function* customerLines(
  services: Services,
  tenant: string,
  id: string,
  first: ArchivePage | null,
  tally: Tally,
  listed = true,
): AsyncGenerator<string, string[]> {
  let took: string[] = [];
  let turns = 0;
  let begun = false;
  for await (const page of archivePages(services, tenant, id, first)) {
    if (!begun) yield lineText({ line: "customer", id, listed });
    begun = true;
    for (const { key, doc } of page.docs) {
      if (key === HEAD_KEY) took = takenIn(doc as KnownHead);
      yield lineText({ line: "doc", key, doc });
    }
    for (const { source, unthought, turn } of page.turns) yield lineText({ line: "turn", source, unthought, turn });
    turns += page.turns.length;
    for await (const piece of fileLines(services, tenant, page, tally)) yield piece;
  }
  if (!begun) return took;
  tally.customers += 1;
  tally.turns += turns;
  yield lineText({ line: "end", id, turns });
  return took;
}

async function* fileLines(services: Services, tenant: string, page: ArchivePage, tally: Tally): AsyncGenerator<string> {
  for (const { turn } of page.turns) {
    for (const [index, part] of turn.parts.entries()) {
      if (part.type !== "media") continue;
      const { ref } = part.media;
      const place: FilePlace = "blobKey" in ref ? { key: ref.blobKey } : { turn: turn.id, index };
      const key = await keyOfPart(services, tenant, turn.id, index, part);
      const file = key === null ? null : await services.media.get(key);
      if (!file) continue;
      tally.files += 1;
      yield* fileText(place, file.httpMetadata?.contentType ?? "application/octet-stream", new Uint8Array(await file.arrayBuffer()));
    }
  }
}

function* fileText(place: FilePlace, mime: string, bytes: Uint8Array): Generator<string> {
  yield `{"line":"file","place":${JSON.stringify(place)},"mime":${JSON.stringify(mime)},"base64":"`;
  for (let at = 0; at < bytes.length; at += FILE_SLICE) yield base64(bytes.subarray(at, at + FILE_SLICE));
  yield '"}\n';
}

/** Lines are made when the reader asks: a slow reader holds nothing but itself up. A failure breaks the stream off before its `done`. */
function streamOf(lines: () => AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const made = lines();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await made.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await made.return(undefined);
    },
  });
}
