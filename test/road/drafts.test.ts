import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openTab } from "../support/agent-socket.ts";
import { eventually, runEngine } from "../support/engine.ts";

/** Files of a folder that hold these bytes. */
async function filesWith(folder: string, words: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const held = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const bytes = await readFile(path);
        return bytes.includes(Buffer.from(words, "utf8")) || bytes.includes(Buffer.from(words, "utf16le")) ? [path] : [];
      }),
  );
  return held.flat();
}

it("what a visitor types and does not send is in no store and no log, though answers are prepared for it", async () => {
  process.env.LOG_ROAD = "1";
  const engine = await runEngine();
  const [draft, said] = ["退款密谋甲乙丙丁戊", "真正说出口的话"];
  try {
    const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null });
    const visitor = await openTab(engine.url, "/v1/visitor/socket?since=0", String(issued.body.token));
    for (let length = 3; length <= draft.length; length++) visitor.send({ t: "typing", on: true, text: draft.slice(0, length) });
    visitor.send({ t: "send", cid: "d-1", parts: [{ type: "text", text: said }] });
    await visitor.frame((frame) => frame.t === "ack", "the words are kept");
    expect(visitor.frames.filter((frame) => frame.t === "err")).toEqual([]);
    await eventually(async () => ((await engine.call("GET", "/v1/conversations")).body.conversations as unknown[]).length > 0, "it is in the list");
    const metrics = async () => (await fetch(`${engine.url}/metrics`)).text();
    // The drafts were looked at: the message after them counts what came of it.
    let more = 0;
    await eventually(async () => {
      more += 1;
      visitor.send({ t: "send", cid: `m-${more}`, parts: [{ type: "text", text: `${said}${more}` }] });
      await visitor.frame((frame) => frame.t === "ack" && frame.cid === `m-${more}`, "one more is kept");
      return /kefu_anticipated_total\{prepared="\w+"\} \d/.test(await metrics());
    }, "the draft was of use or not");
    expect(await metrics()).not.toContain(draft.slice(0, 6));
    visitor.close();
    await engine.stop();
    expect(engine.log()).toContain("ready http");
    expect(engine.log()).not.toContain(draft.slice(0, 6));
    expect((await filesWith(engine.dataDir, said)).length).toBeGreaterThan(0);
    expect(await filesWith(engine.dataDir, draft.slice(0, 6))).toEqual([]);
  } finally {
    await engine.remove();
  }
});
