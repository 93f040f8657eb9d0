import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { whereOf } from "../../../../worker/resilience/log.ts";
import { Metrics } from "../../../../worker/resilience/metrics.ts";
import { currentTrace, isRequestId, Traces, withTrace } from "../../../../worker/resilience/trace.ts";

const ROOT = join(import.meta.dirname, "../../../..");

describe("what the log says", () => {
  it("is where a failure came from, and never its message, which may quote a customer", () => {
    const said = JSON.stringify(whereOf(new TypeError("cannot read 我的身份证号 110101")));
    expect(said).toContain("TypeError");
    expect(said).toContain("seeing-inside.test.ts");
    expect(said).not.toContain("110101");
    expect(whereOf("thrown words")).toEqual({ error: "string" });
  });

  it("is said by one logger", () => {
    const files = ["worker", "durable-objects", "protocol"].flatMap((room) =>
      readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts"))
        .map((path) => `${room}/${path}`),
    );
    const speakers = files.filter((path) => /\bconsole\.(log|warn|error|info|debug)\(/.test(readFileSync(join(ROOT, path), "utf8")));
    expect(speakers).toEqual(["worker/resilience/log.ts"]);
  });
});

describe("metrics", () => {
  it("are in Prometheus' text form, with cumulative buckets and escaped labels", () => {
    const points: unknown[] = [];
    const metrics = new Metrics((name, labels, value) => points.push([name, labels, value]));
    metrics.count("kefu_events_total", "What came", { channel: 'a"b\\c\nd' });
    metrics.count("kefu_events_total", "What came", { channel: 'a"b\\c\nd' }, 2);
    metrics.gauge("kefu_breaker_state", "State", {}, 2);
    metrics.observe("kefu_seconds", "Time", { route: "/x" }, 0.03);
    metrics.observe("kefu_seconds", "Time", { route: "/x" }, 20);
    const lines = metrics.text().split("\n");
    expect(lines).toContain("# TYPE kefu_events_total counter");
    expect(lines).toContain('kefu_events_total{channel="a\\"b\\\\c\\nd"} 3');
    expect(lines).toContain("kefu_breaker_state 2");
    expect(lines).toContain('kefu_seconds_bucket{route="/x",le="0.025"} 0');
    expect(lines).toContain('kefu_seconds_bucket{route="/x",le="0.05"} 1');
    expect(lines).toContain('kefu_seconds_bucket{route="/x",le="10"} 1');
    expect(lines).toContain('kefu_seconds_bucket{route="/x",le="+Inf"} 2');
    expect(lines).toContain('kefu_seconds_sum{route="/x"} 20.03');
    expect(lines).toContain('kefu_seconds_count{route="/x"} 2');
    expect(points).toHaveLength(4);
  });
});

describe("a trace", () => {
  it("follows the work of a request, also what it leaves behind, and no other", async () => {
    let now = 0;
    const traces = new Traces(() => ++now);
    const later: Promise<void>[] = [];
    withTrace("request-1", () => {
      traces.note("t", "recorded", "tn_1");
      later.push(new Promise<void>((resolve) => setTimeout(resolve, 1)).then(() => traces.note("t", "thought", "tn_1")));
    });
    expect(currentTrace()).toBeUndefined();
    await Promise.all(later);
    traces.note("t", "sent", "rp_1", "request-1");
    traces.note("t", "sent", "rp_2");
    expect(traces.of("t", "request-1")).toEqual([
      { step: "recorded", at: 1, about: "tn_1" },
      { step: "thought", at: 2, about: "tn_1" },
      { step: "sent", at: 3, about: "rp_1" },
    ]);
    expect(traces.of("other", "request-1")).toBeNull();
  });

  it.each([
    ["seen-request-1", true],
    ["short", false],
    ["has spaces in it", false],
    ["x".repeat(101), false],
    ['"}{"injected', false],
  ])("takes a caller's id %s: %s", (id, taken) => expect(isRequestId(id)).toBe(taken));
});
