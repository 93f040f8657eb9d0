/** Pieces of workerd's configuration language. */
import { COMPATIBILITY_DATE } from "./bindings.ts";

export const text = (value: string): string => JSON.stringify(value);
export const list = (items: readonly string[]): string => `[${items.join(",\n    ")}]`;

export const binding = (name: string, what: string): string => `(name = ${text(name)}, ${what})`;
export const service = (name: string, entrypoint?: string): string =>
  `service = (name = ${text(name)}${entrypoint === undefined ? "" : `, entrypoint = ${text(entrypoint)}`})`;
export const fromEnvironment = (name: string): string => binding(name, `fromEnvironment = ${text(name)}`);
export const esModule = (name: string, file = name): string => `(name = ${text(name)}, esModule = embed ${text(file)})`;

export interface WorkerParts {
  name: string;
  modules: readonly string[];
  bindings: readonly string[];
  objects?: readonly (readonly [className: string, uniqueKey: string])[];
  /** the disk service that keeps the objects' databases */
  disk?: string;
  /** where `fetch` goes; nowhere by default */
  outbound?: string;
}

export function worker({ name, modules, bindings, objects = [], disk, outbound = "nowhere" }: WorkerParts): string {
  const namespaces = objects.map(([className, key]) => `(className = ${text(className)}, uniqueKey = ${text(key)}, enableSql = true)`);
  return `const ${name} :Workerd.Worker = (
  modules = ${list(modules)},
  compatibilityDate = ${text(COMPATIBILITY_DATE)},
  bindings = ${list(bindings)},
  durableObjectNamespaces = ${list(namespaces)},
  ${disk === undefined ? "" : `durableObjectStorage = (localDisk = ${text(disk)}),`}
  globalOutbound = ${text(outbound)},
);`;
}
