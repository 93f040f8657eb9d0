import { describe, expect, it } from "vitest";
import { OneAtATime } from "../../../../wasm-models/runtime/one-at-a-time.ts";

/** Everything that can go on without time passing has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = new Promise<never>(() => undefined);

/** Time that passes when it is told to. */
function handClock() {
  let now = 1_700_000_000_000;
  const bells = new Map<symbol, { at: number; ring: () => void }>();
  return {
    now: () => now,
    after: (ms: number, ring: () => void) => {
      const bell = Symbol();
      bells.set(bell, { at: now + ms, ring });
      return () => void bells.delete(bell);
    },
    bells,
    async pass(ms: number): Promise<void> {
      now += ms;
      for (const { at, ring } of [...bells.values()]) if (at <= now) ring();
      await settled();
    },
  };
}

/** Works that tell what happens to them. */
function workplace() {
  const clock = handClock();
  const line = new OneAtATime(clock);
  const seen: string[] = [];
  const begin = (name: string, until: Promise<unknown>): Promise<string> =>
    line.run(async () => {
      seen.push(`${name} begins`);
      await until;
      seen.push(`${name} ends`);
      return name;
    });
  return { clock, seen, begin };
}

describe("works that go one after another", () => {
  it("keep their order, overlap nowhere and leave no timer behind", async () => {
    const { clock, seen, begin } = workplace();
    const names = ["a", "b", "c", "d"];
    expect(await Promise.all(names.map((name) => begin(name, settled())))).toEqual(names);
    expect(seen).toEqual(names.flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect(clock.bells.size).toBe(0);
  });

  it("go on behind one that fails", async () => {
    const { begin } = workplace();
    const failing = begin("a", Promise.reject(new Error("broken")));
    const next = begin("b", settled());
    await expect(failing).rejects.toThrow("broken");
    expect(await next).toBe("b");
  });

  it("go on behind one that was cut off, one after another still", async () => {
    const { clock, seen, begin } = workplace();
    void begin("cut", never);
    const behind = ["a", "b", "c"].map((name) => begin(name, settled()));
    await clock.pass(2_900);
    expect(seen).toEqual(["cut begins"]);
    await clock.pass(200);
    expect(await Promise.all(behind)).toEqual(["a", "b", "c"]);
    expect(seen.slice(1)).toEqual(["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
    // Who comes later waits for nobody.
    expect(await begin("d", settled())).toBe("d");
  });

  it("go on behind one that was cut off while it waited, with its timer", async () => {
    const clock = handClock();
    // The first that waits loses its timers, as a request that ended does.
    let waits = 0;
    const line = new OneAtATime({ now: clock.now, after: (ms, ring) => (++waits === 1 ? () => undefined : clock.after(ms, ring)) });
    void line.run(() => never);
    void line.run(() => never);
    const last = line.run(async () => "last");
    await clock.pass(3_100);
    expect(await last).toBe("last");
  });

  it("take the place of a slow one without ending another's turn when it comes back", async () => {
    const { clock, seen, begin } = workplace();
    const { promise: back, resolve: comeBack } = Promise.withResolvers<void>();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const slow = begin("slow", back);
    const second = begin("second", held);
    await clock.pass(3_100);
    expect(seen.at(-1)).toBe("second begins");
    comeBack();
    await slow;
    const third = begin("third", settled());
    await settled();
    expect(seen).not.toContain("third begins");
    letGo();
    expect(await Promise.all([second, third])).toEqual(["second", "third"]);
  });
});
