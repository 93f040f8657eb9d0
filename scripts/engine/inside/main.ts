/** The worker as it is, behind a door that opens when the database is ready; its classes over bindings that reach every part; the minute's cron as a call. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { RecordInput } from "../../../protocol/ports.ts";
import type { RecordPort, Taken } from "../../../protocol/taken.ts";
import * as kefu from "../../../worker/index.ts";
import { isFirst, OBJECT_HEADER, objectsOf, type PartEnv, type Peer as PeerPort, partsOf, peerOf, spreadOver } from "./parts.ts";
import { STORE_HEADER } from "./store-door.ts";
import { wakeSessions } from "./wake.ts";

/** The same class, given bindings that reach every part. */
export const overAllParts = <C extends new (ctx: never, env: never) => object>(one: C): C => {
  const general = one as unknown as new (ctx: unknown, env: unknown) => object;
  return class extends general {
    constructor(ctx: unknown, env: unknown) {
      super(ctx, spreadOver(env as PartEnv));
    }
  } as unknown as C;
};

export class CustomerSession extends overAllParts(kefu.CustomerSession) {
  /** After a move between parts: the alarm's book did not move along, so the alarm rings now and sets itself again where something is due. */
  async wake(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now());
  }
}

/** Not a shared promise: one request may not wait for another's call. */
let isReady = false;
async function prepared(env: PartEnv): Promise<void> {
  if (isReady) return;
  await (isFirst(env) ? env.HOUSE : peerOf(env, 0)).prepare();
  isReady = true;
  // The launcher asks for it by itself, when the demo is seeded.
  if (!env.KEFU_PARTS) await env.HOUSE.firstMinute();
}

export class Minute extends WorkerEntrypoint<PartEnv> {
  async run(): Promise<void> {
    await kefu.default.scheduled({ cron: "* * * * *", scheduledTime: Date.now(), noRetry: () => undefined }, spreadOver(this.env));
  }

  /** Every part looks at its own sessions. */
  async wakeAll(): Promise<void> {
    const { part, parts } = partsOf(this.env);
    await Promise.all(Array.from({ length: parts }, (_, at) => (at === part ? wakeSessions(this.env) : peerOf(this.env, at).wake())));
  }
}

/** Every answer of a call brings a disposer. Answered on, it would bind both processes to the answer until whoever got it disposes of it, and nobody does. */
function withoutDisposer<T>(answer: T): T {
  if (typeof answer === "object" && answer !== null) Reflect.deleteProperty(answer, Symbol.dispose);
  return answer;
}

/** What the other parts ask of this one. Its socket lies in a folder of the owner's alone. */
export class Peer extends WorkerEntrypoint<PartEnv> implements PeerPort {
  async call(binding: string, id: string, method: string, args: unknown[]): Promise<unknown> {
    const stub = this.stub(binding, id) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    return withoutDisposer(await stub[method]?.(...args));
  }

  override async fetch(request: Request): Promise<Response> {
    const store = request.headers.get(STORE_HEADER);
    if (store !== null) return (this.env as unknown as Record<string, Fetcher>)[store]?.fetch(request) ?? new Response(null, { status: 404 });
    const [binding = "", id = ""] = (request.headers.get(OBJECT_HEADER) ?? "").split("/");
    return this.stub(binding, id).fetch(request);
  }

  async record(input: RecordInput): Promise<Taken> {
    return withoutDisposer(await (this.env as unknown as { ENGINE: RecordPort }).ENGINE.record(input));
  }

  async prepare(): Promise<void> {
    await this.env.HOUSE.prepare();
  }

  async wake(): Promise<void> {
    await wakeSessions(this.env);
  }

  private stub(binding: string, id: string): DurableObjectStub {
    const namespace = objectsOf(this.env, binding);
    return namespace.get(namespace.idFromString(id));
  }
}

export default {
  async fetch(request, env, ctx) {
    await prepared(env);
    return kefu.default.fetch(request, spreadOver(env), ctx);
  },
} satisfies ExportedHandler<PartEnv>;
