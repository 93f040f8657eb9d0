/** POST /v1/identity/links: a token with which a host's user proves on any channel who they are. */
import { Hono } from "hono";
import { z } from "zod";
import { makeLinkToken, placesFor } from "../../identity/link-token.ts";
import { linkSecretOf } from "../../pipeline/linked-user.ts";
import { allowed } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { problemAnswer } from "../problems.ts";

const MINUTE_S = 60;
const DAY_S = 86_400;

export const identityLinkSchema = z.object({
  /** The host's own id of its user. */
  userId: z.string().min(1).max(200),
  /** How long the token is good for, seconds. */
  lifeSeconds: z.number().int().min(MINUTE_S).max(DAY_S).default(DAY_S),
});

export const identityLinks = new Hono<HttpEnv>().post("/v1/identity/links", async (c) => {
  const may = allowed(c, "customers:write");
  if (!may.ok) return may.answer;
  const read = await readJson(c, identityLinkSchema);
  if (!read.ok) return read.answer;
  const services = c.get("services");
  const secret = await linkSecretOf(services, may.user.tenant);
  if (secret === null) return problemAnswer("conflict", "Set a widgetSecret first (PATCH /v1/settings): it signs these tokens");
  const link = await makeLinkToken(secret, read.body.userId, services.now() + read.body.lifeSeconds * 1000);
  if (!link) return problemAnswer("invalid", "userId: at most 72 bytes fit into the places where tokens travel", { field: "userId" });
  return c.json({ token: link.token, expiresAt: link.expiresAt, places: placesFor(link.token) }, 201);
});
