/** Exports and imports as streams of JSON lines. */
import { Hono } from "hono";
import { z } from "zod";
import { isCustomerId } from "../../../protocol/ids.ts";
import { exportPerson, exportTenant } from "../../pipeline/privacy/export.ts";
import { importArchive } from "../../pipeline/privacy/import.ts";
import { allowed } from "../auth.ts";
import { readQuery } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const MOST_CUSTOMERS = 1_000;
const exportQuerySchema = z.object({
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(MOST_CUSTOMERS).default(200),
});

const LINES = "application/x-ndjson; charset=utf-8";
const asFile = (body: ReadableStream<Uint8Array>, name: string): Response =>
  new Response(body, { headers: { "content-type": LINES, "content-disposition": `attachment; filename="${name}.jsonl"`, "cache-control": "no-store" } });

export const archives = new Hono<HttpEnv>()
  .get("/v1/customers/:id/export", async (c) => {
    const may = allowed(c, "privacy");
    if (!may.ok) return may.answer;
    const customerId = c.req.param("id");
    const body = isCustomerId(customerId) ? await exportPerson(c.get("services"), may.user.tenant, customerId) : null;
    return body ? asFile(body, customerId) : notFound("customer");
  })
  .get("/v1/export", async (c) => {
    const may = allowed(c, "privacy");
    if (!may.ok) return may.answer;
    const read = readQuery(c, exportQuerySchema);
    if (!read.ok) return read.answer;
    return asFile(exportTenant(c.get("services"), may.user.tenant, read.body.cursor ?? null, read.body.limit), may.user.tenant);
  })
  .post("/v1/import/archive", async (c) => {
    const may = allowed(c, "privacy");
    if (!may.ok) return may.answer;
    const { body } = c.req.raw;
    if (!body) return problemAnswer("invalid", "Give an export's lines as the body", { field: "" });
    const imported = await importArchive(c.get("services"), may.user.tenant, body);
    if (imported.imported) return c.json(imported.report);
    return problemAnswer(imported.code === "format" ? "invalid" : "refused", imported.detail, { reason: imported.code });
  });
