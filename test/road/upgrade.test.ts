/**
 * Data directories of earlier states open in this version with everything in them. They are kept as `test/fixtures/data-directories/<day>-<commit>-<engine>.tgz`,
 * taken while the engine was being killed: three customers, three messages each, one reply.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventually, runEngine } from "../support/engine.ts";

const KEPT = join(import.meta.dirname, "../fixtures/data-directories");
const PEOPLE = ["anna", "bo", "chen"];
const EACH = 3;

interface Turn {
  kind: string;
  parts: { text?: string }[];
}

describe("an upgrade", () => {
  it.each(readdirSync(KEPT))("from %s keeps every conversation, its key and its tenant, and goes on where it was", async (archive) => {
    const dataDir = mkdtempSync(join(tmpdir(), "kefu-upgrade-"));
    execFileSync("tar", ["xzf", join(KEPT, archive), "-C", dataDir]);
    const engine = await runEngine(dataDir);
    try {
      const list = (await engine.call("GET", "/v1/conversations?limit=50")).body as { conversations: { id: string; name: string }[] };
      expect(list.conversations.map(({ name }) => name).sort()).toEqual(PEOPLE);
      for (const { id, name } of list.conversations) {
        const { turns } = (await engine.call("GET", `/v1/conversations/${id}`)).body as { turns: Turn[] };
        const said = turns.filter((turn) => turn.kind === "message").map((turn) => turn.parts[0]?.text);
        expect(said).toEqual(Array.from({ length: EACH }, (_, n) => `${name} 第${n + 1}条：我的快递到哪了`));
        expect(turns.filter((turn) => turn.kind === "reply").map((turn) => turn.parts[0]?.text)).toEqual(name === "bo" ? ["马上为您查询"] : []);
      }
      const again = { from: { id: "anna" }, text: "anna 第3条：我的快递到哪了", externalId: "anna-3" };
      expect((await engine.call("POST", "/v1/message", again)).body).toMatchObject({ duplicate: true });
      const more = { from: { id: "anna" }, text: "还没到", externalId: "anna-4" };
      expect((await engine.call("POST", "/v1/message", more)).body).toMatchObject({ duplicate: false });
      const anna = list.conversations.find(({ name }) => name === "anna")?.id ?? "";
      await eventually(
        async () => JSON.stringify((await engine.call("GET", `/v1/conversations/${anna}`)).body).includes("还没到"),
        "the new message in the old conversation",
      );
      const oldFiles = () => readdirSync(dataDir, { recursive: true }).filter((path) => /blobs\/./.test(String(path)));
      await eventually(async () => oldFiles().length === 0, "files that were taken over are erased");
    } finally {
      await engine.stop();
      await engine.remove();
    }
  });
});
