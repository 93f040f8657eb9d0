/**
 * An export taken into an empty tenant: objects as they were, files, the business's own tables; lists are then told by the objects themselves.
 * Customers' ids are made of the tenant's id, so an export goes into a tenant of the same id and no other.
 */
import { z } from "zod";
import { isCustomerId } from "../../../protocol/ids.ts";
import type { ArchivedDoc, ArchivedTurn } from "../../../protocol/privacy.ts";
import { unbase64 } from "../../crypto/bytes.ts";
import { putArticle } from "../../knowledge/ingest.ts";
import { type ArchiveLine, linesOf, readLine } from "../../privacy/archive-lines.ts";
import { RowTaker } from "../../privacy/carried-tables.ts";
import type { Services } from "../../services.ts";
import { fetchedKey, isOwnKey } from "../media.ts";
import { HEAD_KEY } from "./find-person.ts";

const ROWS_AT_ONCE = 250;
/** A file of 25 MiB as base64, and what stands around it. */
const LONGEST_LINE = 36 * 1024 * 1024;
const MOST_COMPLAINTS = 100;

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
  return { imported: true, report: taking.report };
}

class Taking {
  readonly report: ImportReport = { rows: 0, customers: 0, turns: 0, files: 0, next: null, complete: false, skipped: [] };
  isFirst = true;
  readonly #services: Services;
  readonly #tenant: string;
  readonly #rows: RowTaker;
  #open: Open | null = null;

  constructor(services: Services, tenant: string) {
    this.#services = services;
    this.#tenant = tenant;
    this.#rows = new RowTaker(services.db, tenant);
  }

  skip(line: number, why: string): void {
    if (this.report.skipped.length < MOST_COMPLAINTS) this.report.skipped.push({ line, why });
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
        this.#open = isCustomerId(line.id) ? { id: line.id, docs: [], turns: [], listed: line.listed, refused: null } : null;
        return this.#open ? undefined : this.skip(number, "no customer's id");
      case "doc":
        if (!this.#open || !belongs(line, this.#tenant, this.#open.id)) return this.skip(number, "belongs to no customer");
        this.#open.docs.push({ key: line.key, doc: line.doc });
        return this.#flush(false, number);
      case "turn":
        if (!this.#open) return this.skip(number, "belongs to no customer");
        this.#open.turns.push({ source: line.source, unthought: line.unthought, turn: line.turn as unknown as ArchivedTurn["turn"] });
        return this.#flush(false, number);
      case "file":
        return this.#file(line, number);
      case "end":
        return this.#flush(true, number);
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
    const { db } = this.#services;
    if (!(await this.#rows.take(table, row))) return this.skip(number, `the table ${table} is not carried`);
    this.report.rows += 1;
    if (table === "articles") await index(db, this.#tenant, row);
  }

  async #flush(isLast: boolean, number: number): Promise<void> {
    const open = this.#open;
    if (!open || (!isLast && open.docs.length + open.turns.length < ROWS_AT_ONCE)) return;
    const address = { tenant: this.#tenant, customerId: open.id };
    const session = this.#services.session(this.#tenant, open.id);
    if (open.refused === null) {
      const taken = await session.unarchive(address, { docs: open.docs, turns: open.turns }, isLast);
      if (taken.outcome === "refused") open.refused = taken.detail;
      else this.report.turns += open.turns.length;
    }
    [open.docs, open.turns] = [[], []];
    if (!isLast) return;
    this.#open = null;
    if (open.refused !== null) return this.skip(number, open.refused);
    this.report.customers += 1;
    // The first piece here, the rest by the object's alarm.
    const task = !open.listed ? null : await session.snapshot(address);
    if (task) await this.#services.projector.project(task);
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

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Chunks and the index are made anew; version and times stay those of the row. */
async function index(db: D1Database, tenant: string, row: Readonly<Record<string, string | number | null>>): Promise<void> {
  const text = (name: string): string => String(row[name] ?? "");
  const article = {
    id: text("id"),
    title: text("title"),
    body: text("body"),
    language: text("language"),
    category: text("category"),
    audience: text("audience") === "agents" ? ("agents" as const) : ("public" as const),
    status: text("status") === "published" ? ("published" as const) : text("status") === "draft" ? ("draft" as const) : ("archived" as const),
    format: text("format") === "html" ? ("html" as const) : text("format") === "text" ? ("text" as const) : ("markdown" as const),
    source: text("source"),
    intents: z
      .array(z.string())
      .catch([])
      .parse(parsedJson(text("intents"))),
  };
  await putArticle(db, tenant, article, text("updated_by"), Number(row.updated_at ?? 0));
  const { version, created_at, updated_at } = row;
  await db.batch([
    // Putting it made a version of the row itself.
    db.prepare("DELETE FROM article_versions WHERE tenant = ?1 AND article_id = ?2 AND version >= ?3").bind(tenant, article.id, version ?? 1),
    db
      .prepare("UPDATE articles SET version = ?3, created_at = ?4, updated_at = ?5 WHERE tenant = ?1 AND id = ?2")
      .bind(tenant, article.id, version ?? 1, created_at ?? 0, updated_at ?? 0),
  ]);
}
