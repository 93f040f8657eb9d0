/** Bodies and questions parsed at the door: too long, not JSON, or with the path of the first wrong field. */
import type { z } from "zod";
import { textOfBytes } from "../crypto/bytes.ts";
import { boundedBytes } from "../resilience/bounded-bytes.ts";
import type { HttpContext } from "./context.ts";
import { problemAnswer } from "./problems.ts";

/** bytes */
export const MAX_BODY_BYTES = 1024 * 1024;

/** What a change gives; undefined stands for "as it was". */
export const given = <T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };

/** What was given, over what was there. */
export const over = <T extends object>(before: T, change: { [K in keyof T]?: T[K] | undefined }): T => ({ ...before, ...given(change) });

export type Read<T> = { ok: true; body: T } | { ok: false; answer: Response };

/** The body's bytes, never more than `most`. */
export async function readBytes(request: Request, most: number): Promise<Read<Uint8Array<ArrayBuffer>>> {
  const tooLarge = (): Read<never> => ({ ok: false, answer: problemAnswer("too_large", `A body may have ${most} bytes`) });
  const stated = Number(request.headers.get("content-length") ?? Number.NaN);
  if (stated > most) return tooLarge();
  // The platform takes no more than was stated, and whole bodies come in one piece; without a length (chunked) what comes is counted.
  const body = Number.isNaN(stated) ? await boundedBytes(request.body, most) : new Uint8Array(await request.arrayBuffer());
  return body ? { ok: true, body } : tooLarge();
}

export async function readJson<S extends z.ZodType>(c: HttpContext, schema: S, most = MAX_BODY_BYTES): Promise<Read<z.infer<S>>> {
  const read = await readBytes(c.req.raw, most);
  if (!read.ok) return read;
  let value: unknown = {};
  try {
    if (read.body.length > 0) value = JSON.parse(textOfBytes(read.body) ?? "");
  } catch {
    return { ok: false, answer: problemAnswer("malformed", "The body is not JSON in UTF-8", { field: "" }) };
  }
  return parsed(schema, value);
}

export const readQuery = <S extends z.ZodType>(c: HttpContext, schema: S): Read<z.infer<S>> => parsed(schema, c.req.query());

function parsed<S extends z.ZodType>(schema: S, value: unknown): Read<z.infer<S>> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, body: result.data };
  const issue = result.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  return { ok: false, answer: problemAnswer("invalid", `${field === "" ? "The body" : field}: ${issue?.message ?? "wrong"}`, { field }) };
}

/** A writer's own id of a write; without one every write is a new one. */
export const idempotencyKey = (c: HttpContext): string => c.req.header("idempotency-key")?.slice(0, 200) ?? crypto.randomUUID();
