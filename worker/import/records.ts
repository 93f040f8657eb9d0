/** What every kind of export is read into: conversations with their customer and what was said, in original times. */
import { z } from "zod";

export const IMPORT_SOURCES = ["chatwoot", "zendesk", "intercom", "csv", "jsonl", "go-fly"] as const;
export type ImportSource = (typeof IMPORT_SOURCES)[number];

/** Longest words of one imported turn, UTF-16 units; the rest is cut off and reported. */
export const MOST_TEXT_UNITS = 100_000;
export const MOST_TURNS = 20_000;

const ref = z.string().min(1).max(200);
const at = z.number().int().positive();

const turnSchema = z.object({
  /** unique in its conversation */
  ref,
  /** epoch ms */
  at,
  from: z.enum(["customer", "agent", "bot", "note"]),
  /** who of our people; matched by e-mail */
  agent: z.object({ email: z.string().max(320).optional(), name: z.string().max(200).optional() }).optional(),
  text: z.string().min(1).max(MOST_TEXT_UNITS),
});
export type ImportedTurn = z.infer<typeof turnSchema>;

export const importedConversationSchema = z.object({
  ref,
  customer: z.object({
    ref,
    name: z.string().max(200).optional(),
    email: z.string().max(320).optional(),
    phone: z.string().max(40).optional(),
  }),
  subject: z.string().max(500).optional(),
  status: z.enum(["open", "resolved"]).default("resolved"),
  labels: z.array(z.string().min(1).max(60)).max(50).default([]),
  openedAt: at,
  turns: z.array(turnSchema).min(1).max(MOST_TURNS),
});
export type ImportedConversation = z.infer<typeof importedConversationSchema>;

/** Something that was left out, and why. */
export interface Skipped {
  file: string;
  /** 1 = the first line; in one JSON document the place in its list */
  line: number;
  why: string;
}

/** One conversation that was read, with where it stood. */
export interface Read {
  conversations: { line: number; value: ImportedConversation }[];
  skipped: Skipped[];
  /** go-fly's canned replies and the like, that have a home of their own */
  cannedReplies: { folder: string; title: string; text: string }[];
}
export const nothingRead = (): Read => ({ conversations: [], skipped: [], cannedReplies: [] });

export interface ImportFile {
  name: string;
  text: string;
}
export interface ReadOptions {
  /** for exports that give local times without saying where: minutes east of UTC */
  utcOffsetMin: number;
}

/** Checks one candidate and puts it where it belongs. */
export function take(read: Read, file: string, line: number, candidate: unknown): void {
  const parsed = importedConversationSchema.safeParse(candidate);
  if (parsed.success) {
    read.conversations.push({ line, value: parsed.data });
    return;
  }
  const issue = parsed.error.issues[0];
  read.skipped.push({ file, line, why: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not a conversation"}` });
}

/** Seconds, milliseconds or a date in words, as epoch ms; null = no time. */
export function timeOf(value: unknown, utcOffsetMin = 0): number | null {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return Math.round(value < SECONDS_BELOW ? value * 1_000 : value);
  if (typeof value !== "string" || value.trim() === "") return null;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return timeOf(Number(text));
  const local = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$/.exec(text);
  const parsed = local ? Date.parse(`${local[1]}T${local[2]}Z`) - utcOffsetMin * MINUTE_MS : Date.parse(text);
  return Number.isNaN(parsed) || parsed <= 0 ? null : parsed;
}
/** A number below this counts seconds: as milliseconds it would be before 1973. */
const SECONDS_BELOW = 100_000_000_000;
const MINUTE_MS = 60_000;

export const asText = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : typeof value === "number" ? String(value) : undefined;
export const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
/** Only what is there: exact optional properties. */
export const given = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
