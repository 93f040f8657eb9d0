/** Which pages may carry a tenant's widget: the browser keeps the frame to them (security-headers), these doors the rest. */
import type { Tenant } from "../tenants/tenant.ts";
import type { HttpContext } from "./context.ts";
import { problemAnswer } from "./problems.ts";

/** `https://*.shop.example` covers every host below; names compare as browsers write them. */
function covers(pattern: string, origin: string): boolean {
  const plain = pattern.toLowerCase().replace(/\/$/, "");
  if (plain === origin) return true;
  const at = /^(https?:\/\/)\*\.(.+)$/.exec(plain);
  return at !== null && origin.startsWith(at[1] ?? "") && origin.endsWith(`.${at[2] ?? ""}`);
}

const isEmbedder = (widgetOrigins: readonly string[], origin: string, own: string): boolean =>
  widgetOrigins.length === 0 || origin === own || widgetOrigins.some((pattern) => covers(pattern, origin.toLowerCase()));

/** Null = go on. Who sends no Origin is no page (an app, a test): there is nothing to hold against it. */
export function strangePage(c: HttpContext, tenant: Tenant): Response | null {
  const origin = c.req.header("origin");
  if (origin === undefined || isEmbedder(tenant.settings.widgetOrigins, origin, new URL(c.req.url).origin)) return null;
  return problemAnswer("forbidden", "This page may not carry the chat", { reason: "origin" });
}
