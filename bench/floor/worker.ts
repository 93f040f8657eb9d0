/** The floor that ours is measured against, in the same engine: nothing at all, a body parsed, one bare insert in one of a thousand objects. */
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import { inboundMessageSchema } from "../../protocol/api.ts";

const CUSTOMERS = 1_000;

interface FloorEnv {
  SESSION: DurableObjectNamespace;
}

export class CustomerSession extends DurableObject {
  constructor(state: DurableObjectState, env: unknown) {
    super(state, env as Cloudflare.Env);
    state.storage.sql.exec("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
  }
  async insert(body: string): Promise<number> {
    return this.ctx.storage.sql.exec<{ id: number }>("INSERT INTO rows (body) VALUES (?) RETURNING id", body).one().id;
  }
}
export class AgentQueue extends DurableObject {}
export class AgentDesk extends DurableObject {}
export class ComponentHealth extends DurableObject {}
export class ChannelKeeper extends DurableObject {}
export class WebhookOutbox extends DurableObject {}
export class Engine extends WorkerEntrypoint {}

let count = 0;

export default {
  /** The engine rings every minute, whichever worker it runs. */
  scheduled: () => undefined,
  async fetch(request: Request, env: FloorEnv): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/hello") return new Response("hello");
    const body = inboundMessageSchema.parse(await request.json());
    if (pathname === "/parse") return Response.json({ id: body.from.id });
    const name = String(count++ % CUSTOMERS);
    const stub = env.SESSION.get(env.SESSION.idFromName(name)) as unknown as { insert(body: string): Promise<number> };
    return Response.json({ seq: await stub.insert(JSON.stringify(body)) }, { status: 202 });
  },
};
