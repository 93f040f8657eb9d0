/** Idle visitor sockets that hibernate: what one costs in memory, and how many a GiB holds. */
import { execFileSync } from "node:child_process";
import { openTab, type Tab } from "../test/support/agent-socket.ts";
import { startOurs } from "./engines.ts";
import type { Figure } from "./figures.ts";

const SOCKETS = 2_000;
const AT_ONCE = 50;
/** workerd lets an object hibernate after ten idle seconds. */
const UNTIL_IDLE_MS = 25_000;
const KIB_PER_GIB = 1024 * 1024;

/** Resident KiB of all workerds that listen for this engine. */
function residentKib(port: string): number {
  const pids = execFileSync("pgrep", ["-f", "workerd serve"], { encoding: "utf8" }).trim().split("\n");
  const ours = pids.filter(
    (pid) => execFileSync("sh", ["-c", `ss -ltnp 2>/dev/null | grep ':${port} ' | grep -c 'pid=${pid},' || true`], { encoding: "utf8" }).trim() === "1",
  );
  const [pid] = ours;
  if (pid === undefined) throw new Error(`no workerd is seen to listen on ${port} (this bench needs ss)`);
  return Number(execFileSync("ps", ["-o", "rss=", "-p", pid], { encoding: "utf8" }).trim());
}

export async function sockets(): Promise<Figure[]> {
  const engine = await startOurs("disk");
  const { tenant } = await engine.process.demo();
  const tabs: Tab[] = [];
  try {
    const port = new URL(engine.url).port;
    const tokenOf = async (): Promise<string> => {
      const answer = await fetch(`${engine.url}/v1/visitor/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ tenant }),
      });
      return ((await answer.json()) as { token: string }).token;
    };
    tabs.push(await openTab(engine.url, "/v1/visitor/socket?since=0", await tokenOf()));
    const before = residentKib(port);
    while (tabs.length < SOCKETS)
      tabs.push(...(await Promise.all(Array.from({ length: AT_ONCE }, async () => openTab(engine.url, "/v1/visitor/socket?since=0", await tokenOf())))));
    await new Promise((resolve) => setTimeout(resolve, UNTIL_IDLE_MS));
    const each = (residentKib(port) - before) / tabs.length;
    const figure = (subject: string, value: number, unit: string): Figure => ({ bench: "sockets", subject, unit, values: [value] });
    return [figure(`one of ${tabs.length} idle visitors`, each, "KiB"), figure("idle visitors per GiB", KIB_PER_GIB / each, "sockets")];
  } finally {
    for (const tab of tabs) tab.close();
    await engine.end();
  }
}
