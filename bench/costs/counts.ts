/** What the platform would bill, counted inside the worker: bindings that count each call, and the rows of every statement. For `bench/costs` only. */

export interface Counts {
  workerRequests: number;
  /** calls and fetches of objects, and their alarms */
  objectRequests: number;
  objectRowsRead: number;
  /** with each alarm that is set, which is billed as a row */
  objectRowsWritten: number;
  d1RowsRead: number;
  d1RowsWritten: number;
  kvReads: number;
  kvWrites: number;
  /** put, list */
  r2Writes: number;
  r2Reads: number;
}

const nothing = (): Counts => ({
  workerRequests: 0,
  objectRequests: 0,
  objectRowsRead: 0,
  objectRowsWritten: 0,
  d1RowsRead: 0,
  d1RowsWritten: 0,
  kvReads: 0,
  kvWrites: 0,
  r2Writes: 0,
  r2Reads: 0,
});
let counts = nothing();
/** A statement's rows are known when its last row was read. */
let cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];

export const count = (what: keyof Counts, by = 1): void => {
  counts[what] += by;
};

export function countsSoFar(): Counts {
  for (const { rowsRead, rowsWritten } of cursors) {
    count("objectRowsRead", rowsRead);
    count("objectRowsWritten", rowsWritten);
  }
  cursors = [];
  return { ...counts };
}

export function countAnew(): void {
  cursors = [];
  counts = nothing();
}

/** Each call of a method is told; methods of `instead` take the place of the target's own. */
function told<T extends object>(target: T, tell: (method: string) => void, instead: Readonly<Record<string, unknown>> = {}): T {
  return new Proxy(target, {
    get(of, name) {
      if (typeof name === "string" && name in instead) return instead[name];
      const value: unknown = Reflect.get(of, name, of);
      // A stub answers every name with a method, `then` included: awaiting it would call it.
      if (typeof value !== "function" || typeof name !== "string" || name === "then") return value;
      return (...args: unknown[]): unknown => {
        tell(name);
        return Reflect.apply(value, of, args);
      };
    },
  });
}

const objects = (namespace: DurableObjectNamespace): DurableObjectNamespace =>
  told(namespace, () => undefined, {
    get: (...args: Parameters<DurableObjectNamespace["get"]>) => told(namespace.get(...args), () => count("objectRequests")),
    getByName: (...args: Parameters<DurableObjectNamespace["getByName"]>) => told(namespace.getByName(...args), () => count("objectRequests")),
  });

function rows<T extends D1Result>(result: T): T {
  count("d1RowsRead", result.meta.rows_read);
  count("d1RowsWritten", result.meta.rows_written);
  return result;
}

function database(db: D1Database): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>();
  const statement = (of: D1PreparedStatement): D1PreparedStatement => {
    const all = async (): Promise<D1Result<Record<string, unknown>>> => rows(await of.all<Record<string, unknown>>());
    const seen = told(of, () => undefined, {
      bind: (...values: unknown[]) => statement(of.bind(...values)),
      all,
      run: async () => rows(await of.run()),
      // The platform reads as much for it; only `all` says how much.
      first: async (column?: string) => {
        const [row] = (await all()).results;
        return row === undefined ? null : column === undefined ? row : row[column];
      },
    });
    originals.set(seen, of);
    return seen;
  };
  return told(db, () => undefined, {
    prepare: (sql: string) => statement(db.prepare(sql)),
    batch: async (list: D1PreparedStatement[]) => (await db.batch(list.map((one) => originals.get(one) ?? one))).map(rows),
  });
}

const keyValues = (namespace: KVNamespace): KVNamespace => told(namespace, (method) => count(method.startsWith("get") ? "kvReads" : "kvWrites"));
const files = (bucket: R2Bucket): R2Bucket => told(bucket, (method) => count(method === "get" || method === "head" ? "r2Reads" : "r2Writes"));

const made = new WeakMap<object, object>();
const isObjects = (value: unknown): value is DurableObjectNamespace => typeof value === "object" && value !== null && "idFromName" in value;

/** The same environment, counted; one for each environment. */
export function counted<E extends object>(env: E): E {
  const known = made.get(env);
  if (known) return known as E;
  const bindings: Record<string, unknown> = Object.fromEntries(Object.entries(env));
  for (const [name, value] of Object.entries(bindings)) {
    if (isObjects(value)) bindings[name] = objects(value);
    else if (name === "DB") bindings[name] = database(value as D1Database);
    else if (name === "FALLBACK" || name === "CACHE") bindings[name] = keyValues(value as KVNamespace);
    else if (name === "MEDIA") bindings[name] = files(value as R2Bucket);
  }
  made.set(env, bindings);
  return bindings as E;
}

let isPatched = false;

/** All objects of a process share one class of storage: it is changed once. */
export function countStorage(storage: DurableObjectStorage): void {
  if (isPatched) return;
  isPatched = true;
  const sql = Object.getPrototypeOf(storage.sql) as SqlStorage;
  const { exec } = sql;
  sql.exec = function (this: SqlStorage, ...args: Parameters<SqlStorage["exec"]>) {
    const cursor = Reflect.apply(exec, this, args) as SqlStorageCursor<Record<string, SqlStorageValue>>;
    cursors.push(cursor);
    return cursor;
  } as SqlStorage["exec"];
  const own = Object.getPrototypeOf(storage) as DurableObjectStorage;
  const { setAlarm } = own;
  own.setAlarm = function (this: DurableObjectStorage, ...args: Parameters<DurableObjectStorage["setAlarm"]>) {
    count("objectRowsWritten");
    return Reflect.apply(setAlarm, this, args) as Promise<void>;
  };
}
