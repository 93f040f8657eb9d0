/** Conversations of another system: a whole export, or a batch that the import script has read. Importing twice changes nothing. */
import { Hono } from "hono";
import { z } from "zod";
import { readExport } from "../../import/read.ts";
import { IMPORT_SOURCES, importedConversationSchema } from "../../import/records.ts";
import { importCanned, importConversations } from "../../pipeline/import-history.ts";
import { maskedKinds } from "../../pipeline/masked.ts";
import { actorOf } from "../../tenants/roles.ts";
import { allowed } from "../auth.ts";
import { readBytes, readJson, readQuery } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { problemAnswer } from "../problems.ts";

const MAX_EXPORT_BYTES = 10 * 1024 * 1024;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;
/** More than a request has time for. */
const MOST_AT_ONCE = 500;
const MOST_COMPLAINTS = 1_000;

const querySchema = z.object({
  from: z.enum(IMPORT_SOURCES),
  /** the file's name, for the report */
  name: z.string().max(200).default("export"),
  utcOffsetMin: z.coerce.number().int().min(-840).max(840).default(480),
});

export const importedSchema = z.object({
  from: z.enum(IMPORT_SOURCES),
  conversations: z.array(importedConversationSchema).max(MOST_AT_ONCE),
  cannedReplies: z
    .array(z.object({ folder: z.string().max(200), title: z.string().max(500), text: z.string().max(20_000) }))
    .max(MOST_AT_ONCE)
    .default([]),
});

const unknownRules = (): Response => problemAnswer("unavailable", "The tenant's rules cannot be looked up just now", {}, { "retry-after": "2" });

export const imports = new Hono<HttpEnv>()
  .post("/v1/import", async (c) => {
    const may = allowed(c, "import:write");
    if (!may.ok) return may.answer;
    const asked = readQuery(c, querySchema);
    if (!asked.ok) return asked.answer;
    const bytes = await readBytes(c.req.raw, MAX_EXPORT_BYTES);
    if (!bytes.ok) return bytes.answer;
    const { from, name, utcOffsetMin } = asked.body;
    const read = readExport(from, [{ name, text: new TextDecoder().decode(bytes.body) }], { utcOffsetMin });
    if (read.conversations.length > MOST_AT_ONCE)
      return problemAnswer("refused", `More than ${MOST_AT_ONCE} conversations: use npm run import`, { reason: "too_many", found: read.conversations.length });
    const services = c.get("services");
    const masked = await maskedKinds(services, may.user.tenant);
    if (masked === null) return unknownRules();
    const values = read.conversations.map(({ value }) => value);
    const done = await importConversations(services, may.user.tenant, from, values, masked);
    const cannedReplies = await importCanned(services, may.user.tenant, actorOf(may.user), read.cannedReplies);
    return c.json({ ...done, cannedReplies, skipped: read.skipped.length, complaints: read.skipped.slice(0, MOST_COMPLAINTS) });
  })
  .post("/v1/import/conversations", async (c) => {
    const may = allowed(c, "import:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, importedSchema, MAX_BATCH_BYTES);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const masked = await maskedKinds(services, may.user.tenant);
    if (masked === null) return unknownRules();
    const done = await importConversations(services, may.user.tenant, read.body.from, read.body.conversations, masked);
    return c.json({ ...done, cannedReplies: await importCanned(services, may.user.tenant, actorOf(may.user), read.body.cannedReplies) });
  });
