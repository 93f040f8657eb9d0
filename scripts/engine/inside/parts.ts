/**
 * The engine in several processes (`--workers N`). Every part runs the whole worker; each owns the sessions of its customers, and the first
 * also owns what is a tenant's: queues, desks, channel keepers, health, D1, KV, R2. Calls to what another part owns go to its peer socket.
 */
import type { Env } from "../../../worker/env.ts";

/** The other parts, as far as the worker's own code sees them. */
export interface Peer {
  call(binding: ObjectBinding, id: string, method: string, args: unknown[]): Promise<unknown>;
  prepare(): Promise<void>;
  wake(): Promise<void>;
  fetch(request: Request): Promise<Response>;
}
export type ObjectBinding = "SESSION" | "QUEUE" | "DESK" | "HEALTH" | "KEEPER";

export interface PartEnv extends Env {
  /** which part this is, from "0"; null = the only one */
  KEFU_PART: string | null;
  KEFU_PARTS: string | null;
  HOUSE: { prepare(): Promise<void>; firstMinute(): Promise<void> };
  [peer: `PEER_${number}`]: Peer;
}

/** Says which object a request is for, between parts only. */
export const OBJECT_HEADER = "x-kefu-object";
const OWNED_BY_THE_FIRST: readonly ObjectBinding[] = ["QUEUE", "DESK", "HEALTH", "KEEPER"];
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

/** The worker's bindings with every object at its owner; the very same where there is one part. */
export function spreadOver(env: PartEnv): PartEnv {
  const { part, parts } = partsOf(env);
  if (parts === 1) return env;
  const known = spread.get(env);
  if (known) return known;
  const made: PartEnv = { ...env, SESSION: namespaceOf(env, "SESSION", (id) => partOf(id, parts), part) };
  if (part !== 0) for (const binding of OWNED_BY_THE_FIRST) made[binding] = namespaceOf(env, binding, () => 0, part);
  spread.set(env, made);
  return made;
}

/** Ids are made here: every part makes the same one of a name. */
function namespaceOf(env: PartEnv, binding: ObjectBinding, owner: (id: string) => number, here: number): DurableObjectNamespace {
  const local = env[binding];
  return new Proxy(local, {
    get(_, name) {
      if (name === "get") {
        return (id: DurableObjectId): unknown => {
          const part = owner(id.toString());
          return part === here ? local.get(id) : remoteStub(peerOf(env, part), binding, id);
        };
      }
      const value: unknown = Reflect.get(local, name, local);
      return typeof value === "function" ? (...args: unknown[]): unknown => Reflect.apply(value, local, args) : value;
    },
  });
}

function remoteStub(peer: Peer, binding: ObjectBinding, id: DurableObjectId): object {
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
