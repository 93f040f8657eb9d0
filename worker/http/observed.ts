/** Every request gets an id, which goes along its road, and is counted by its route. */
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { newId } from "../../protocol/ids.ts";
import { isRequestId, withTrace } from "../resilience/trace.ts";
import type { HttpEnv } from "./context.ts";

const MS = 1_000;

/** Answers with `x-request-id`: the caller's own, or a new one. */
export const observed: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const services = c.get("services");
  const given = c.req.header("x-request-id");
  const id = isRequestId(given) ? given : newId("rq", services.now(), services.chance);
  const began = services.now();
  await withTrace(id, next);
  // Middleware matches as well, under a star.
  const route = matchedRoutes(c).find(({ path }) => !path.endsWith("*"))?.path ?? "other";
  const labels = { method: c.req.method, route, status: String(c.res.status) };
  services.metrics.count("kefu_http_requests_total", "Requests by route and status", labels);
  services.metrics.observe("kefu_http_request_duration_seconds", "Time until the answer's head", { route }, (services.now() - began) / MS);
  // A socket's answer cannot be changed.
  if (c.res.status !== 101) c.res.headers.set("x-request-id", id);
};
