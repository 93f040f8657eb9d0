/**
 * The engine in several processes (`--workers N`). Every part runs the whole worker; each owns the sessions of its customers, and the first
 * also owns what is a tenant's: queues, desks, channel keepers, health, D1, KV, R2. Calls to what another part owns go to its peer socket.
 */
import type { Address, RecordInput } from "../../../protocol/ports.ts";
import type { RecordPort, Taken } from "../../../protocol/taken.ts";
import type { Env } from "../../../worker/env.ts";
import { OBJECTS } from "../bindings.ts";

/** The other parts, as far as the worker's own code sees them. */
export interface Peer {
  call(binding: string, id: string, method: string, args: unknown[]): Promise<unknown>;
  prepare(): Promise<void>;
  record(input: RecordInput): Promise<Taken>;
  wake(): Promise<void>;
  fetch(request: Request): Promise<Response>;
}

export interface PartEnv extends Env {
  /** which part this is, from "0"; null = the only one */
  KEFU_PART?: string | null;
  KEFU_PARTS?: string | null;
  HOUSE: { prepare(): Promise<void>; firstMinute(): Promise<void> };
  [peer: `PEER_${number}`]: Peer;
}

/** Says which object a request is for, between parts only. */
export const OBJECT_HEADER = "x-kefu-object";
const OWNED_BY_THE_FIRST = Object.keys(OBJECTS).filter((binding) => binding !== "SESSION");
const HEAD_DIGITS = 8;

/** Must agree with `part_of` in scripts/binary/data.c. */
export const partOf = (id: string, parts: number): number => Number.parseInt(id.slice(0, HEAD_DIGITS), 16) % parts;

export const partsOf = (env: PartEnv): { part: number; parts: number } => ({ part: Number(env.KEFU_PART ?? 0), parts: Number(env.KEFU_PARTS ?? 1) });
export const isFirst = (env: PartEnv): boolean => partsOf(env).part === 0;

export function peerOf(env: PartEnv, part: number): Peer {
  const peer = env[`PEER_${part}`];
  if (!peer) throw new Error(`no part ${part}`);
  return peer;
}

const spread = new WeakMap<PartEnv, PartEnv>();

/** The worker's bindings with every object at its owner. A variable that is not set is absent, as on Cloudflare: here it comes as null. */
export function spreadOver(given: PartEnv): PartEnv {
  const known = spread.get(given);
  if (known) return known;
  const made = overParts(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) as unknown as PartEnv);
  spread.set(given, made);
  return made;
}

function overParts(env: PartEnv): PartEnv {
  const { part, parts } = partsOf(env);
  if (parts === 1) return env;
  const ownerOf = ({ tenant, customerId }: Address): RecordPort | null => {
    const owner = partOf(env.SESSION.idFromName(`${tenant}:${customerId}`).toString(), parts);
    return owner === part ? null : peerOf(env, owner);
  };
  const elsewhere = part === 0 ? [] : OWNED_BY_THE_FIRST.map((binding) => [binding, namespaceOf(env, binding, () => 0, part)]);
  const SESSION = namespaceOf(env, "SESSION", (id) => partOf(id, parts), part);
  return { ...env, ...Object.fromEntries(elsewhere), SESSION, OWNER_OF: ownerOf };
}

export const objectsOf = (env: PartEnv, binding: string): DurableObjectNamespace =>
  (env as unknown as Record<string, DurableObjectNamespace>)[binding] ?? missing(binding);
function missing(binding: string): never {
  throw new Error(`no objects are bound as ${binding}`);
}

/** Ids are made here: every part makes the same one of a name. */
function namespaceOf(env: PartEnv, binding: string, owner: (id: string) => number, here: number): DurableObjectNamespace {
  const local = objectsOf(env, binding);
  const stubOf = (id: DurableObjectId): unknown => {
    const part = owner(id.toString());
    return part === here ? local.get(id) : remoteStub(peerOf(env, part), binding, id);
  };
  return new Proxy(local, {
    get(_, name) {
      if (name === "get") return stubOf;
      // Every way to a stub: one that is left out would lead to an empty object of this part.
      if (name === "getByName") return (key: string): unknown => stubOf(local.idFromName(key));
      const value: unknown = Reflect.get(local, name, local);
      return typeof value === "function" ? (...args: unknown[]): unknown => Reflect.apply(value, local, args) : value;
    },
  });
}

function remoteStub(peer: Peer, binding: string, id: DurableObjectId): object {
  const methods: Record<string, unknown> = {
    id,
    // A stub is no promise: awaiting it must not call it.
    // biome-ignore lint/suspicious/noThenProperty: it says that there is none
    then: undefined,
    fetch: (input: RequestInfo, init?: RequestInit): Promise<Response> => {
      const request = new Request(input, init);
      request.headers.set(OBJECT_HEADER, `${binding}/${id.toString()}`);
      return peer.fetch(request);
    },
  };
  return new Proxy(methods, {
    get: (known, name) => {
      if (typeof name !== "string" || Object.hasOwn(known, name)) return Reflect.get(known, name) as unknown;
      return (...args: unknown[]): Promise<unknown> => peer.call(binding, id.toString(), name, args);
    },
  });
}
