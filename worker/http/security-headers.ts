/**
 * What browsers are told about every answer (OWASP Secure Headers): the interface is data and never a page, the console is never in a
 * frame, the chat's frame only on the pages its tenant names. Pages keep their own policy for scripts in a meta tag as well.
 */
import type { MiddlewareHandler } from "hono";
import type { Services } from "../services.ts";
import type { HttpContext, HttpEnv } from "./context.ts";

const DATA = "default-src 'none'; frame-ancestors 'none'; sandbox";
const CONSOLE =
  "default-src 'self'; connect-src 'self' https: wss: ws://127.0.0.1:* ws://localhost:* http://127.0.0.1:*; img-src 'self' https: data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const FRAME =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: https: http:; connect-src 'self' ws: wss:; media-src 'none'; base-uri 'none'; form-action 'none'";
const CHALLENGES = "https://challenges.cloudflare.com";
const PAGE = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
/** The interface may be asked by any page; what it may do is the token's. What browsers ask before is answered in app.ts. */
const FOR_ANY_PAGE = [
  ["access-control-allow-origin", "*"],
  ["access-control-expose-headers", "retry-after"],
] as const;
const YEAR_S = 365 * 24 * 3_600;
const ORIGIN = /^https?:\/\/[\w.*-]+(:\d{1,5}|:\*)?$/;

/** Who may put this tenant's chat into their page: `*` where the tenant names nobody, nobody but us where no tenant is named. */
async function ancestorsOf(services: Services, tenant: string | null): Promise<string> {
  if (tenant === null) return "'self'";
  const looked = await services.tenants.get(tenant);
  if (looked.look !== "found") return "'self'";
  const origins = looked.value.settings.widgetOrigins.filter((origin) => ORIGIN.test(origin));
  return looked.value.settings.widgetOrigins.length === 0 ? "*" : ["'self'", ...origins].join(" ");
}

/** Turnstile brings its own script and shows itself in a frame. */
const withChallenge = (policy: string): string => `${policy.replace("script-src 'self'", `script-src 'self' ${CHALLENGES}`)}; frame-src ${CHALLENGES}`;

async function policyOf(c: HttpContext, path: string): Promise<string> {
  if (path.startsWith("/v1/") || path.startsWith("/hooks/")) return DATA;
  if (path.startsWith("/widget/frame"))
    return `${c.get("services").turnstile ? withChallenge(FRAME) : FRAME}; frame-ancestors ${await ancestorsOf(c.get("services"), c.req.query("tenant") ?? null)}`;
  return path.startsWith("/console") ? CONSOLE : PAGE;
}

/** Headers of an answer that came from another service as it is cannot be changed: it is told again. */
function changeable(c: HttpContext): Headers {
  try {
    c.res.headers.set("x-content-type-options", "nosniff");
  } catch {
    c.res = new Response(c.res.body, c.res);
    c.res.headers.set("x-content-type-options", "nosniff");
  }
  return c.res.headers;
}

/** Set on the answer itself: hono's own way makes the answer anew for each header. */
export const securityHeaders: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next();
  // A socket's answer is the platform's.
  if (c.res.status === 101) return;
  const { path } = c.req;
  const headers = changeable(c);
  const isInterface = path.startsWith("/v1/");
  const isData = isInterface || path.startsWith("/hooks/");
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", await policyOf(c, path));
  headers.set("referrer-policy", isData ? "no-referrer" : "strict-origin-when-cross-origin");
  if (c.req.url.startsWith("https:")) headers.set("strict-transport-security", `max-age=${YEAR_S}; includeSubDomains`);
  if (isInterface) for (const [name, value] of FOR_ANY_PAGE) headers.set(name, value);
  if (isData) {
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    return;
  }
  headers.set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  if (path.startsWith("/widget")) return;
  headers.set("x-frame-options", "DENY");
  headers.set("cross-origin-opener-policy", "same-origin");
};
