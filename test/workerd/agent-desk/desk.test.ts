import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import type { DeskEvent } from "../../../protocol/agent-frames.ts";
import type { Turn } from "../../../protocol/conversation.ts";
import type { DeskPort } from "../../../protocol/ports.ts";
import { commands, script, told } from "./desk-engine.ts";

const TENANT = "demo";
const { DESK } = env as unknown as { DESK: DurableObjectNamespace };
const stubOf = (agentId: string): DurableObjectStub => DESK.get(DESK.idFromName(`${TENANT}:${agentId}`));
const portOf = (agentId: string): DeskPort => stubOf(agentId) as unknown as DeskPort;
const notice = (id: string): DeskEvent => ({ id, at: 0, type: "notice", code: "c", detail: id });
const statesOf = (agentId: string): string[] => told.filter((one) => one.agentId === agentId).map(({ state }) => state);

type Frame = Record<string, unknown>;
interface Tab {
  frames: Frame[];
  socket: WebSocket;
}
async function open(agentId: string, since?: number): Promise<Tab> {
  const headers = { upgrade: "websocket", "x-kefu-tenant": TENANT, "x-kefu-agent": agentId };
  const answer = await stubOf(agentId).fetch(`https://desk/${since === undefined ? "" : `?since=${since}`}`, { headers });
  const socket = answer.webSocket;
  if (!socket) throw new Error(`no socket: ${answer.status}`);
  const frames: Frame[] = [];
  socket.addEventListener("message", (event) => frames.push(JSON.parse(String(event.data)) as Frame));
  socket.accept();
  return { frames, socket };
}
const seqsOf = ({ frames }: Tab): unknown[] => frames.filter(({ t, event }) => t === "event" && (event as DeskEvent).type !== "presence").map(({ seq }) => seq);
const send = ({ socket }: Tab, frame: unknown): void => socket.send(JSON.stringify(frame));

/** Memory and timers are gone; hibernated sockets stay. */
async function sleepAndRing(agentId: string): Promise<void> {
  await runInDurableObject(stubOf(agentId), (object) => (object as unknown as { bell: { silence(): void } }).bell.silence());
  await evictDurableObject(stubOf(agentId));
  await runDurableObjectAlarm(stubOf(agentId));
}

beforeEach(() => {
  script.isDown = false;
});

it("every tab sees every event once, and a tab that comes back gets what it missed", async () => {
  const first = await open("resume");
  await portOf("resume").tell(TENANT, "resume", [notice("a"), notice("b")]);
  await portOf("resume").tell(TENANT, "resume", [notice("b")]);
  await expect.poll(() => seqsOf(first)).toEqual([1, 2]);
  const late = await open("resume", 1);
  await expect.poll(() => seqsOf(late)).toEqual([2]);
  expect(late.frames[0]).toMatchObject({ t: "welcome", seq: 2, behind: false, agentId: "resume" });
  await evictDurableObject(stubOf("resume"));
  await portOf("resume").tell(TENANT, "resume", [notice("c")]);
  await expect
    .poll(() => [seqsOf(first), seqsOf(late)])
    .toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
  send(late, { t: "sync", since: 0 });
  await expect.poll(() => seqsOf(late)).toEqual([2, 3, 1, 2, 3]);
});

it("the teams hear that an agent is online with the first tab, once, and offline only after the grace", async () => {
  const tab = await open("grace");
  const other = await open("grace");
  expect(statesOf("grace")).toEqual(["online"]);
  tab.socket.close(1000);
  other.socket.close(1000);
  await expect.poll(async () => (await portOf("grace").presence(TENANT, "grace")).sockets).toBe(0);
  await sleepAndRing("grace");
  expect(statesOf("grace")).toEqual(["online"]);
  await runInDurableObject(stubOf("grace"), (_object, state) => {
    state.storage.sql.exec("UPDATE desk SET value = json_set(value, '$.goneAt', 0) WHERE name = 'presence'");
  });
  await sleepAndRing("grace");
  expect(statesOf("grace")).toEqual(["online", "offline"]);
  await runDurableObjectAlarm(stubOf("grace"));
  expect(statesOf("grace")).toEqual(["online", "offline"]);
});

it("a break with its reason is told to the teams, and told again when the engine was down", async () => {
  await open("break");
  script.isDown = true;
  await portOf("break").setPresence(TENANT, "break", "break", "lunch");
  script.isDown = false;
  await sleepAndRing("break");
  expect(told.filter(({ agentId }) => agentId === "break").at(-1)).toEqual({ agentId: "break", state: "break", reason: "lunch" });
});

it("a command is acknowledged with its result, refused while the engine is down, and nonsense is said to be nonsense", async () => {
  const tab = await open("command");
  send(tab, { t: "accept", cid: "c1", conversationId: "cv_1" });
  await expect.poll(() => tab.frames.find(({ cid }) => cid === "c1")).toEqual({ t: "ack", cid: "c1", result: { did: "accept" } });
  expect(commands.at(-1)).toMatchObject({ agentId: "command", command: { command: "accept", conversationId: "cv_1" } });
  script.isDown = true;
  send(tab, { t: "accept", cid: "c2", conversationId: "cv_1" });
  await expect.poll(() => tab.frames.find(({ cid }) => cid === "c2")).toMatchObject({ t: "refused", code: "unavailable" });
  send(tab, { t: "accept" });
  await expect.poll(() => tab.frames.at(-1)).toMatchObject({ t: "error", code: "malformed" });
});

it("an agent who lets customers wait is told of all of them in one notice", async () => {
  const waits = (id: string): DeskEvent => ({ id, at: Date.now() - 100_000, type: "turn", conversationId: id, turn: { kind: "message" } as Turn });
  await portOf("slow").tell(TENANT, "slow", [waits("cv_1"), waits("cv_2")]);
  await sleepAndRing("slow");
  const { events } = await portOf("slow").since(TENANT, "slow", 2, 10);
  expect(events.map(({ event }) => event)).toMatchObject([{ type: "notice", code: "slow_reply", conversationIds: ["cv_1", "cv_2"] }]);
});

it("what is whispered reaches open tabs and is not kept", async () => {
  const tab = await open("whisper");
  await portOf("whisper").whisper(TENANT, "whisper", { t: "typing", conversationId: "cv_1", on: true });
  await portOf("whisper").whisper(TENANT, "whisper", { t: "event", event: { type: "queue", waiting: 3 } });
  await expect.poll(() => tab.frames.slice(-2)).toMatchObject([{ t: "typing" }, { t: "event", seq: 0, event: { waiting: 3 } }]);
  expect((await portOf("whisper").since(TENANT, "whisper", 0, 10)).events).toEqual([]);
});
