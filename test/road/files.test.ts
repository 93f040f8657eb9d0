import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { ring } from "../support/fake-platforms/fake-platform.ts";
import { startWechatOa, type WechatOaFake } from "../support/fake-platforms/wechat_oa.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

describe("files and the read model", () => {
  let engine: RunningEngine;
  let platform: WechatOaFake;
  beforeAll(async () => {
    engine = await runEngine();
    platform = await startWechatOa();
  });
  afterAll(async () => {
    await platform.close();
    await engine.stop();
    await engine.remove();
  });

  const upload = (bytes: Uint8Array, type: string, name = "a.png"): Promise<Response> =>
    fetch(`${engine.url}/v1/uploads`, {
      method: "POST",
      headers: { authorization: `Bearer ${engine.demo.apiKey}`, "content-type": type, "x-file-name": encodeURIComponent(name) },
      body: new Uint8Array(bytes),
    });

  it("keeps an upload and shows it by a link that cannot be altered", async () => {
    const answer = await upload(PNG, "image/png", "发票.png");
    expect(answer.status).toBe(201);
    const file = (await answer.json()) as { url: string; mime: string; name: string };
    expect(file).toMatchObject({ mime: "image/png", name: "发票.png" });
    const shown = await fetch(engine.url + file.url);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);
    expect(shown.headers.get("content-security-policy")).toContain("sandbox");
    expect((await fetch(engine.url + file.url.replace(/until=\d+/, "until=9999999999999"))).status).toBe(404);
    expect((await fetch(engine.url + file.url.replace("sig=", "sig=A"))).status).toBe(404);
  });

  it("shows a visitor the files of their own conversation and nobody else's", async () => {
    const visitor = async () => {
      const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null });
      return { token: String(issued.body.token), customerId: String(issued.body.customerId) };
    };
    const [anna, ben] = [await visitor(), await visitor()];
    const look = async ({ token }: { token: string }, blobKey: string) =>
      (await fetch(`${engine.url}/v1/media/${encodeURIComponent(blobKey)}`, { headers: { authorization: `Bearer ${token}` } })).status;
    const sent = await fetch(`${engine.url}/v1/uploads`, {
      method: "POST",
      headers: { authorization: `Bearer ${anna.token}`, "content-type": "image/png", "x-file-name": "mine.png" },
      body: new Uint8Array(PNG),
    });
    const { blobKey: hers } = (await sent.json()) as { blobKey: string };
    expect([await look(anna, hers), await look(ben, hers)]).toEqual([200, 404]);
    // Knowing a key and sending it as one's own opens nothing.
    const say = (who: { token: string }, cid: string, key: string) =>
      engine.call(
        "POST",
        "/v1/visitor/frames",
        { frames: [{ t: "send", cid, parts: [{ type: "media", media: { kind: "image", ref: { blobKey: key } } }] }] },
        who,
      );
    expect((await say(anna, "a-1", hers)).status).toBe(200);
    expect((await say(ben, "b-1", hers)).status).toBe(200);
    expect([await look(anna, hers), await look(ben, hers)]).toEqual([200, 404]);
    const { blobKey: ours } = (await (await upload(PNG, "image/png", "answer.png")).json()) as { blobKey: string };
    expect(await look(anna, ours)).toBe(404);
    const view = await engine.call("GET", `/v1/customers/${anna.customerId}`);
    const [conversation] = view.body.conversations as { id: string }[];
    const parts = [{ type: "media", media: { kind: "image", ref: { blobKey: ours } } }];
    expect((await engine.call("POST", `/v1/conversations/${conversation?.id}/replies`, { parts })).status).toBe(202);
    expect([await look(anna, ours), await look(ben, ours)]).toEqual([200, 404]);
  });

  it.each([
    ["a page", "<!doctype html><script>alert(1)</script>", "text/plain"],
    ["a drawing with a script", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml"],
    ["a program", "MZ\u0000\u0001", "application/octet-stream"],
  ])("does not take %s, whatever it says it is", async (_what, text, type) => {
    const answer = await upload(Buffer.from(text, "latin1"), type);
    expect(answer.status).toBe(415);
    expect(((await answer.json()) as { code: string }).code).toBe("unsupported_type");
  });

  it("trusts the first bytes more than the name", async () => {
    expect(((await (await upload(PNG, "text/html", "x.html")).json()) as { mime: string }).mime).toBe("image/png");
  });

  it("fetches what a customer sent while the platform still has it", async () => {
    const account = await engine.call("POST", "/v1/channels", { kind: "wechat_oa", name: "公众号", config: platform.config, baseUrl: platform.baseUrl });
    const form = new FormData();
    form.set("media", new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])]), "x.jpg");
    const token = (
      (await (
        await fetch(`${platform.baseUrl}/cgi-bin/stable_token`, {
          method: "POST",
          body: JSON.stringify({ grant_type: "client_credential", appid: platform.config.appId, secret: platform.config.appSecret }),
        })
      ).json()) as { access_token: string }
    ).access_token;
    const held = (await (await fetch(`${platform.baseUrl}/cgi-bin/media/upload?access_token=${token}&type=image`, { method: "POST", body: form })).json()) as {
      media_id: string;
    };
    await ring(
      String(account.body.webhookUrl),
      platform.sendMessage("o-pic", "image", `<PicUrl><![CDATA[http://127.0.0.1/p]]></PicUrl><MediaId><![CDATA[${held.media_id}]]></MediaId>`),
    );
    const turn = await eventually(async () => {
      const [listed] = (await engine.call("GET", "/v1/conversations?channel=wechat_oa")).body.conversations as { id: string }[];
      if (!listed) return null;
      const view = await engine.call("GET", `/v1/conversations/${listed.id}`);
      return { conversationId: listed.id, turn: (view.body.turns as { id: string; parts: { type: string }[] }[])[0] };
    }, "the picture is in the conversation");
    expect(turn.turn?.parts[0]?.type).toBe("media");
    const path = `${engine.url}/v1/conversations/${turn.conversationId}/turns/${turn.turn?.id}/media/0`;
    const shown = await fetch(path, { headers: { authorization: `Bearer ${engine.demo.apiKey}` } });
    expect(shown.status).toBe(200);
    expect(shown.headers.get("content-type")).toBe("image/jpeg");
    expect((await fetch(path)).status).toBe(401);
  });

  it("makes the lists anew from the sessions", async () => {
    await engine.call("POST", "/v1/message", { from: { id: "rebuilt" }, text: "在列表里" });
    const listed = async (): Promise<number> => ((await engine.call("GET", "/v1/conversations?q=在列表里")).body.conversations as unknown[]).length;
    await eventually(async () => (await listed()) === 1, "it is in the list");
    const script = join(import.meta.dirname, "../../scripts/rebuild.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [script, "--url", engine.url], { env: { ...process.env, DATA_DIR: engine.dataDir } });
    const counts = JSON.parse(stdout) as { sessions: number; written: number };
    expect(counts.sessions).toBeGreaterThanOrEqual(2);
    expect(counts.written).toBe(counts.sessions);
    expect(await listed()).toBe(1);
    expect((await engine.call("POST", "/v1/admin/rebuild", { ids: [] }, { token: null })).status).toBe(403);
  });
});
