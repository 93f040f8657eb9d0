/** Memory and open files of a process with all its children, from /proc. */
import { readdir, readFile } from "node:fs/promises";

const KB = 1_024;

async function childrenOf(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, "utf8").catch(() => "")));
  return lists.flatMap((text) => text.trim().split(/\s+/).filter(Boolean).map(Number));
}

async function treeOf(pid: number): Promise<number[]> {
  const children = await childrenOf(pid);
  return [pid, ...(await Promise.all(children.map(treeOf))).flat()];
}

export interface Resources {
  /** resident bytes of the one that serves: the largest of the tree */
  engineRss: number;
  /** of all together */
  rss: number;
  handles: number;
}

export async function resourcesOf(pid: number): Promise<Resources> {
  const pids = await treeOf(pid);
  const sizes = await Promise.all(
    pids.map(async (one) => Number(/^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${one}/status`, "utf8").catch(() => ""))?.[1] ?? 0) * KB),
  );
  const handles = await Promise.all(pids.map(async (one) => (await readdir(`/proc/${one}/fd`).catch(() => [])).length));
  return { engineRss: Math.max(...sizes), rss: sizes.reduce((a, b) => a + b, 0), handles: handles.reduce((a, b) => a + b, 0) };
}
