/** Our own address, and addresses that people give us to ask. */
import { refusalOf } from "../channels/hosts.ts";
import type { HttpContext } from "./context.ts";
import { problemAnswer } from "./problems.ts";

/** PUBLIC_ORIGIN, or else what the request was sent to. Not for links in letters: whoever asks chooses what a request calls us. */
export const originOf = (c: HttpContext): string => c.get("services").origin.public ?? new URL(c.req.url).origin;

/** Null = go on. Inner networks only in local mode; what is absent is not asked. */
export function refusedAddress(c: HttpContext, field: string, href: string | null | undefined): Response | null {
  if (!href) return null;
  const why = refusalOf(new URL(href), null, c.get("services").localMode);
  return why === null ? null : problemAnswer("invalid", `${field}: ${why}`, { field });
}
