/** A closed loop of connections over loopback, by autocannon. */
import autocannon from "autocannon";

export interface Load {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** answers that were not 2xx, and broken connections */
  failed: number;
}

export interface LoadOptions {
  url: string;
  seconds: number;
  connections: number;
  headers?: Record<string, string>;
  /** The body of the n-th request; absent = GET */
  body?: (n: number) => string;
}

export async function load({ url, seconds, connections, headers = {}, body }: LoadOptions): Promise<Load> {
  let n = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    headers: body ? { "content-type": "application/json", ...headers } : headers,
    ...(body ? { requests: [{ method: "POST" as const, setupRequest: (request) => ({ ...request, body: body(n++) }) }] } : {}),
  });
  return { perSecond: result.requests.average, p50Ms: result.latency.p50, p99Ms: result.latency.p99, failed: result.non2xx + result.errors };
}
