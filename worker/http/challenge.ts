/**
 * Cloudflare Turnstile at the visitor's door, where the operator has set it up (TURNSTILE_SITE_KEY, TURNSTILE_SECRET): a newcomer shows that a
 * browser with a human is there. https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
import { z } from "zod";
import { guardedFetch } from "../channels/outside.ts";
import { log } from "../resilience/log.ts";
import type { Services } from "../services.ts";

const PATIENCE_MS = 5_000;
const verdictSchema = z.object({ success: z.boolean() });

/** `unknown` = nobody says so just now: the door's own rates are what is left, and nobody is shut out. */
type Challenged = "passed" | "failed" | "unknown";

/** Each answer of a challenge is good once, which is for Turnstile to see to. */
export async function challenged(
  services: Services,
  { secret, verifyUrl }: NonNullable<Services["turnstile"]>,
  answer: string,
  network: string,
): Promise<Challenged> {
  const ask = guardedFetch(services, PATIENCE_MS);
  const body = new URLSearchParams({ secret, response: answer, ...(network === "local" ? {} : { remoteip: network }) });
  const verdict = await ask(verifyUrl, { method: "POST", body })
    .then(async (response) => verdictSchema.safeParse(await response.json()))
    .catch(() => null);
  if (verdict?.success) return verdict.data.success ? "passed" : "failed";
  log("warn", "challenge_unknown", {});
  return "unknown";
}
