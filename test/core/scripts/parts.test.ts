/** The engine in several processes: every way to an object leads to the process that owns it. */
import { expect, it } from "vitest";
import { type PartEnv, partOf, spreadOver } from "../../../scripts/engine/inside/parts.ts";

const PARTS = 2;

/** The first of two processes; ids are hashes of names, as the platform's are. */
function firstOfTwo(): { env: PartEnv; asked: string[] } {
  const asked: string[] = [];
  const idOf = (name: string): { toString(): string } => {
    const hash = [...name].reduce((sum, char) => (Math.imul(sum, 31) + (char.codePointAt(0) ?? 0)) >>> 0, 7);
    return { toString: () => hash.toString(16).padStart(8, "0").padEnd(64, "0") };
  };
  const here = { view: () => "here" };
  const SESSION = { idFromName: idOf, idFromString: (id: string) => ({ toString: () => id }), get: () => here, getByName: () => here };
  const peer = {
    call: (binding: string, id: string, method: string) => {
      asked.push(`${binding} ${method} ${id.length}`);
      return Promise.resolve("there");
    },
  };
  return { env: { KEFU_PART: "0", KEFU_PARTS: String(PARTS), SESSION, PEER_1: peer } as unknown as PartEnv, asked };
}

it.each(["by its name", "by its id"] as const)("a session asked for %s is its owner's, in this process or in the other", async (way) => {
  const { env, asked } = firstOfTwo();
  const { SESSION } = spreadOver(env);
  const names = Array.from({ length: 20 }, (_, n) => `demo:cu_${n}`);
  for (const name of names) {
    const stub = way === "by its name" ? SESSION.getByName(name) : SESSION.get(SESSION.idFromName(name));
    const owner = partOf(SESSION.idFromName(name).toString(), PARTS);
    expect(await (stub as unknown as { view(): unknown }).view()).toBe(owner === 0 ? "here" : "there");
  }
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.length).toBeLessThan(names.length);
  expect(asked[0]).toBe("SESSION view 64");
});
