/** go-fly: the MySQL dump of its tables `visitor`, `message`, `user` (its agents) and `reply_item` with `reply_group` (canned replies). */
import { given, type ImportFile, type Read, type ReadOptions, take, timeOf } from "./records.ts";
import { type DumpRow, dumpRows } from "./sql-dump.ts";

const TABLES = new Set(["visitor", "message", "user", "reply_item", "reply_group"]);
/** go-fly knows no conversations: a pause longer than this begins a new one, ms. */
const PAUSE_MS = 24 * 3_600_000;

interface Said {
  line: number;
  ref: string;
  at: number;
  from: "customer" | "agent";
  agent?: { name: string };
  text: string;
}

/** Pictures and files are links inside the text: `img[/static/x.png]`, `file[…]`. */
const words = (content: string): string => content.replace(/\b(img|file)\[([^\]]*)\]/g, "[$1: $2]").trim();

function saidOf({ line, value }: DumpRow, options: ReadOptions, agents: ReadonlyMap<string, string>): Said | string {
  const at = timeOf(value.created_at, options.utcOffsetMin);
  const text = words(value.content ?? "");
  if (value.deleted_at !== null && value.deleted_at !== undefined) return "was deleted";
  if (at === null || text === "") return "no time or no words";
  const isAgent = value.mes_type === "kefu";
  const name = agents.get(value.kefu_id ?? "") ?? value.kefu_id ?? "";
  return { line, ref: value.id ?? `l${line}`, at, from: isAgent ? "agent" : "customer", ...(isAgent ? { agent: { name } } : {}), text };
}

function split(said: readonly Said[]): Said[][] {
  const parts: Said[][] = [];
  for (const one of [...said].sort((a, b) => a.at - b.at || Number(a.ref) - Number(b.ref))) {
    const last = parts.at(-1);
    if (last && one.at - (last.at(-1)?.at ?? 0) <= PAUSE_MS) last.push(one);
    else parts.push([one]);
  }
  return parts;
}

export function readGoFly(files: readonly ImportFile[], read: Read, options: ReadOptions): void {
  for (const file of files) {
    const rows = [...dumpRows(file.text, TABLES, (line, why) => read.skipped.push({ file: file.name, line, why }))];
    const of = (table: string): DumpRow[] => rows.filter((row) => row.table === table);
    const agents = new Map(of("user").map(({ value }) => [value.name ?? "", value.nickname ?? value.name ?? ""]));
    const visitors = new Map(of("visitor").map(({ value }) => [value.visitor_id ?? "", value]));
    const spoken = new Map<string, Said[]>();
    for (const row of of("message")) {
      const said = saidOf(row, options, agents);
      const visitorId = row.value.visitor_id ?? "";
      if (typeof said === "string" || visitorId === "")
        read.skipped.push({ file: file.name, line: row.line, why: typeof said === "string" ? said : "no visitor" });
      else spoken.set(visitorId, [...(spoken.get(visitorId) ?? []), said]);
    }
    for (const [visitorId, said] of spoken) {
      for (const part of split(said)) {
        const [first] = part;
        if (!first) continue;
        const customer = given({ ref: visitorId, name: visitors.get(visitorId)?.name ?? undefined });
        const turns = part.map(({ line: _, ...turn }) => turn);
        take(read, file.name, first.line, { ref: `${visitorId}:${first.ref}`, customer, openedAt: first.at, turns });
      }
    }
    const folders = new Map(of("reply_group").map(({ value }) => [value.id ?? "", value.group_name ?? ""]));
    for (const { value } of of("reply_item")) {
      if (!value.content) continue;
      read.cannedReplies.push({ folder: folders.get(value.group_id ?? "") ?? "", title: value.item_name ?? value.content.slice(0, 40), text: value.content });
    }
  }
}
