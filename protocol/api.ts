/** Bodies and questions of the HTTP interface as zod schemas: the doors parse with them, the OpenAPI document is made from them. */
import { z } from "zod";
import { CHANNEL_KINDS } from "./channels.ts";
import { choiceSchema, MAX_TEXT_UNITS, partsSchema } from "./message.ts";
import { SCOPES } from "./scopes.ts";

export const ROLES = ["agent", "supervisor", "admin"] as const;
export type Role = (typeof ROLES)[number];

const id = z.string().min(1).max(100);
const name = z.string().trim().min(1).max(200);
const text = z.string().min(1).max(MAX_TEXT_UNITS);

/** Either plain words or parts. */
const words = { text: text.optional(), parts: partsSchema.optional() };
const hasWords = (body: { text?: string | undefined; parts?: unknown }): boolean => (body.text === undefined) !== (body.parts === undefined);
const WORDS_WANTED = { error: "Give either text or parts", path: ["text"] };

export const inboundMessageSchema = z
  .object({
    from: z.object({
      id: z.string().min(1).max(200),
      name: z.string().max(200).optional(),
      phone: z.string().max(40).optional(),
      email: z.string().max(320).optional(),
    }),
    ...words,
    externalId: z.string().min(1).max(200).optional(),
    channel: z.literal("api").optional(),
    teamId: id.optional(),
    /** when it was written, epoch ms */
    at: z.number().int().positive().optional(),
  })
  .refine(hasWords, WORDS_WANTED);

export const understandSchema = z.object({
  text: z.string().max(MAX_TEXT_UNITS),
  context: z
    .array(z.object({ from: z.enum(["customer", "agent", "bot"]), text: z.string().max(MAX_TEXT_UNITS) }))
    .max(50)
    .default([]),
});

export const channelDraftSchema = z.object({
  kind: z.enum(CHANNEL_KINDS),
  name,
  config: z.record(z.string(), z.unknown()).default({}),
  baseUrl: z.url().max(500).nullable().default(null),
  teamId: id.nullable().default(null),
});
export const channelChangeSchema = z.object({
  name: name.optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  baseUrl: z.url().max(500).nullable().optional(),
  teamId: id.nullable().optional(),
});

export const mergeSchema = z.object({ other: z.string().min(1).max(100) });
const graftIdSchema = z.string().min(1).max(100);
/** The graft's id, or the graft as a merge answered it. */
export const unmergeSchema = z.object({ graft: z.union([graftIdSchema, z.object({ id: graftIdSchema }).transform(({ id }) => id)]) });

export const replySchema = z
  .object({
    ...words,
    choices: z.array(choiceSchema).max(20).optional(),
    channel: z.object({ kind: z.enum(CHANNEL_KINDS), accountId: id }).optional(),
    template: z.object({ name: z.string().max(200), language: z.string().max(20), params: z.array(z.string().max(2_000)).max(50) }).optional(),
    suggestionId: id.optional(),
    epoch: z.number().int().nonnegative().optional(),
    force: z.boolean().optional(),
  })
  .refine(hasWords, WORDS_WANTED);
const epoch = z.number().int().nonnegative().optional();
export const noteSchema = z.object({ text: z.string().trim().min(1).max(20_000), mentions: z.array(id).max(50).optional() });
export const assignSchema = z.object({ agentId: id.nullable(), teamId: id.optional(), reason: z.string().max(500).optional(), epoch });
export const transferSchema = z.object({
  to: z.union([
    /** Without `teamId`: the conversation's team if they are of it, else the first of theirs. */
    z.object({ kind: z.literal("agent"), agentId: id, teamId: id.optional() }),
    z.object({ kind: z.literal("team"), teamId: id }),
    z.object({ kind: z.literal("bot") }),
  ]),
  note: z.string().max(2_000).optional(),
  warm: z.boolean().optional(),
  epoch,
});
export const consultSchema = z.object({
  to: z.union([z.object({ kind: z.literal("agent"), agentId: id }), z.object({ kind: z.literal("team"), teamId: id })]),
  note: z.string().trim().max(2_000).optional(),
  epoch,
});
/** Of an owner: hand it over, or take it back. */
export const consultStepSchema = z.object({ epoch });
export const consultAcceptSchema = z.object({});
export const consultDeclineSchema = z.object({ reason: z.string().trim().max(200).optional() });
/** `reached` false = they still wait for the call. */
export const calledBackSchema = z.object({ reached: z.boolean() });
export const resolveSchema = z.object({ reason: z.string().max(500).optional(), epoch });
export const reopenSchema = z.object({ epoch });
export const snoozeSchema = z.object({ until: z.number().int().positive(), epoch });
export const labelsSchema = z.object({
  add: z.array(z.string().min(1).max(60)).max(50).default([]),
  remove: z.array(z.string().min(1).max(60)).max(50).default([]),
});
export const prioritySchema = z.object({ priority: z.number().int().min(0).max(3) });
/** `value` null takes every value of it away. */
export const factSchema = z.object({ name: z.string().trim().min(1).max(60), value: z.string().trim().min(1).max(500).nullable() });
export const suggestionUseSchema = z.object({ suggestionId: id, used: z.enum(["accepted", "edited", "refused"]) });
export const declineSchema = z.object({ reason: z.string().max(200).default("") });
export const readSchema = z.object({ upToSeq: z.number().int().nonnegative() });

export const conversationsQuerySchema = z.object({
  status: z.enum(["open", "pending", "snoozed", "resolved"]).optional(),
  /** an agent's id, `me`, `none` (nobody), `queue` or `bot` */
  assignee: z.string().max(100).optional(),
  team: id.optional(),
  channel: z.string().max(40).optional(),
  label: z.string().max(60).optional(),
  /** an agent's id or `me`: a note names them */
  mentioned: z.string().max(100).optional(),
  q: z.string().trim().min(1).max(200).optional(),
  /** epoch ms: something was said since then */
  since: z.coerce.number().int().nonnegative().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});

export const teamDraftSchema = z.object({ name, settings: z.record(z.string(), z.unknown()).default({}) });
export const teamChangeSchema = z.object({
  name: name.optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  members: z.array(id).max(1_000).optional(),
});
export const agentDraftSchema = z.object({
  name,
  email: z.email().max(320),
  password: z.string().min(10).max(200),
  role: z.enum(ROLES).default("agent"),
  teamIds: z.array(id).max(100).default([]),
  capacity: z.number().int().min(0).max(100).default(5),
  perChannel: z.partialRecord(z.enum(CHANNEL_KINDS), z.number().int().min(0).max(100)).default({}),
  skills: z.array(z.string().min(1).max(60)).max(50).default([]),
  languages: z.array(z.string().min(2).max(20)).max(20).default([]),
});
export const agentChangeSchema = z.object({
  name: name.optional(),
  password: z.string().min(10).max(200).optional(),
  role: z.enum(ROLES).optional(),
  teamIds: z.array(id).max(100).optional(),
  capacity: z.number().int().min(0).max(100).optional(),
  skills: z.array(z.string().min(1).max(60)).max(50).optional(),
  languages: z.array(z.string().min(2).max(20)).max(20).optional(),
  disabled: z.boolean().optional(),
});
export const presenceSchema = z.object({
  state: z.enum(["online", "busy", "break", "wrap_up", "transfers_only", "hidden", "offline"]),
  reason: z.string().max(200).optional(),
});

export const signInSchema = z.object({ email: z.string().min(1).max(320), password: z.string().min(1).max(200), tenant: id.optional() });
export const refreshSchema = z.object({ refreshToken: z.string().min(1).max(500) });
export const secondFactorSchema = z.object({ ticket: z.string().min(1).max(200), /** six digits, or a recovery code */ code: z.string().min(1).max(100) });
/** The password again, unless the sign-in is young. */
export const provenSchema = z.object({ password: z.string().min(1).max(200).optional() });
export const codeSchema = z.object({ code: z.string().min(1).max(20) });
export const passwordChangeSchema = z.object({ current: z.string().min(1).max(200), next: z.string().min(10).max(200) });
/** What the browser's WebAuthn gave, as JSON; the library checks the rest. */
const webAuthnResponse = z.object({ id: z.string().min(1).max(2_000), type: z.literal("public-key"), response: z.record(z.string(), z.unknown()) }).loose();
export const passkeyDraftSchema = z.object({ ticket: z.string().min(1).max(200), name, response: webAuthnResponse });
export const passkeySignInSchema = z.object({ ticket: z.string().min(1).max(200), response: webAuthnResponse });
export const keyDraftSchema = z.object({
  name,
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  rate: z.number().positive().max(100_000).optional(),
  expiresAt: z.number().int().positive().optional(),
});
/** Seconds for which the old key goes on working. */
export const keyRotationSchema = z.object({
  graceS: z
    .number()
    .int()
    .min(0)
    .max(30 * 24 * 3_600)
    .default(24 * 3_600),
});
export const visitorTokenSchema = z.object({
  tenant: id,
  /** The token the widget kept from the last visit. */
  token: z.string().max(4_000).optional(),
  /** A token that the host signed for its signed-in user (HS256 with the tenant's widget secret). */
  userToken: z.string().max(4_000).optional(),
  /** An account of kind `web` or `app`: conversations are kept under it, and an app's user tokens are signed with its own keys. */
  channel: id.optional(),
  locale: z.string().max(35).optional(),
  name: z.string().max(200).optional(),
  /** What Turnstile gave, where a newcomer was asked for it (problem `forbidden`, reason `challenge`, with its `siteKey`). */
  challenge: z.string().min(1).max(2_048).optional(),
});
/** An empty tenant with a first key. */
export const tenantDraftSchema = z.object({ tenant: z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/), name });
export const seedSchema = z.object({ tenant: id.default("demo"), force: z.boolean().default(false) });
/** Object ids of sessions, as the platform lists them. */
export const rebuildSchema = z.object({
  ids: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(200),
  /** Reports made anew as well: of one tenant or of all, and where their days are cut from now on (minutes east of UTC). */
  reports: z.object({ tenant: id.optional(), utcOffsetMin: z.number().int().min(-840).max(840).optional() }).optional(),
});
