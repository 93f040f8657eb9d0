import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";

describe("the doors against rough handling", () => {
  let engine: RunningEngine;
  beforeAll(async () => {
    engine = await runEngine();
  });
  afterAll(async () => {
    await engine.stop();
    await engine.remove();
  });

  /** Bytes on a bare socket, and all that comes back until the other side closes or says nothing for a while. */
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(engine.url);
      const socket = connect(Number(port), hostname, () => socket.write(bytes, "latin1"));
      let text = "";
      socket.setTimeout(1_500, () => socket.destroy());
      socket.on("data", (piece) => {
        text += piece.toString("latin1");
      });
      socket.on("close", () => resolve(text));
      socket.on("error", (error) => ((error as { code?: string }).code === "ECONNRESET" ? resolve(text) : reject(error)));
    });
  const inner = (id: string): string => {
    const body = JSON.stringify({ from: { id }, text: "smuggled" });
    return `POST /v1/message HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${engine.demo.apiKey}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const shapes: [string, (id: string) => string][] = [
    [
      "Content-Length beside chunks (CL.TE)",
      (id) => `POST /v1/message HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner(id)}`,
    ],
    [
      "chunks beside Content-Length (TE.CL)",
      (id) => `POST /v1/message HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${inner(id)}`,
    ],
    ["two lengths", (id) => `POST /v1/message HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 500\r\n\r\n${inner(id)}`],
    ["a list of lengths", (id) => `POST /v1/message HTTP/1.1\r\nHost: x\r\nContent-Length: 0, 500\r\n\r\n${inner(id)}`],
    ["a signed length", (id) => `POST /v1/message HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n${inner(id)}`],
    ["a disguised encoding", (id) => `POST /v1/message HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner(id)}`],
    ["two encodings", (id) => `POST /v1/message HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${inner(id)}`],
    ["a space before the colon", (id) => `POST /v1/message HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n${inner(id)}`],
    ["a folded header", (id) => `POST /v1/message HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${inner(id)}`],
    ["a chunk size that is none", (id) => `POST /v1/message HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n${inner(id)}`],
    ["a chunk size beyond all numbers", (id) => `POST /v1/message HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n${inner(id)}`],
  ];

  it.each(shapes)("with %s: what is refused carries nothing inside, what is read is read once", async (_what, shape) => {
    const id = `smuggle-${Math.random().toString(36).slice(2)}`;
    const answer = await raw(shape(id));
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));
    // A pipelined second request is allowed by the protocol only where both readings of the first end at the same byte.
    expect(statuses[0] === undefined || statuses[0] >= 400).toBe(true);
    expect(statuses.filter((status) => status < 300)).toEqual([]);
    expect((await engine.call("GET", `/v1/customers?identity=api_user:${id}`)).status).toBe(404);
  });

  it("tells browsers to be strict, on the interface, the console, the widget's frame and the pages", async () => {
    const headers = async (path: string) => (await fetch(engine.url + path, { redirect: "manual" })).headers;
    const [data, console, frame, page] = await Promise.all(["/v1/health", "/console/", "/widget/frame?tenant=demo", "/demo"].map(headers));
    expect(data?.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
    expect(data?.get("cache-control")).toBe("no-store");
    expect(console?.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(console?.get("content-security-policy")).not.toMatch(/script-src[^;]*unsafe|default-src[^;]*unsafe/);
    expect(console?.get("x-frame-options")).toBe("DENY");
    expect(frame?.get("content-security-policy")).toMatch(/script-src 'self'.*frame-ancestors \*$/);
    expect(frame?.get("x-frame-options")).toBeNull();
    for (const one of [data, console, frame, page]) expect(one?.get("x-content-type-options")).toBe("nosniff");
  });

  it("may be asked by any page: before a request with a token, and with every answer, refused or not", async () => {
    const origin = "https://shop.example";
    const before = await fetch(`${engine.url}/v1/message`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type" },
    });
    expect(before.status).toBe(204);
    expect(before.headers.get("access-control-allow-origin")).toBe("*");
    expect(before.headers.get("access-control-allow-methods")).toContain("POST");
    expect(before.headers.get("access-control-allow-headers")).toContain("idempotency-key");
    for (const path of ["/v1/health", "/v1/conversations", "/v1/nothing"]) {
      const { headers } = await fetch(engine.url + path, { headers: { origin } });
      expect([headers.get("access-control-allow-origin"), headers.get("access-control-expose-headers")]).toEqual(["*", "retry-after"]);
    }
  });

  it("lets the widget only onto the pages that the tenant names", async () => {
    const token = (origin: string | null) =>
      engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null, headers: origin === null ? {} : { origin } }).then(({ status }) => status);
    expect(await token("https://anybody.example")).toBe(200);
    await engine.call("PATCH", "/v1/settings", { widgetOrigins: ["https://shop.example", "https://*.shop.example"] });
    expect(await token("https://shop.example")).toBe(200);
    expect(await token("https://eu.shop.example")).toBe(200);
    expect(await token(engine.url)).toBe(200);
    expect(await token(null)).toBe(200);
    for (const origin of ["https://evil.example", "https://shop.example.evil.example", "https://notshop.example", "http://shop.example", "null"])
      expect(await token(origin)).toBe(403);
    const policy = async (path: string) => (await fetch(engine.url + path)).headers.get("content-security-policy") ?? "";
    expect(await policy("/widget/frame?tenant=demo")).toMatch(/frame-ancestors 'self' https:\/\/shop\.example https:\/\/\*\.shop\.example$/);
    expect(await policy("/widget/frame")).toMatch(/frame-ancestors 'self'$/);
    expect(await policy("/widget/frame?tenant=nobody")).toMatch(/frame-ancestors 'self'$/);
    await engine.call("PATCH", "/v1/settings", { widgetOrigins: [] });
  });

  it("slows one visitor down and nobody else", async () => {
    const visitor = async () => String((await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null })).body.token);
    const [eager, calm] = [await visitor(), await visitor()];
    const ask = (token: string) => engine.call("GET", "/v1/visitor/config?tenant=demo", undefined, { token });
    const limited = await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 60 }, () => ask(eager)));
      return answers.find(({ status }) => status === 429);
    }, "the eager visitor is slowed down");
    expect(limited.body).toMatchObject({ code: "rate_limited" });
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask(calm)).status).toBe(200);
    expect((await engine.call("GET", "/v1/conversations")).status).toBe(200);
  });
});
