/** Who may start an engine on a data directory: nobody beside a living one, everybody after one whose starter is gone. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { claim, refuseSharedOut, releaseOrphans } from "../../../scripts/engine/claim.ts";

let dataDir: string;
let engine: ChildProcess;

/** A process with an engine's command line. */
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "kefu-claim-"));
  engine = spawn(process.execPath, ["-e", "console.log(1); setInterval(() => {}, 1000)", "--", `do-disk=${dataDir}/do`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (engine.stdout) await once(engine.stdout, "data");
});
afterEach(() => {
  engine.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});
const pid = (): number => engine.pid ?? 0;

it("refuses to start beside an engine that claimed nothing", async () => {
  await expect(releaseOrphans(dataDir)).rejects.toThrow(`already runs on ${dataDir} (process ${pid()})`);
  expect(engine.signalCode).toBeNull();
});

it("refuses to start beside one whose starter lives", async () => {
  await claim(dataDir, [pid()]);
  await expect(releaseOrphans(dataDir)).rejects.toThrow(`already runs on ${dataDir} (process ${process.pid})`);
});

it("ends one whose starter is gone", async () => {
  await claim(dataDir, [pid()]);
  const path = join(dataDir, "engine.pid");
  writeFileSync(path, readFileSync(path, "utf8").replace(`"starter":${process.pid}`, '"starter":1'));
  const ended = once(engine, "exit");
  await releaseOrphans(dataDir);
  expect(await ended).toEqual([null, "SIGKILL"]);
});

it("lets others alone", async () => {
  await expect(releaseOrphans(join(dataDir, "other"))).resolves.toBeUndefined();
  expect(engine.signalCode).toBeNull();
});

it.each([
  ["", true],
  ["1\n", true],
  ["2\n", false],
  ["0\n", false],
])("one process opens a folder whose customers are with %j processes: %s", async (workers, opens) => {
  if (workers !== "") writeFileSync(join(dataDir, "workers"), workers);
  const opening = refuseSharedOut(dataDir);
  await (opens ? expect(opening).resolves.toBeUndefined() : expect(opening).rejects.toThrow("shared out"));
});
