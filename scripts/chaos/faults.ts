/** Which parts misbehave just now, and bindings that do as they are told. Runs inside the worker of a chaos run only. */

export interface Fault {
  /** share of calls that are refused before anything is done */
  refuse: number;
  /** share of calls that are done, and whose answer is lost */
  deafen: number;
  /** ms a call is held back at most */
  slowMs: number;
}

export type Part = "session" | "kv" | "d1" | "queue";
export type Faults = Partial<Record<Part, Fault>>;

let faults: Faults = {};
export const setFaults = (next: Faults): void => {
  faults = next;
};

/** Every call of a binding goes through here. */
async function misbehaving<T>(part: Part, call: () => Promise<T>): Promise<T> {
  const fault = faults[part];
  if (!fault) return call();
  if (fault.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * fault.slowMs));
  if (Math.random() < fault.refuse) throw new Error(`chaos: ${part} refuses`);
  const answer = await call();
  if (Math.random() < fault.deafen) throw new Error(`chaos: ${part} was done, its answer is lost`);
  return answer;
}

type Callable = (...args: unknown[]) => Promise<unknown>;

/** All methods of `target` but those in `through` misbehave; those hand on what `wrap` makes of their result. */
function wrapped<T extends object>(part: Part, target: T, through: Readonly<Record<string, (result: object) => object>> = {}): T {
  return new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name, of);
      // A stub answers every name with a method, `then` included: awaiting it would call it.
      if (typeof value !== "function" || name === "then" || typeof name !== "string") return value;
      // Not value.apply: on a stub that would be a remote method called "apply".
      const method = (...args: unknown[]): unknown => Reflect.apply(value, of, args) as unknown;
      const pass = through[name];
      if (pass) return (...args: unknown[]) => pass(method(...args) as object);
      return (...args: unknown[]) => misbehaving(part, async () => method(...args));
    },
  });
}

/** Statements misbehave when they run; a batch takes the platform's own ones. */
function database(db: D1Database): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>();
  const remember = (of: object): object => {
    const seen = new Proxy(wrapped("d1", of), {
      get: (target, name) =>
        name === "bind"
          ? (...args: unknown[]) => remember((Reflect.get(of, "bind") as (...args: unknown[]) => object).apply(of, args))
          : Reflect.get(target, name),
    });
    originals.set(seen, of as D1PreparedStatement);
    return seen;
  };
  return new Proxy(db, {
    get(of, name) {
      if (name === "prepare") return (sql: string) => remember(of.prepare(sql));
      if (name === "batch") return (list: object[]) => misbehaving("d1", () => of.batch(list.map((one) => originals.get(one) ?? (one as D1PreparedStatement))));
      return Reflect.get(of, name, of);
    },
  });
}

const objects = (part: Part, namespace: DurableObjectNamespace): DurableObjectNamespace =>
  new Proxy(namespace, {
    get(of, name) {
      if (name === "get") return (id: DurableObjectId) => wrapped(part, of.get(id), { fetch: (result) => result });
      if (name === "getByName") return (named: string) => wrapped(part, of.getByName(named), { fetch: (result) => result });
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === "function" ? (value as Callable).bind(of) : value;
    },
  });

interface Bindings {
  SESSION: DurableObjectNamespace;
  QUEUE: DurableObjectNamespace;
  FALLBACK: KVNamespace;
  DB: D1Database;
}

const made = new WeakMap<object, object>();

/** The same environment, with parts that misbehave; one for each environment. */
export function faulty<E extends Bindings>(env: E): E {
  const known = made.get(env);
  if (known) return known as E;
  const next: E = {
    ...env,
    SESSION: objects("session", env.SESSION),
    QUEUE: objects("queue", env.QUEUE),
    FALLBACK: wrapped("kv", env.FALLBACK),
    DB: database(env.DB),
  };
  made.set(env, next);
  return next;
}
