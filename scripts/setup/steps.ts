/** What an account on Cloudflare must have, and what of it is missing: from what exists to the calls that make the rest. Pure. */

export interface Wanted {
  d1: string;
  kv: readonly { binding: string; title: string }[];
  r2: string;
  secrets: readonly string[];
  pages: string;
}

export const WANTED: Wanted = {
  d1: "kefu",
  kv: [
    { binding: "FALLBACK", title: "kefu-fallback" },
    { binding: "CACHE", title: "kefu-cache" },
  ],
  r2: "kefu-media",
  secrets: ["AUTH_SECRET", "SECRETS_KEY", "ADMIN_SECRET", "METRICS_TOKEN"],
  pages: "kefu-console",
};

export interface Existing {
  d1: readonly { name: string; uuid: string }[];
  kv: readonly { title: string; id: string }[];
  r2: readonly string[];
  secrets: readonly string[];
  pages: readonly string[];
}

export type Step =
  | { make: "d1" | "kv" | "r2" | "pages"; name: string; args: string[] }
  /** Its value is made at random and goes over standard input. */
  | { make: "secret"; name: string; args: string[] };

/** In an order that works: what the worker binds comes before its secrets, which make the worker itself. */
export function missing(existing: Existing, location: string | null, wanted: Wanted = WANTED): Step[] {
  const steps: Step[] = [];
  const place = location === null ? [] : ["--location", location];
  if (!existing.d1.some(({ name }) => name === wanted.d1)) steps.push({ make: "d1", name: wanted.d1, args: ["d1", "create", wanted.d1, ...place] });
  for (const { title } of wanted.kv)
    if (!existing.kv.some((known) => known.title === title)) steps.push({ make: "kv", name: title, args: ["kv", "namespace", "create", title] });
  if (!existing.r2.includes(wanted.r2)) steps.push({ make: "r2", name: wanted.r2, args: ["r2", "bucket", "create", wanted.r2, ...place] });
  if (!existing.pages.includes(wanted.pages))
    steps.push({ make: "pages", name: wanted.pages, args: ["pages", "project", "create", wanted.pages, "--production-branch", "main"] });
  for (const name of wanted.secrets) if (!existing.secrets.includes(name)) steps.push({ make: "secret", name, args: ["secret", "put", name] });
  return steps;
}
