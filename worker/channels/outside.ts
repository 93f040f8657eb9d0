/** An answer in words from a tenant's own system: the same door and rules as every outside call. Order connectors describe, this performs. */
import { readBounded } from "./answers.ts";
import type { Caller } from "./call.ts";
import { refusalOf } from "./hosts.ts";

const MAX_ANSWER_BYTES = 512 * 1024;

/** The answer's text. Throws on a refused host, a status other than 2xx, a redirect, too long an answer, or when `ms` are over. */
export async function outsideText(href: string, headers: Record<string, string>, caller: Pick<Caller, "fetch" | "localMode">, ms: number): Promise<string> {
  const url = new URL(href);
  const refusal = refusalOf(url, null, caller.localMode);
  if (refusal !== null) throw new Error(refusal);
  const response = await caller.fetch(url.href, { headers, redirect: "manual", signal: AbortSignal.timeout(ms) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return new TextDecoder().decode(await readBounded(response, MAX_ANSWER_BYTES));
}
