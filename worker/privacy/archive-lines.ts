/** The format of an export: JSON lines, one thing a line, in an order that an import can take as it comes. docs/privacy.md shows it. */
import { z } from "zod";
import type { ArchivedTurn } from "../../protocol/privacy.ts";

/** Raised when a line changes its meaning; an import takes its own format only. */
export const ARCHIVE_FORMAT = 1;

const id = z.string().min(1).max(500);
const place = z.union([z.object({ key: id }), z.object({ turn: id, index: z.number().int().nonnegative() })]);

/** What an import needs of a turn to give it its place; the rest is carried as it is. */
const turnSchema = z.looseObject({
  id,
  seq: z.number().int().positive(),
  conversationId: id,
  kind: z.enum(["message", "reply", "note", "event"]),
  author: z.looseObject({ kind: z.string() }),
  channel: z.looseObject({ kind: z.string(), accountId: z.string() }),
  identity: z.string(),
  thread: z.string(),
  parts: z.array(z.looseObject({ type: z.string() })),
  at: z.number(),
});

const archiveLineSchema = z.discriminatedUnion("line", [
  /** The first line. `customer` null = the whole tenant; `cursor` null = its beginning. */
  z.object({ line: z.literal("kefu"), format: z.literal(ARCHIVE_FORMAT), tenant: id, customer: id.nullable(), at: z.number(), cursor: z.string().nullable() }),
  /** A row of one of the business's own tables. */
  z.object({ line: z.literal("row"), table: z.string().max(60), row: z.record(z.string(), z.union([z.string(), z.number(), z.null()])) }),
  /** What follows until `end` belongs to this customer; not `listed` = merged away before lists heard of them. */
  z.object({ line: z.literal("customer"), id, listed: z.boolean().default(true) }),
  z.object({ line: z.literal("doc"), key: id, doc: z.unknown() }),
  z.object({ line: z.literal("turn"), source: z.string().max(2_000), unthought: z.boolean(), turn: turnSchema }),
  /** A file: uploaded (`key`), or our copy of what a platform holds (`turn` and the part's index). */
  z.object({ line: z.literal("file"), place, mime: z.string().max(200), base64: z.string() }),
  z.object({ line: z.literal("end"), id, turns: z.number().int().nonnegative() }),
  /** The last line of a piece: where the next one begins. */
  z.object({ line: z.literal("next"), cursor: z.string() }),
  /** The last line of all. An export without one was broken off. */
  z.object({ line: z.literal("done"), customers: z.number(), turns: z.number(), files: z.number() }),
]);
export type ArchiveLine = z.infer<typeof archiveLineSchema>;
export type FilePlace = z.infer<typeof place>;

/** Lines as we write them; a file's is written in slices. */
type WrittenLine = Exclude<ArchiveLine, { line: "file" | "turn" }> | ({ line: "turn" } & ArchivedTurn);

export const lineText = (line: WrittenLine): string => `${JSON.stringify(line)}\n`;

export type ReadLine = { ok: true; line: ArchiveLine } | { ok: false; why: string };

export function readLine(text: string): ReadLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: "not JSON" };
  }
  const parsed = archiveLineSchema.safeParse(value);
  if (parsed.success) return { ok: true, line: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, why: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong"}` };
}

/** Lines of a body as they arrive, with their numbers; a line longer than `most` ends the reading. */
export async function* linesOf(
  body: ReadableStream<Uint8Array>,
  most: number,
): AsyncGenerator<{ number: number; text: string } | { number: number; tooLong: true }> {
  let number = 0;
  let rest: string[] = [];
  let length = 0;
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const texts = piece.split("\n");
    for (const [at, text] of texts.entries()) {
      rest.push(text);
      length += text.length;
      if (length > most) return void (yield { number: number + 1, tooLong: true });
      if (at === texts.length - 1) continue;
      number += 1;
      const line = rest.join("");
      [rest, length] = [[], 0];
      if (line.trim() !== "") yield { number, text: line };
    }
  }
  const last = rest.join("");
  if (last.trim() !== "") yield { number: number + 1, text: last };
}
