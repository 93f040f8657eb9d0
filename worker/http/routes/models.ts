/** What people said messages really meant, and a tenant's own models learnt from it: uploaded, tried, put live, rolled back. */
import { Hono } from "hono";
import { z } from "zod";
import { understandSchema } from "../../../protocol/api.ts";
import { INTENT_NAMES } from "../../intent/intent-words.ts";
import { keepCorrection, labelledPage } from "../../intent/labelled/labelled-messages.ts";
import {
  goLive,
  keepScore,
  lieOfFile,
  liveOf,
  type Manifest,
  MODEL_FILES,
  manifestSchema,
  manifestText,
  modelsOf,
  putFile,
  putManifest,
  removeModel,
} from "../../intent/models/model-shelf.ts";
import { LEAST_HELD, tryModel } from "../../intent/models/try-model.ts";
import { customIntentStore, tenantModels, understandingSkills } from "../../intent/skills.ts";
import { actorOf, type User } from "../../tenants/roles.ts";
import { allowed } from "../auth.ts";
import { readBytes, readJson, readQuery } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const MOST_MODELS = 10;
/** All files of one model, bytes: two of them and the worker must fit into an isolate. */
const MOST_MODEL_BYTES = 12 * 1024 * 1024;
const MOST_CONTEXT = 3;
const PAGE = 500;

const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, "lower-case letters, digits, _ and -, at most 40");
export const correctionSchema = z.object({
  text: z.string().trim().min(1).max(2_000),
  context: understandSchema.shape.context.transform((turns) => turns.slice(-MOST_CONTEXT)),
  intents: z.array(z.string().max(60)).min(1).max(5),
  conversationId: z.string().max(64).nullable().default(null),
});
const trainingSetQuery = z.object({ part: z.enum(["train", "held"]).default("train"), cursor: z.string().max(64).default("") });
export const goLiveSchema = z.object({ /** where too little is held back to measure, put it live all the same */ unmeasured: z.boolean().default(false) });
export { manifestSchema };

export const models = new Hono<HttpEnv>()
  .post("/v1/intents/corrections", async (c) => {
    const may = allowed(c, "conversations:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, correctionSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const own = (await customIntentStore(services).rows(may.user.tenant)).map((row) => row.name);
    const strange = read.body.intents.find((name) => !INTENT_NAMES.includes(name) && !own.includes(name));
    if (strange !== undefined) return problemAnswer("invalid", `intents: there is no intent ${strange}`, { field: "intents" });
    return c.json(await keepCorrection(services.db, may.user.tenant, read.body, actorOf(may.user), services.now()), 201);
  })
  .get("/v1/intents/training-set", async (c) => {
    const may = allowed(c, "intents:write");
    if (!may.ok) return may.answer;
    const asked = readQuery(c, trainingSetQuery);
    if (!asked.ok) return asked.answer;
    const { part, cursor } = asked.body;
    const { rows, next } = await labelledPage(c.get("services").db, may.user.tenant, { held: part === "held", after: cursor, limit: PAGE });
    const lines = rows.map((row) => `${JSON.stringify({ ...row, kind: row.context.length > 0 ? "context" : "turn", author: may.user.tenant })}\n`).join("");
    return c.body(lines, 200, { "content-type": "application/jsonl; charset=utf-8", ...(next === null ? {} : { "x-next-cursor": next }) });
  })
  .get("/v1/models", async (c) => {
    const may = allowed(c, "intents:read");
    if (!may.ok) return may.answer;
    const { db } = c.get("services");
    const [all, live] = await Promise.all([modelsOf(db, may.user.tenant), liveOf(db, may.user.tenant)]);
    return c.json({ models: all, live: live.name, previous: live.previous });
  })
  .put("/v1/models/:name", async (c) => {
    const may = allowed(c, "intents:write");
    if (!may.ok) return may.answer;
    const name = nameSchema.safeParse(c.req.param("name"));
    if (!name.success) return problemAnswer("invalid", `name: ${name.error.issues[0]?.message ?? "wrong"}`, { field: "name" });
    const read = await readJson(c, manifestSchema);
    if (!read.ok) return read.answer;
    const wrong = await wrongWith(c, may.user, name.data, read.body);
    if (wrong) return wrong;
    await putManifest(c.get("services"), may.user.tenant, name.data, read.body, actorOf(may.user));
    return c.json({ name: name.data, version: read.body.version, files: MODEL_FILES }, 201);
  })
  .put("/v1/models/:name/:file", async (c) => {
    const may = allowed(c, "intents:write");
    if (!may.ok) return may.answer;
    const { name, file } = c.req.param();
    const services = c.get("services");
    const { tenant } = may.user;
    if ((await liveOf(services.db, tenant)).name === name) return problemAnswer("conflict", "This model is live; upload the new one under another name");
    const text = await manifestText(services, tenant, name);
    if (text === null) return notFound("model");
    const manifest = manifestSchema.parse(JSON.parse(text));
    const said = manifest.files[file];
    if (!said) return notFound("file of this model");
    const read = await readBytes(c.req.raw, said.bytes);
    if (!read.ok) return read.answer;
    const lie = await lieOfFile(manifest, file, read.body);
    if (lie !== null) return problemAnswer("invalid", lie, { field: file });
    await putFile(services, tenant, name, file, read.body);
    return c.body(null, 204);
  })
  // Spelled with a parameter: a fixed word beside one would cost every request hono's fast router (test/core/worker/http/router.test.ts).
  .post("/v1/models/:verb", async (c) => {
    if (c.req.param("verb") !== "rollback") return notFound("address");
    const may = allowed(c, "intents:write");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const live = await liveOf(services.db, may.user.tenant);
    if (live.name === null && live.previous === null) return problemAnswer("conflict", "No model was put live before");
    await goLive(services, may.user.tenant, live.previous, live.name, actorOf(may.user));
    tenantModels(services).forget(may.user.tenant);
    return c.json({ live: live.previous, previous: live.name });
  })
  .post("/v1/models/:name/live", async (c) => {
    const may = allowed(c, "intents:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, goLiveSchema);
    return read.ok ? putLive(c, may.user, c.req.param("name"), read.body.unmeasured) : read.answer;
  })
  .delete("/v1/models/:name", async (c) => {
    const may = allowed(c, "intents:write");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const name = c.req.param("name");
    const live = await liveOf(services.db, may.user.tenant);
    if (live.name === name) return problemAnswer("conflict", "This model is live; put another live first");
    if (!(await modelsOf(services.db, may.user.tenant)).some((model) => model.name === name)) return notFound("model");
    if (live.previous === name) await goLive(services, may.user.tenant, live.name, null, actorOf(may.user));
    await removeModel(services, may.user.tenant, name);
    return c.body(null, 204);
  });

/** Null = this manifest may be kept under that name. */
async function wrongWith(c: HttpContext, user: User, name: string, manifest: Manifest): Promise<Response | null> {
  const { db } = c.get("services");
  const strange = manifest.labels.find((label) => !INTENT_NAMES.includes(label));
  if (strange !== undefined) return problemAnswer("invalid", `labels: ${strange} is no built-in intent`, { field: "labels" });
  const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > MOST_MODEL_BYTES) return problemAnswer("too_large", `The files of a model may have ${MOST_MODEL_BYTES} bytes`);
  const all = await modelsOf(db, user.tenant);
  if ((await liveOf(db, user.tenant)).name === name) return problemAnswer("conflict", "This model is live; upload the new one under another name");
  if (all.length >= MOST_MODELS && !all.some((model) => model.name === name)) return problemAnswer("refused", `A tenant may keep ${MOST_MODELS} models`);
  return null;
}

async function putLive(c: HttpContext, user: User, name: string, unmeasured: boolean): Promise<Response> {
  const services = c.get("services");
  if (!(await modelsOf(services.db, user.tenant)).some((model) => model.name === name)) return notFound("model");
  const present = await understandingSkills(services, user.tenant).model();
  if (!present) return problemAnswer("unavailable", "The model that is live is not loaded yet", {}, { "retry-after": "2" });
  const trial = await tryModel(services, user.tenant, name, present);
  switch (trial.outcome) {
    case "broken":
      return problemAnswer("refused", `The model does not run: ${trial.reason}`);
    case "unmeasured":
      if (!unmeasured) return problemAnswer("refused", `Only ${trial.held} held-back messages; ${LEAST_HELD} are needed to measure it`, { held: trial.held });
      break;
    case "worse":
      await keepScore(services.db, user.tenant, name, { candidate: trial.candidate, live: trial.live });
      return problemAnswer("refused", "It is worse than the live model on your held-back messages", { candidate: trial.candidate, live: trial.live });
    case "good":
      await keepScore(services.db, user.tenant, name, { candidate: trial.candidate, live: trial.live });
      break;
    default:
      return trial satisfies never;
  }
  const { name: before } = await liveOf(services.db, user.tenant);
  if (before !== name) await goLive(services, user.tenant, name, before, actorOf(user));
  tenantModels(services).forget(user.tenant);
  return c.json({ live: name, previous: before, ...(trial.outcome === "good" ? { candidate: trial.candidate, before: trial.live } : {}) });
}
