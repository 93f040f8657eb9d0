/**
 * `npm run audit:verify [-- --data DIR | --file EXPORT | --url URL --key KEY]`: checks the audit log's chain. Ends with 1 when something was
 * changed, removed, moved, cut off or made anew.
 *
 * A data directory is read as it lies there, running engine or not: entries from whichever database holds them, witnesses from the keepers'
 * own stores. An export is the JSON lines of `GET /v1/audit?format=jsonl` (all pages), optionally with the answer of `GET /v1/audit/head`
 * as a last line.
 */
import { parseArgs } from "node:util";
import { type AuditEntry, sealKeyOf, verifyChain } from "../worker/audit/chain.ts";
import { fromDataDir, fromFile, fromUrl, type Source } from "./audit/sources.ts";
import { dataDirOf } from "./engine/demo.ts";

const options = { data: { type: "string" }, file: { type: "string" }, url: { type: "string" }, key: { type: "string" }, secret: { type: "string" } } as const;
const { values } = parseArgs({ options });

async function source(): Promise<Source> {
  if (values.file !== undefined) return fromFile(values.file);
  if (values.url !== undefined) return fromUrl(values.url, values.key ?? "");
  return fromDataDir(dataDirOf(values.data));
}

const { entries, witnesses, secret: found } = await source();
const secret = values.secret ?? found;
const sealKey = secret === null ? null : await sealKeyOf(secret);
const tenants = new Map<string, AuditEntry[]>(witnesses.map(({ tenant }) => [tenant, []]));
for (const entry of entries) tenants.set(entry.tenant, [...(tenants.get(entry.tenant) ?? []), entry]);
let faults = 0;
for (const [tenant, own] of [...tenants].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const heads = witnesses.filter((witness) => witness.tenant === tenant).map(({ head }) => head);
  const verdict = await verifyChain(own, sealKey, heads);
  faults += verdict.faults.length;
  console.log(
    `${tenant}: ${verdict.entries} entries, head ${verdict.head.seq} ${verdict.head.hash.slice(0, 16)}, ${heads.length} witnessed, ${verdict.faults.length} faults`,
  );
  for (const { fault, seq, detail } of verdict.faults) console.log(`  ${seq}: ${fault}: ${detail}`);
}
if (sealKey === null) console.log("seals were not checked: give --secret (AUTH_SECRET)");
console.log(faults === 0 ? "the audit log holds" : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
