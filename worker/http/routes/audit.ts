/** The audit log: filters, pages, CSV, and an export that `npm run audit:verify` reads. */
import { Hono } from "hono";
import papaparse from "papaparse";
import { z } from "zod";
import { headOf, listAudit } from "../../audit/log.ts";
import { allowed } from "../auth.ts";
import { readQuery } from "../body.ts";
import type { HttpEnv } from "../context.ts";

const time = z.coerce.number().int().nonnegative().optional();
const MOST_AT_ONCE = 1_000;

const auditQuerySchema = z.object({
  actor: z.string().max(200).optional(),
  /** an action, or the beginning of one that ends in a dot: `sign_in.` */
  action: z.string().max(100).optional(),
  subject: z.string().max(300).optional(),
  /** epoch ms */
  from: time,
  to: time,
  /** `nextCursor` of the page before */
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(MOST_AT_ONCE).default(50),
  /** `jsonl` holds every field of the chain, newest first; its last line is the head */
  format: z.enum(["json", "csv", "jsonl"]).optional(),
});

const CSV_COLUMNS = ["seq", "at", "actor", "action", "subject", "before", "after", "hash"];

export const audit = new Hono<HttpEnv>()
  .get("/v1/audit", async (c) => {
    const may = allowed(c, "audit:read");
    if (!may.ok) return may.answer;
    const read = readQuery(c, auditQuerySchema);
    if (!read.ok) return read.answer;
    const { cursor, limit, format, ...filters } = read.body;
    const { db } = c.get("services");
    const rows = await listAudit(db, may.user.tenant, { ...filters, before: cursor, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const nextCursor = rows.length > limit ? (page.at(-1)?.seq ?? null) : null;
    const wanted = format ?? (c.req.header("accept")?.includes("text/csv") ? "csv" : "json");
    const next: Record<string, string> = nextCursor === null ? {} : { "x-next-cursor": String(nextCursor) };
    if (wanted === "csv") {
      const lines = page.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() }));
      const csv = papaparse.unparse(lines, { columns: CSV_COLUMNS, escapeFormulae: true });
      return c.body(csv, 200, { ...next, "content-type": "text/csv; charset=utf-8", "content-disposition": 'attachment; filename="kefu-audit.csv"' });
    }
    if (wanted === "jsonl") return c.body(`${page.map((entry) => JSON.stringify(entry)).join("\n")}\n`, 200, { ...next, "content-type": "application/jsonl" });
    return c.json({ entries: page.map(({ before, after, ...entry }) => ({ ...entry, before: JSON.parse(before), after: JSON.parse(after) })), nextCursor });
  })
  .get("/v1/audit/head", async (c) => {
    const may = allowed(c, "audit:read");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const { tenant } = may.user;
    const witness = await services.keeper(`audit:${tenant}`).cursor(`audit:${tenant}`);
    return c.json({ tenant, head: await headOf(services.db, tenant), witness });
  });
