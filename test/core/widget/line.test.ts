/** The line to a server that is down: many visitors wait at once, so each must ask less and less often. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { initialState, nextState } from "../../../widget/chat/chat-state.ts";
import { Line } from "../../../widget/chat/line.ts";

const MINUTE_MS = 60_000;
/** Between a try and its failure, ms. */
const FAILS_AFTER_MS = 5;

let tries: { way: "socket" | "stream"; at: number }[] = [];
let tokensAsked = 0;

class DeadSocket {
  static readonly OPEN = 1;
  readonly readyState = 3;
  onclose: (() => void) | null = null;

  constructor() {
    tries.push({ way: "socket", at: Date.now() });
    setTimeout(() => this.onclose?.(), FAILS_AFTER_MS);
  }
  close(): void {}
}

async function deadFetch(path: string): Promise<Response> {
  if (path === "/v1/visitor/token") tokensAsked += 1;
  else tries.push({ way: "stream", at: Date.now() });
  throw new TypeError("nobody answers");
}

beforeEach(() => {
  tries = [];
  tokensAsked = 0;
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  vi.stubGlobal("location", { origin: "http://kefu.test" });
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("WebSocket", DeadSocket);
  vi.stubGlobal("fetch", deadFetch);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("is tried both ways, with pauses that go on growing from one way to the other", async () => {
  let state = initialState();
  const line = new Line({
    tenant: "demo",
    stored: { token: "known", tokenAt: String(Date.now()) },
    locale: () => "en",
    save: () => {},
    state: () => state,
    apply: (event) => {
      state = nextState(state, event);
    },
    onFrame: () => {},
  });
  const begun = Date.now();
  line.connect();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(tries.slice(0, 4).map(({ way }) => way)).toEqual(["socket", "socket", "stream", "stream"]);
  expect(state.link).toBe("retrying");
  // A pause, then the last try of one way and the first of the other: 0.375, 1.5, 6 and 22.5 s with half the chance.
  const times = tries.map(({ at }) => at - begun);
  const pauses = times
    .slice(1)
    .map((at, index) => at - (times[index] ?? 0))
    .filter((pause) => pause > FAILS_AFTER_MS);
  expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
  expect(tries.length).toBeLessThan(20);
  expect(tokensAsked).toBeLessThan(10);
  line.leave();
  const before = tries.length;
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(tries.length).toBe(before);
});
