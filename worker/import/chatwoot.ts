/** Chatwoot: conversations with their messages as its API gives them (`GET …/conversations/:id` with `messages`), as a list or one a line. */
import { jsonItems } from "./json-items.ts";
import { asList, asObject, asText, given, type ImportFile, type Read, take, timeOf } from "./records.ts";

/** `message_type`: 0 incoming, 1 outgoing, 2 activity, 3 template. Activities are events, which are not words. */
const SPEAKERS: Readonly<Record<string, "customer" | "agent" | "bot">> = {
  "0": "customer",
  incoming: "customer",
  "1": "agent",
  outgoing: "agent",
  "3": "bot",
  template: "bot",
};

function turnsOf(conversation: Record<string, unknown>): unknown[] {
  return asList(conversation.messages).flatMap((item) => {
    const message = asObject(item);
    const speaker = SPEAKERS[String(message.message_type)];
    const text = asText(message.content) ?? (asList(message.attachments).length > 0 ? "[attachment]" : undefined);
    if (!speaker || text === undefined) return [];
    const sender = asObject(message.sender);
    const from = message.private === true ? "note" : speaker;
    const agent = given({ email: asText(sender.email), name: asText(sender.name) });
    return [{ ref: asText(message.id), at: timeOf(message.created_at), from, text, ...(from === "customer" ? {} : { agent }) }];
  });
}

export function readChatwoot(files: readonly ImportFile[], read: Read): void {
  for (const file of files) {
    for (const { line, value } of jsonItems(file, ["conversations", "payload"], read)) {
      const sender = asObject(asObject(value.meta).sender ?? value.contact);
      const id = asText(value.id ?? value.display_id);
      const customer = given({ ref: asText(sender.id) ?? id, name: asText(sender.name), email: asText(sender.email), phone: asText(sender.phone_number) });
      const turns = turnsOf(value);
      if (turns.length === 0) {
        read.skipped.push({ file: file.name, line, why: "nothing was said" });
        continue;
      }
      const openedAt = timeOf(value.created_at ?? value.timestamp) ?? asObject(turns[0]).at;
      const status = value.status === "resolved" ? "resolved" : "open";
      take(read, file.name, line, { ref: id, customer, status, labels: asList(value.labels), openedAt, turns });
    }
  }
}
