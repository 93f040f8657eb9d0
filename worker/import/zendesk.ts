/** Zendesk: JSON (or JSON lines) of tickets with their comments, and of users; people may stand inside the tickets or in a file of their own. */
import { textOfHtml } from "./html-text.ts";
import { jsonItems } from "./json-items.ts";
import { asList, asObject, asText, given, type ImportFile, type Read, take, timeOf } from "./records.ts";

type Item = { file: string; line: number; value: Record<string, unknown> };

const isUser = ({ value }: Item): boolean => typeof value.role === "string" && value.requester_id === undefined && value.comments === undefined;

function wordsOf(comment: Record<string, unknown>): string | undefined {
  const html = asText(comment.html_body);
  return asText(comment.plain_body) ?? asText(html === undefined ? comment.body : textOfHtml(html));
}

function turnsOf(ticket: Record<string, unknown>, requesterId: string | undefined, people: ReadonlyMap<string, Record<string, unknown>>): unknown[] {
  return asList(ticket.comments).flatMap((item, index) => {
    const comment = asObject(item);
    const text = wordsOf(comment);
    if (text === undefined) return [];
    const authorId = asText(comment.author_id);
    const author = { ...people.get(authorId ?? ""), ...asObject(comment.author) };
    const isCustomer = authorId === undefined ? author.role === "end-user" : authorId === requesterId || author.role === "end-user";
    const from = comment.public === false ? "note" : isCustomer ? "customer" : "agent";
    const agent = given({ email: asText(author.email), name: asText(author.name) });
    return [
      { ref: asText(comment.id) ?? `c${index}`, at: timeOf(comment.created_at ?? ticket.created_at), from, text, ...(from === "customer" ? {} : { agent }) },
    ];
  });
}

export function readZendesk(files: readonly ImportFile[], read: Read): void {
  const items = files.flatMap((file) => jsonItems(file, ["tickets", "users"], read).map(({ line, value }): Item => ({ file: file.name, line, value })));
  const people = new Map(items.filter(isUser).map(({ value }) => [asText(value.id) ?? "", value]));
  for (const { file, line, value } of items.filter((item) => !isUser(item))) {
    const requesterId = asText(value.requester_id ?? asObject(value.requester).id);
    const requester = { ...people.get(requesterId ?? ""), ...asObject(value.requester) };
    const turns = turnsOf(value, requesterId, people);
    if (turns.length === 0) {
      read.skipped.push({ file, line, why: "a ticket without comments" });
      continue;
    }
    const id = asText(value.id);
    const customer = given({ ref: requesterId ?? id, name: asText(requester.name), email: asText(requester.email), phone: asText(requester.phone) });
    const status = value.status === "solved" || value.status === "closed" ? "resolved" : "open";
    const openedAt = timeOf(value.created_at) ?? asObject(turns[0]).at;
    take(read, file, line, given({ ref: id, customer, subject: asText(value.subject), status, labels: asList(value.tags), openedAt, turns }));
  }
}
