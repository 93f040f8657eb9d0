/** What D1, KV and R2 bindings talk to: the store's object in this process, or the same door of the first part. */
import { WorkerEntrypoint } from "cloudflare:workers";

/** Names the first part's binding of the store, between parts only. */
export const STORE_HEADER = "x-kefu-store";

interface DoorEnv {
  OBJECTS: DurableObjectNamespace;
  KEFU_PART: string | null;
  PEER_0?: Fetcher;
}

/** `name` of the database, namespace or bucket; `binding` = its door as the first part's worker knows it. */
export class Door extends WorkerEntrypoint<DoorEnv, { name: string; binding: string }> {
  override fetch(request: Request): Promise<Response> {
    const { OBJECTS, KEFU_PART, PEER_0 } = this.env;
    const { name, binding } = this.ctx.props;
    if (KEFU_PART === null || KEFU_PART === "0" || !PEER_0) return OBJECTS.get(OBJECTS.idFromName(name)).fetch(request);
    const forwarded = new Request(request);
    forwarded.headers.set(STORE_HEADER, binding);
    return PEER_0.fetch(forwarded);
  }
}
