/** A file from a public address, by the same door and rules as every outside call: host check, no redirects, deadline, size limit. */
import { readBounded } from "./answers.ts";
import { type Caller, FILE_TIMEOUT_MS, MAX_FILE_BYTES } from "./call.ts";
import { refusalOf } from "./hosts.ts";

export interface Downloaded {
  bytes: Uint8Array<ArrayBuffer>;
  mime: string | null;
}

/** Null = refused, gone or not a success. Throws when it is too large or cut off. */
export async function download(href: string, caller: Pick<Caller, "fetch" | "localMode">): Promise<Downloaded | null> {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  if (refusalOf(url, null, caller.localMode) !== null) return null;
  const response = await caller.fetch(url.href, { redirect: "manual", signal: AbortSignal.timeout(FILE_TIMEOUT_MS) });
  return response.ok ? { bytes: await readBounded(response, MAX_FILE_BYTES), mime: response.headers.get("content-type") } : null;
}
