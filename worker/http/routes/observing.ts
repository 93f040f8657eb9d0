/** Seeing inside: metrics for Prometheus, the road of a request. */
import { Hono } from "hono";
import { sameText } from "../../crypto/bytes.ts";
import { allowed } from "../auth.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
const BREAKER = { closed: 0, "half-open": 1, open: 2 } as const;
const COMPONENT = { ok: 0, degraded: 1, down: 2 } as const;

/** All tenants' figures are one business's who runs this: its own token, or nobody's under `npm start`. */
function mayScrape(c: HttpContext): boolean {
  const { localMode, secrets } = c.get("services");
  const given = /^Bearer\s+(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
  const wanted = secrets.metrics === "" ? secrets.admin : secrets.metrics;
  return localMode || (wanted !== "" && sameText(given, wanted));
}

export const metricsRoute = new Hono<HttpEnv>().get("/metrics", async (c) => {
  if (!mayScrape(c)) return problemAnswer("unauthenticated", "Give the metrics token", {}, { "www-authenticate": "Bearer" });
  const { metrics, guard, health } = c.get("services");
  metrics.gauge("kefu_breaker_state", "Breaker of the session objects: 0 closed, 1 half-open, 2 open", { breaker: "session" }, BREAKER[guard.breaker.state]);
  const { components } = await health.read();
  for (const [component, { state }] of Object.entries(components))
    metrics.gauge("kefu_component_state", "0 ok, 1 degraded, 2 down", { component }, COMPONENT[state]);
  return c.body(metrics.text(), 200, { "content-type": PROMETHEUS });
});

export const observing = new Hono<HttpEnv>().get("/v1/traces/:requestId", async (c) => {
  const may = allowed(c, "reports:read");
  if (!may.ok) return may.answer;
  const requestId = c.req.param("requestId");
  const steps = c.get("services").traces.of(may.user.tenant, requestId);
  return steps ? c.json({ requestId, steps }) : notFound("trace that this isolate remembers");
});
