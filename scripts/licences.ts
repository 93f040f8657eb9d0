/**
 * `npm run licences [-- --json]`: what is built in and what is only used to build, with versions and licences, read from the lockfile and
 * the packages themselves. Ends with 1 when something that is shipped has a licence that does not fit MIT, or none.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "./root.ts";

/** Licences under which a part may be shipped inside MIT software. `OR` needs one of them, `AND` all. */
const FITTING = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "Apache-2.0",
  "CC0-1.0",
  "Unlicense",
  "BlueOak-1.0.0",
  "Python-2.0",
  "Zlib",
]);
/** For tools that leave nothing of themselves in what is shipped. */
const FITTING_FOR_TOOLS = new Set([
  ...FITTING,
  "MPL-2.0",
  "LGPL-3.0-or-later",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "EUPL-1.1+",
  "WTFPL",
  "EUPL-1.2-or-later",
  "EUPL-1.2",
  "PSF-2.0",
]);

interface Locked {
  version?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  link?: boolean;
}
export interface Part {
  name: string;
  version: string;
  licence: string;
  shipped: boolean;
  fits: boolean;
}

export function fits(licence: string, known: ReadonlySet<string>): boolean {
  const plain = licence.replace(/[()]/g, "").replace("Apache 2.0", "Apache-2.0");
  if (/ OR /.test(plain)) return plain.split(" OR ").some((one) => fits(one, known));
  return plain.split(" AND ").every((one) => known.has(one.trim()));
}

/** Older packages say it in `licenses` or as an object. */
async function licenceOf(path: string): Promise<string> {
  const text = await readFile(join(ROOT, path, "package.json"), "utf8").catch(() => null);
  if (text === null) return "";
  const { license, licenses } = JSON.parse(text) as { license?: string | { type?: string }; licenses?: { type?: string }[] };
  return (typeof license === "string" ? license : license?.type) ?? (licenses ?? []).map(({ type }) => type).join(" OR ");
}

export async function parts(): Promise<Part[]> {
  const lock = JSON.parse(await readFile(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, Locked> };
  const named = Object.entries(lock.packages).filter(([path, { link }]) => path.startsWith("node_modules/") && !link);
  return Promise.all(
    named.map(async ([path, { version = "", license, dev, optional, devOptional }]) => {
      const shipped = !dev && !devOptional && !optional;
      const licence = license ?? (await licenceOf(path));
      return {
        name: path.slice(path.lastIndexOf("node_modules/") + 13),
        version,
        licence: licence || "none",
        shipped,
        fits: fits(licence, shipped ? FITTING : FITTING_FOR_TOOLS),
      };
    }),
  );
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const all = await parts();
  const odd = all.filter((part) => !part.fits);
  if (values.json) console.log(JSON.stringify(all, null, 2));
  else {
    const count = (shipped: boolean): string =>
      Object.entries(
        Object.groupBy(
          all.filter((part) => part.shipped === shipped),
          ({ licence }) => licence,
        ),
      )
        .map(([licence, some]) => `${licence} ${some?.length ?? 0}`)
        .sort()
        .join(", ");
    console.log(`shipped: ${count(true)}\ntools: ${count(false)}`);
    for (const { name, version, licence, shipped } of odd) console.log(`${shipped ? "SHIPPED" : "tool"} ${name}@${version}: ${licence}`);
  }
  process.exitCode = odd.length === 0 ? 0 : 1;
}
