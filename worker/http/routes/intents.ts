/** Built-in and own intents of a tenant. */
import { Hono } from "hono";
import { z } from "zod";
import { type IntentThreshold, intentThresholdSchema } from "../../../protocol/intent-threshold.ts";
import { MOST_INTENTS } from "../../intent/custom/custom-store.ts";
import { examplesOfRow, type IntentRow } from "../../intent/custom/intent-row.ts";
import { LEAST_MEASURED } from "../../intent/custom/threshold-curve.ts";
import { INTENT_NAMES, TOPIC_OF } from "../../intent/intent-words.ts";
import { customIntentStore, understandingSkills } from "../../intent/skills.ts";
import { actorOf, type User } from "../../tenants/roles.ts";
import { allowed } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const LEAST_EXAMPLES = 2;
const MOST_EXAMPLES = 200;

const example = z.string().trim().min(1).max(500);

const draftFields = {
  description: z.string().trim().max(1_000),
  examples: z.array(example).min(LEAST_EXAMPLES).max(MOST_EXAMPLES),
  /** likeness a message must reach; null = as leave-one-out suggests, and a little less will do where the regression is sure */
  threshold: z.number().min(0).max(1).nullable(),
};

export const intentDraftSchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, "lower-case letters, digits, _ and -, at most 60"),
  description: draftFields.description.default(""),
  examples: draftFields.examples,
  threshold: draftFields.threshold.default(null),
});

export const intentChangeSchema = z
  .object({ ...draftFields, /** added to those there are */ addExamples: z.array(example).min(1).max(MOST_EXAMPLES) })
  .partial()
  .refine((change) => !(change.examples && change.addExamples), { message: "give examples or addExamples, not both" });

const answered = (row: IntentRow) => ({
  name: row.name,
  description: row.description,
  examples: examplesOfRow(row),
  threshold: row.threshold ?? row.suggested,
  suggestedThreshold: row.suggested,
  confusedWith: intentThresholdSchema.shape.confusedWith.parse(JSON.parse(row.confused_with)),
  builtIn: false,
  updatedAt: row.updated_at,
});

const BUILT_IN = INTENT_NAMES.map((name) => ({ name, topic: TOPIC_OF[name] ?? "other", builtIn: true }));

const modelNotLoaded = (why: string): Response => problemAnswer("unavailable", `The model is not loaded yet; ${why}`, {}, { "retry-after": "2" });

/** Stores a draft and answers with what was learnt of it. */
async function put(c: HttpContext, user: User, draft: z.infer<typeof intentDraftSchema>, status: 200 | 201): Promise<Response> {
  const services = c.get("services");
  const model = await understandingSkills(services, user.tenant).model();
  if (!model) return modelNotLoaded("own intents are learnt with it");
  const examples = [...new Set(draft.examples)];
  if (examples.length < LEAST_EXAMPLES) return problemAnswer("invalid", `examples: give at least ${LEAST_EXAMPLES} different ones`, { field: "examples" });
  if (examples.length > MOST_EXAMPLES) return problemAnswer("invalid", `examples: at most ${MOST_EXAMPLES}`, { field: "examples" });
  const { suggested, confusedWith } = await customIntentStore(services).put(user.tenant, { ...draft, examples }, model, actorOf(user));
  const { name, description, threshold } = draft;
  return c.json({ name, description, examples, threshold: threshold ?? suggested, suggestedThreshold: suggested, confusedWith, builtIn: false }, status);
}

export const intents = new Hono<HttpEnv>()
  .get("/v1/intents", async (c) => {
    const may = allowed(c, "intents:read");
    if (!may.ok) return may.answer;
    const rows = await customIntentStore(c.get("services")).rows(may.user.tenant);
    return c.json({ intents: [...rows.map(answered), ...BUILT_IN] });
  })
  .get("/v1/intent-thresholds/:name", async (c) => {
    const may = allowed(c, "intents:read");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const model = await understandingSkills(services, may.user.tenant).model();
    if (!model) return modelNotLoaded("thresholds are measured with it");
    const measured = await customIntentStore(services).measured(may.user.tenant, c.req.param("name"), model);
    if (!measured) return notFound("intent of your own");
    const { row, others, points } = measured;
    const { name, threshold, suggestedThreshold, examples, confusedWith } = answered(row);
    const answer: IntentThreshold = { name, threshold, suggestedThreshold, examples: examples.length, others, needed: LEAST_MEASURED, points, confusedWith };
    return c.json(answer);
  })
  .post("/v1/intents", async (c) => {
    const may = allowed(c, "intents:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, intentDraftSchema);
    if (!read.ok) return read.answer;
    const { name } = read.body;
    if (INTENT_NAMES.includes(name)) return problemAnswer("conflict", `${name} is a built-in intent`, { field: "name" });
    const rows = await customIntentStore(c.get("services")).rows(may.user.tenant);
    if (rows.some((row) => row.name === name)) return problemAnswer("conflict", `There is already an intent ${name}`, { field: "name" });
    if (rows.length >= MOST_INTENTS) return problemAnswer("refused", `A tenant may have ${MOST_INTENTS} intents of its own`);
    return put(c, may.user, read.body, 201);
  })
  .patch("/v1/intents/:name", async (c) => {
    const may = allowed(c, "intents:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, intentChangeSchema);
    if (!read.ok) return read.answer;
    const rows = await customIntentStore(c.get("services")).rows(may.user.tenant);
    const row = rows.find((one) => one.name === c.req.param("name"));
    if (!row) return notFound("intent of your own");
    const { description, examples, addExamples, threshold } = read.body;
    return put(
      c,
      may.user,
      {
        name: row.name,
        description: description ?? row.description,
        examples: examples ?? [...examplesOfRow(row), ...(addExamples ?? [])],
        threshold: threshold === undefined ? row.threshold : threshold,
      },
      200,
    );
  })
  .delete("/v1/intents/:name", async (c) => {
    const may = allowed(c, "intents:write");
    if (!may.ok) return may.answer;
    const gone = await customIntentStore(c.get("services")).remove(may.user.tenant, c.req.param("name"));
    return gone ? c.body(null, 204) : notFound("intent of your own");
  });
