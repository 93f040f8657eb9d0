/**
 * An export taken into an empty tenant: objects as they were, files, the business's own tables; lists are then told by the objects themselves.
 * Customers' ids are made of the tenant's id, so an export goes into a tenant of the same id and no other.
 */
import { isCustomerId } from "../../../protocol/ids.ts";
import type { ArchivedDoc, ArchivedTurn } from "../../../protocol/privacy.ts";
import { unbase64 } from "../../crypto/bytes.ts";
import { type ArchiveLine, linesOf, readLine } from "../../privacy/archive-lines.ts";
import type { Services } from "../../services.ts";
import { fetchedKey, isOwnKey } from "../media.ts";
import { HEAD_KEY } from "./find-person.ts";
import { RowImport } from "./import-rows.ts";
import { Lanes } from "./lanes.ts";

const ROWS_AT_ONCE = 250;
/** A file of 25 MiB as base64, and what stands around it. */
const LONGEST_LINE = 36 * 1024 * 1024;
const MOST_COMPLAINTS = 100;
/** Customers whose sessions take in their pieces side by side: each waits for its own commit. */
const LANES = 24;

export interface ImportReport {
  rows: number;
  customers: number;
  turns: number;
  files: number;
  /** Where the next piece of the export begins; null = this was the last. */
  next: string | null;
  /** Whether the last line was there: without it the export was broken off. */
  complete: boolean;
  skipped: { line: number; why: string }[];
}

export type Imported = { imported: true; report: ImportReport } | { imported: false; code: "format" | "other_tenant" | "not_empty"; detail: string };

interface Open {
  id: string;
  docs: ArchivedDoc[];
  turns: ArchivedTurn[];
  listed: boolean;
  refused: string | null;
  /** The pieces that are on their way into the session, one after the other. */
  taken: Promise<void>;
}

export async function importArchive(services: Services, tenant: string, body: ReadableStream<Uint8Array>): Promise<Imported> {
  const taking = new Taking(services, tenant);
  for await (const read of linesOf(body, LONGEST_LINE)) {
    if ("tooLong" in read) {
      taking.skip(read.number, "too long");
      break;
    }
    const parsed = readLine(read.text);
    if (taking.isFirst) {
      const begun = await taking.begin(parsed.ok ? parsed.line : null);
      if (begun !== null) return begun;
    } else if (parsed.ok) await taking.take(parsed.line, read.number);
    else taking.skip(read.number, parsed.why);
  }
  if (taking.isFirst) return { imported: false, code: "format", detail: "The file is empty" };
  return { imported: true, report: await taking.over() };
}

class Taking {
  readonly report: ImportReport = { rows: 0, customers: 0, turns: 0, files: 0, next: null, complete: false, skipped: [] };
  isFirst = true;
  readonly #services: Services;
  readonly #tenant: string;
  readonly #rows: RowImport;
  readonly #lanes = new Lanes(LANES);
  #open: Open | null = null;

  constructor(services: Services, tenant: string) {
    this.#services = services;
    this.#tenant = tenant;
    this.#rows = new RowImport(services.db, tenant);
  }

  skip(line: number, why: string): void {
    if (this.report.skipped.length < MOST_COMPLAINTS) this.report.skipped.push({ line, why });
  }

  /** Everything that was read is stored. */
  async over(): Promise<ImportReport> {
    await this.#rows.flush();
    await this.#open?.taken;
    await this.#lanes.over();
    this.report.skipped.sort((a, b) => a.line - b.line);
    return this.report;
  }

  /** Null = go on. */
  async begin(line: ArchiveLine | null): Promise<Imported | null> {
    if (line?.line !== "kefu") return { imported: false, code: "format", detail: "The first line must say that this is an export of Kefu, format 1" };
    if (line.tenant !== this.#tenant)
      return { imported: false, code: "other_tenant", detail: `This is an export of the tenant ${line.tenant}; customers' ids are made of it` };
    const sql = "SELECT 1 AS one FROM customers WHERE tenant = ?1 LIMIT 1";
    if (line.cursor === null && line.customer === null && (await this.#services.db.prepare(sql).bind(this.#tenant).first()))
      return { imported: false, code: "not_empty", detail: "This tenant has customers already; a whole tenant is imported into an empty one" };
    this.isFirst = false;
    return null;
  }

  async take(line: ArchiveLine, number: number): Promise<void> {
    switch (line.line) {
      case "kefu":
        return this.skip(number, "a second beginning");
      case "row":
        return this.#row(line, number);
      case "customer":
        return this.#customer(line, number);
      case "doc":
        if (!this.#open || !belongs(line, this.#tenant, this.#open.id)) return this.skip(number, "belongs to no customer");
        this.#open.docs.push({ key: line.key, doc: line.doc });
        return this.#flush();
      case "turn":
        if (!this.#open) return this.skip(number, "belongs to no customer");
        this.#open.turns.push({ source: line.source, unthought: line.unthought, turn: line.turn as unknown as ArchivedTurn["turn"] });
        return this.#flush();
      case "file":
        return this.#file(line, number);
      case "end":
        return this.#end(number);
      case "next":
        this.report.next = line.cursor;
        this.report.complete = true;
        return;
      case "done":
        this.report.complete = true;
        return;
      default:
        return line satisfies never;
    }
  }

  async #row({ table, row }: Extract<ArchiveLine, { line: "row" }>, number: number): Promise<void> {
    if (!(await this.#rows.take(table, row))) return this.skip(number, `the table ${table} is not carried`);
    this.report.rows += 1;
  }

  /** What there is of the business comes first: it is stored before any customer. */
  async #customer({ id, listed }: Extract<ArchiveLine, { line: "customer" }>, number: number): Promise<void> {
    await this.#rows.flush();
    await this.#open?.taken;
    this.#open = isCustomerId(id) ? { id, listed, docs: [], turns: [], refused: null, taken: Promise.resolve() } : null;
    if (!this.#open) this.skip(number, "no customer's id");
  }

  /** A full piece is on its way while the next one is read; never more than these two of a customer are held. */
  async #flush(): Promise<void> {
    const open = this.#open;
    if (!open || open.docs.length + open.turns.length < ROWS_AT_ONCE) return;
    await open.taken;
    open.taken = this.#put(open, false);
    // Its failure is thrown to whoever waits for it.
    open.taken.catch(() => undefined);
  }

  /** The customer's last piece; then the session tells the lists by itself. */
  async #end(number: number): Promise<void> {
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    await this.#lanes.begin(async () => {
      await open.taken;
      await this.#put(open, true);
      if (open.refused !== null) return this.skip(number, open.refused);
      this.report.customers += 1;
      if (open.listed) await this.#services.session(this.#tenant, open.id).snapshot({ tenant: this.#tenant, customerId: open.id });
    });
  }

  async #put(open: Open, isLast: boolean): Promise<void> {
    const { docs, turns } = open;
    [open.docs, open.turns] = [[], []];
    if (open.refused !== null) return;
    const address = { tenant: this.#tenant, customerId: open.id };
    const taken = await this.#services.session(this.#tenant, open.id).unarchive(address, { docs, turns }, isLast);
    if (taken.outcome === "refused") open.refused = taken.detail;
    else this.report.turns += turns.length;
  }

  async #file({ place, mime, base64 }: Extract<ArchiveLine, { line: "file" }>, number: number): Promise<void> {
    const bytes = unbase64(base64);
    const key = "key" in place ? place.key : await fetchedKey(this.#services, this.#tenant, place.turn, place.index);
    if (!bytes || !isOwnKey(this.#tenant, key)) return this.skip(number, "no file of this tenant");
    await this.#services.media.put(key, bytes, { httpMetadata: { contentType: mime } });
    this.report.files += 1;
  }
}

/** A head says whose it is; it must be whom the line before it named. */
function belongs({ key, doc }: Extract<ArchiveLine, { line: "doc" }>, tenant: string, customerId: string): boolean {
  if (key !== HEAD_KEY) return true;
  const profile = (doc as { profile?: { tenant?: unknown; id?: unknown } } | null)?.profile;
  return profile?.tenant === tenant && profile.id === customerId;
}
