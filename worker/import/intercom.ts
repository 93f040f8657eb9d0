/** Intercom: conversations as its export and API give them, with `source` and `conversation_parts`. Bodies are HTML. */
import { textOfHtml } from "./html-text.ts";
import { jsonItems } from "./json-items.ts";
import { asList, asObject, asText, given, type ImportFile, type Read, take, timeOf } from "./records.ts";

const CUSTOMERS = new Set(["user", "lead", "contact"]);

function turnOf(part: Record<string, unknown>, at: number | null, ref: string | undefined): unknown[] {
  const text = asText(textOfHtml(asText(part.body) ?? ""));
  if (text === undefined) return [];
  const author = asObject(part.author);
  const kind = asText(author.type) ?? "";
  const from = part.part_type === "note" ? "note" : CUSTOMERS.has(kind) ? "customer" : kind === "bot" ? "bot" : "agent";
  const agent = given({ email: asText(author.email), name: asText(author.name) });
  return [{ ref, at, from, text, ...(from === "customer" ? {} : { agent }) }];
}

export function readIntercom(files: readonly ImportFile[], read: Read): void {
  for (const file of files) {
    for (const { line, value } of jsonItems(file, ["conversations"], read)) {
      const source = asObject(value.source);
      const openedAt = timeOf(value.created_at);
      const parts = asList(asObject(value.conversation_parts).conversation_parts).map(asObject);
      const turns = [
        ...turnOf(source, openedAt, asText(source.id) ?? "source"),
        ...parts.flatMap((part, index) => turnOf(part, timeOf(part.created_at), asText(part.id) ?? `p${index}`)),
      ];
      if (turns.length === 0) {
        read.skipped.push({ file: file.name, line, why: "nothing was said" });
        continue;
      }
      const asker = [source, ...parts].map((part) => asObject(part.author)).find((author) => CUSTOMERS.has(asText(author.type) ?? "")) ?? {};
      const contact = { ...asObject(asList(asObject(value.contacts).contacts)[0]), ...asker };
      const id = asText(value.id);
      const customer = given({ ref: asText(contact.id) ?? id, name: asText(contact.name), email: asText(contact.email), phone: asText(contact.phone) });
      const labels = asList(asObject(value.tags).tags).flatMap((tag) => asText(asObject(tag).name) ?? []);
      const status = value.state === "closed" ? "resolved" : "open";
      take(read, file.name, line, given({ ref: id, customer, subject: asText(source.subject), status, labels, openedAt, turns }));
    }
  }
}
