/** Canned replies, macros and what they do to a conversation: schemas of the HTTP interface and of what is stored. */
import { z } from "zod";
import { EVENT_TYPES, type EventType } from "./events.ts";

export const MOST_ACTIONS = 10;
const id = z.string().min(1).max(100);
const title = z.string().trim().min(1).max(200);
/** Words with variables such as {{customer}}. */
const template = z.string().trim().min(1).max(10_000);
const labels = z.array(z.string().trim().min(1).max(60)).max(50);
/** Longest snooze, minutes: a year. */
const MOST_MINUTES = 525_600;

/** One thing that a macro or a rule does. */
export const actionSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal("reply"), text: template }),
  z.object({ action: z.literal("canned"), cannedId: id }),
  z.object({ action: z.literal("note"), text: template }),
  z.object({ action: z.literal("label"), add: labels.default([]), remove: labels.default([]) }),
  z.object({ action: z.literal("priority"), priority: z.number().int().min(0).max(3) }),
  z.object({ action: z.literal("assign"), agentId: id }),
  z.object({ action: z.literal("team"), teamId: id }),
  z.object({ action: z.literal("bot") }),
  z.object({ action: z.literal("snooze"), minutes: z.number().int().min(1).max(MOST_MINUTES) }),
  z.object({ action: z.literal("resolve"), reason: z.string().max(500).optional() }),
  z.object({ action: z.literal("reopen") }),
]);
export type Action = z.infer<typeof actionSchema>;
export const actionsSchema = z.array(actionSchema).min(1).max(MOST_ACTIONS);

/** What `{{name}}` may stand for in templates; anything else must be given by whoever sends. */
export const VARIABLES = ["customer", "agent", "team", "channel", "conversation", "order", "tracking", "email", "phone", "date", "opens"] as const;

const sharing = {
  /** `own` = only whoever wrote it sees it */
  shared: z.boolean().default(false),
  /** shared with this team only; null = with all */
  teamId: id.nullable().default(null),
};

const cannedFields = {
  folder: z.string().trim().max(100),
  shortcut: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[^\s/]{1,40}$/, "1 to 40 characters without spaces or slashes"),
  title,
  text: template,
};
export const cannedDraftSchema = z.object({ ...cannedFields, folder: cannedFields.folder.default(""), ...sharing });
export type CannedDraft = z.infer<typeof cannedDraftSchema>;
export const cannedChangeSchema = z.object({ ...cannedFields, shared: z.boolean(), teamId: id.nullable() }).partial();
export const cannedUseSchema = z.object({ conversationId: id });

export const macroDraftSchema = z.object({ name: title, description: z.string().trim().max(1_000).default(""), actions: actionsSchema, ...sharing });
export type MacroDraft = z.infer<typeof macroDraftSchema>;
export const macroChangeSchema = z
  .object({ name: title, description: z.string().trim().max(1_000), actions: actionsSchema, shared: z.boolean(), teamId: id.nullable() })
  .partial();
export const macroRunSchema = z.object({
  conversationId: id,
  /** values of variables that Kefu does not know, and of those it should take otherwise */
  values: z.record(z.string().max(40), z.string().max(2_000)).default({}),
  /** true = nothing is done; the texts come back as they would be sent */
  preview: z.boolean().default(false),
});

/** What a condition looks at. `detail.x` = what the event itself says (EVENTS in protocol/events.ts). */
const FIELDS = ["text", "channel", "account", "team", "status", "owner", "agent", "label", "priority", "language", "intent", "by", "open"] as const;
const field = z.union([z.enum(FIELDS), z.string().regex(/^detail\.[a-zA-Z]{1,40}$/)]);
const value = z.union([z.string().max(500), z.number(), z.array(z.string().max(500)).max(100)]);
export const conditionSchema = z.object({
  field,
  /** `is` and `contains` hold for lists when they hold for one of them; text is compared without case */
  op: z.enum(["is", "is_not", "contains", "contains_not", "at_least", "at_most", "exists", "missing"]),
  /** a list = any of these */
  value: value.default(""),
});
export type Condition = z.infer<typeof conditionSchema>;
const conditions = z.array(conditionSchema).max(20);
export const conditionsSchema = z.object({ all: conditions.default([]), any: conditions.default([]) });
export type Conditions = z.infer<typeof conditionsSchema>;

export const MOST_RULES = 100;
const ruleFields = {
  name: title,
  event: z.enum(
    EVENT_TYPES.filter((type) => type !== "webhook.test" && type !== "customer.erased" && type !== "forecast.alert") as [EventType, ...EventType[]],
  ),
  conditions: conditionsSchema,
  actions: actionsSchema,
  enabled: z.boolean(),
  position: z.number().int().min(0).max(1_000_000),
  stops: z.boolean(),
};
export const ruleDraftSchema = z.object({
  ...ruleFields,
  conditions: conditionsSchema.prefault({}),
  /** a new rule is tried dry before it is switched on */
  enabled: ruleFields.enabled.default(false),
  position: ruleFields.position.default(0),
  stops: ruleFields.stops.default(false),
});
export type RuleDraft = z.infer<typeof ruleDraftSchema>;
export const ruleChangeSchema = z.object(ruleFields).partial();

const MOST_LOOKED_AT = 5_000;
const period = {
  /** epoch ms; absent = the last seven days */
  from: z.number().int().nonnegative().optional(),
  to: z.number().int().positive().optional(),
  /** past events looked at, newest first */
  limit: z.number().int().min(1).max(MOST_LOOKED_AT).default(1_000),
};
export const dryRunSchema = z.object(period);
/** A rule that is not kept yet. */
export const draftDryRunSchema = z.object({ ...period, rule: z.object({ event: ruleFields.event, conditions: conditionsSchema.prefault({}) }) });

/** Cause of the words that tell a customer that it is their turn. */
export const CALL_BACK = "!call-back";

/** Carrying on by e-mail when the visitor has gone. */
export const mailOnSettingsSchema = z.object({
  enabled: z.boolean().default(false),
  /** The e-mail channel account that writes; null = the first there is. */
  accountId: id.nullable().default(null),
  /** What was not seen for so long goes by e-mail. */
  afterMinutes: z.number().min(0).max(1_440).default(10),
});

/** Asking customers how it was. */
export const csatSettingsSchema = z.object({
  enabled: z.boolean().default(false),
  /** Channel kinds on which the question is asked by a message; the widget has its own way. Empty = all where a message may be sent. */
  channels: z.array(z.string().max(40)).max(40).default([]),
  /** By language; others get the tenant's English, and where the tenant says nothing the built-in Chinese or English. */
  question: z.record(z.string().max(20), z.string().min(1).max(1_000)).default({}),
  thanks: z.record(z.string().max(20), z.string().min(1).max(1_000)).default({}),
});
export type CsatSettings = z.infer<typeof csatSettingsSchema>;
