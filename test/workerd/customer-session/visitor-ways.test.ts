/** Visitors whose network lets no socket through, and visitors who missed more than one resume carries. */
import { runInDurableObject } from "cloudflare:test";
import { beforeEach, expect, it } from "vitest";
import type { VisitorServerFrame } from "../../../protocol/visitor-frames.ts";
import { resetEngine } from "./fake-engine.ts";
import { customer, message, type Person, portOf, replyOf, stubOf } from "./session.ts";
import { visit, words } from "./visitor.ts";

beforeEach(resetEngine);

function ask(person: Person, path: string, init: RequestInit = {}): Promise<Response> {
  return stubOf(person).fetch(`https://session/${path}`, {
    ...init,
    headers: {
      ...init.headers,
      "x-kefu-tenant": person.tenant,
      "x-kefu-customer": person.customerId,
      "x-kefu-account": "ch_web",
      "x-kefu-identity": encodeURIComponent(JSON.stringify(person.identity)),
    },
  });
}
const framesOf = async (response: Response): Promise<VisitorServerFrame[]> => ((await response.json()) as { frames: VisitorServerFrame[] }).frames;
const post = async (person: Person, ...frames: unknown[]): Promise<VisitorServerFrame[]> =>
  framesOf(await ask(person, "frames", { method: "POST", body: JSON.stringify({ frames }) }));
const seqs = (frames: readonly VisitorServerFrame[]): number[] => frames.flatMap((frame) => (frame.t === "msg" ? [frame.seq] : []));

/** Frames of an event stream, as they come. */
function listen(response: Response): { frames: VisitorServerFrame[]; end(): Promise<void> } {
  const frames: VisitorServerFrame[] = [];
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const read = async (): Promise<void> => {
    for (;;) {
      const piece = await reader?.read();
      if (!piece || piece.done) return;
      text += piece.value;
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      frames.push(...events.filter((event) => event.startsWith("data: ")).map((event) => JSON.parse(event.slice(6)) as VisitorServerFrame));
    }
  };
  const reading = read().catch(() => undefined);
  return { frames, end: async () => void (await reader?.cancel().then(() => reading)) };
}

it("a visitor without websockets writes by request and hears by an event stream; the same cid is one message by whatever way", async () => {
  const li = await customer("ways-stream");
  const response = await ask(li, "events?since=0", { headers: { accept: "text/event-stream" } });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const ear = listen(response);
  await expect.poll(() => ear.frames[0]).toMatchObject({ t: "welcome", customerId: li.customerId, seq: 0 });
  const [ack] = await post(li, words("c1", "查一下订单"));
  expect(ack).toMatchObject({ t: "ack", cid: "c1", seq: 1 });
  await expect.poll(() => seqs(ear.frames)).toEqual([1]);
  const tab = await visit(li, 1);
  tab.send(words("c1", "查一下订单"));
  await expect.poll(() => tab.all("ack")).toMatchObject([{ cid: "c1", seq: 1 }]);
  const conversationId = ack?.t === "ack" ? ack.conversationId : "";
  await portOf(li).reply(replyOf(li, conversationId, "请稍等"));
  await expect.poll(() => seqs(ear.frames)).toEqual([1, 2]);
  await ear.end();
});

it("a request that waits is answered at the first news, at once with what was missed, and empty when its time is over", async () => {
  const li = await customer("ways-poll");
  const [ack] = await post(li, words("c1", "hello"));
  const conversationId = ack?.t === "ack" ? ack.conversationId : "";
  expect(seqs(await framesOf(await ask(li, "events?since=0&wait=25")))).toEqual([1]);
  const waiting = ask(li, "events?since=1&wait=25");
  await expect.poll(() => runInDurableObject(stubOf(li), (object) => (object as unknown as { sockets: { any: boolean } }).sockets.any)).toBe(true);
  await portOf(li).reply(replyOf(li, conversationId, "here I am"));
  expect(seqs(await framesOf(await waiting))).toEqual([2]);
  const [welcome, ...rest] = await framesOf(await ask(li, "events?since=2"));
  expect([welcome?.t, seqs(rest)]).toEqual(["welcome", []]);
});

it("frames of one request are answered each by itself, and a body that is none is refused", async () => {
  const li = await customer("ways-frames");
  const answers = await post(li, { t: "send", cid: "bad", parts: "no" }, words("good", "hi"), { nothing: true });
  expect(answers).toMatchObject([
    { t: "err", code: "invalid", cid: "bad" },
    { t: "ack", cid: "good" },
    { t: "err", code: "invalid" },
  ]);
  expect((await ask(li, "frames", { method: "POST", body: "[]" })).status).toBe(400);
});

it("who missed more than one resume carries is told of the gap, and pages back through it to the first word", async () => {
  const li = await customer("ways-gap");
  const many = 320;
  for (let at = 0; at < many; at++) await portOf(li).record(message(li, `words ${at}`, { key: `m${at}`, channel: { kind: "web", accountId: "ch_web" } }));
  const tab = await visit(li, 3);
  await expect.poll(() => tab.all("msg").length).toBe(200);
  const [gap] = tab.all("gap");
  expect(gap).toEqual({ t: "gap", before: tab.all("msg")[0]?.seq });
  const got = seqs(tab.frames);
  for (let before = gap?.before ?? null; before !== null; ) {
    const asked = tab.all("older").length;
    tab.send({ t: "older", before });
    await expect.poll(() => tab.all("older").length).toBe(asked + 1);
    const page = tab.all("older").at(-1);
    got.unshift(...(page?.turns.map(({ seq }) => seq) ?? []));
    before = page?.before ?? null;
  }
  expect(got).toEqual(Array.from({ length: many }, (_, at) => at + 1));
  const known = await visit(li, many - 10);
  await expect.poll(() => known.all("msg").length).toBe(10);
  expect(known.all("gap")).toEqual([]);
});
