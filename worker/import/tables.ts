/**
 * Our own two forms. CSV: one row a turn, with the columns conversation_id, customer_id, name, email, phone, at, from, agent_email, agent_name,
 * text, status, labels (by `|`), subject. JSON lines: one conversation a line, as importedConversationSchema says.
 */
import { csvRows, jsonLineRows } from "../text/rows.ts";
import { asObject, asText, given, type ImportFile, type Read, type ReadOptions, take, timeOf } from "./records.ts";

interface Gathered {
  line: number;
  value: Record<string, unknown> & { turns: unknown[] };
}

export function readCsvTurns(files: readonly ImportFile[], read: Read, options: ReadOptions): void {
  for (const file of files) {
    const gathered = new Map<string, Gathered>();
    for (const row of csvRows(file.text)) {
      if ("why" in row) {
        read.skipped.push({ file: file.name, line: row.line, why: row.why });
        continue;
      }
      const cell = (name: string): string | undefined => asText(row.value[name]);
      const id = cell("conversation_id");
      const at = timeOf(cell("at"), options.utcOffsetMin);
      if (id === undefined || at === null || cell("text") === undefined) {
        read.skipped.push({ file: file.name, line: row.line, why: "needs conversation_id, at and text" });
        continue;
      }
      const customer = given({
        ref: cell("customer_id") ?? cell("email") ?? cell("phone") ?? id,
        name: cell("name"),
        email: cell("email"),
        phone: cell("phone"),
      });
      const known = gathered.get(id) ?? {
        line: row.line,
        value: given({
          ref: id,
          customer,
          subject: cell("subject"),
          status: cell("status"),
          labels: cell("labels")?.split("|"),
          openedAt: at,
          turns: [] as unknown[],
        }),
      };
      const agent = given({ email: cell("agent_email"), name: cell("agent_name") });
      const from = cell("from") ?? "customer";
      known.value.turns.push({ ref: cell("turn_id") ?? `l${row.line}`, at, from, text: cell("text"), ...(from === "customer" ? {} : { agent }) });
      gathered.set(id, known as Gathered);
    }
    for (const { line, value } of gathered.values()) take(read, file.name, line, value);
  }
}

export function readJsonLines(files: readonly ImportFile[], read: Read): void {
  for (const file of files) {
    for (const row of jsonLineRows(file.text)) {
      if ("why" in row) read.skipped.push({ file: file.name, line: row.line, why: row.why });
      else take(read, file.name, row.line, asObject(row.value));
    }
  }
}
