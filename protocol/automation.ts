/** Canned replies, macros and what they do to a conversation: schemas of the HTTP interface and of what is stored. */
import { z } from "zod";

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
export const VARIABLES = ["customer", "agent", "team", "channel", "conversation", "order", "tracking", "email", "phone", "date"] as const;

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
