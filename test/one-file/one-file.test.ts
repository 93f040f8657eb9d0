/** What is the one file's own: its options, its lock, its processes and their revival, sharing out its customers among more or fewer of them. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";

const file = resolve(process.env.KEFU_BINARY ?? "dist/kefu");
const PEOPLE = ["anna", "bo", "chen", "dana", "emil", "fang", "gina", "hugo"];
const run = (...args: string[]) => spawnSync(file, args, { encoding: "utf8" });

describe("its options", () => {
  it("says what it is and what it takes", () => {
    expect(run("--version").stdout).toMatch(/^kefu \d+\.\d+\.\d+ \(\S+, workerd \S+\)\n$/);
    expect(run("--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("--seed-demo") });
  });

  it("refuses what it does not know", () => {
    expect(run("--nonsense")).toMatchObject({ status: 2, stderr: expect.stringContaining("no such option: --nonsense") });
    expect(run("--workers", "9")).toMatchObject({ status: 1, stderr: expect.stringContaining("--workers takes 1 to 8, not 9") });
  });

  it("needs a libc and nothing else", () => {
    const libraries = execFileSync("ldd", [file], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map((line) => /^\s*(\S+?)\.so/.exec(line)?.[1]?.split("/").at(-1));
    expect(libraries.filter((name) => name === undefined || !/^(linux-vdso|ld-linux-x86-64|ld-linux-aarch64|lib(c|m|dl|pthread|rt))$/.test(name))).toEqual([]);
  });
});

it("leaves a directory alone on which an engine runs that npm start looks after", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "kefu-beside-"));
  const engine = spawn(process.execPath, ["-e", "console.log(1); setInterval(() => {}, 1000)", "--", `do-disk=${dataDir}/do`]);
  try {
    await once(engine.stdout, "data");
    expect(run("--data", dataDir, "--listen", "0")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`in use by another engine (process ${engine.pid})`),
    });
  } finally {
    engine.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  }
});

describe("several processes", () => {
  let engine: RunningEngine;
  const textsOf = async (): Promise<Record<string, string[]>> => {
    const { conversations } = (await engine.call("GET", "/v1/conversations?limit=50")).body as { conversations: { id: string; name: string }[] };
    const said = await Promise.all(
      conversations
        .filter(({ name }) => PEOPLE.includes(name))
        .map(async ({ id, name }) => {
          const { turns } = (await engine.call("GET", `/v1/conversations/${id}`)).body as { turns: { kind: string; parts: { text?: string }[] }[] };
          return [name, turns.filter((turn) => turn.kind === "message").map((turn) => turn.parts[0]?.text ?? "")] as const;
        }),
    );
    return Object.fromEntries(said);
  };
  /** Sent again until it is acknowledged, as platforms do. */
  const say = async (name: string, n: number): Promise<void> => {
    const body = { from: { id: name, name }, text: `${name} ${n}`, externalId: `${name}-${n}` };
    await eventually(
      () =>
        engine.call("POST", "/v1/message", body).then(
          ({ status }) => status === 202,
          () => false,
        ),
      `${name} ${n} is taken`,
    );
  };
  const everybodySays = (n: number): Promise<unknown> => Promise.all(PEOPLE.map((name) => say(name, n)));
  const expected = (last: number) => Object.fromEntries(PEOPLE.map((name) => [name, Array.from({ length: last }, (_, at) => `${name} ${at + 1}`)]));
  const filesOf = (folder: string): string[] =>
    readdirSync(join(engine.dataDir, folder, "do/kefu-CustomerSession")).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  const parts = (): number[] =>
    readdirSync("/proc")
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && commandLine(pid).includes(`data-disk=${engine.dataDir}`));
  const commandLine = (pid: number): string[] => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    } catch {
      return [];
    }
  };
  const restart = async (workers: string): Promise<void> => {
    expect(await engine.stop()).toBe(0);
    process.env.KEFU_WORKERS = workers;
    engine = await runEngine(engine.dataDir);
  };

  beforeAll(async () => {
    process.env.KEFU_WORKERS = "2";
    engine = await runEngine();
  });
  afterAll(async () => {
    await engine?.stop();
    await engine?.remove();
  });

  it("share the customers", async () => {
    await everybodySays(1);
    await eventually(async () => Object.keys(await textsOf()).length === PEOPLE.length, "all are listed");
    expect(await textsOf()).toEqual(expected(1));
    expect([filesOf(".").length, filesOf("part-1").length].every((count) => count > 0)).toBe(true);
  });

  it("let nobody else open their data", () => {
    const second = run("--data", engine.dataDir, "--listen", "0");
    expect(second).toMatchObject({ status: 1, stderr: expect.stringContaining("is in use by another engine") });
  });

  it("lose nothing when each of them is killed, and come back", async () => {
    const before = parts();
    expect(before).toHaveLength(2);
    const speaking = (async () => {
      for (const n of [2, 3, 4]) await everybodySays(n);
    })();
    for (const pid of before) {
      process.kill(pid, "SIGKILL");
      await eventually(async () => parts().length === 2 && !parts().includes(pid), "a new part has taken its place");
    }
    await speaking;
    expect(await textsOf()).toEqual(expected(4));
  });

  it("become one, and two again, with everything in its place", async () => {
    for (const [workers, last] of [
      ["1", 5],
      ["2", 6],
    ] as const) {
      await restart(workers);
      expect(filesOf("part-1").length > 0).toBe(workers === "2");
      await everybodySays(last);
      expect(await textsOf()).toEqual(expected(last));
    }
  });
});
