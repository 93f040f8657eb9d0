/** Canned replies, macros, rules and outgoing webhooks in the OpenAPI document. */
import * as automation from "../../protocol/automation.ts";
import * as webhooks from "../../protocol/webhooks.ts";
import type { DescribedRoute } from "./described-route.ts";
import { importedSchema } from "./routes/imports.ts";

export const AUTOMATION_PATHS: readonly DescribedRoute[] = [
  ["get", "/v1/canned-replies", "Canned replies one sees; q= finds by shortcut, title, pinyin initials or words"],
  ["post", "/v1/canned-replies", "Keep a canned reply", automation.cannedDraftSchema],
  ["patch", "/v1/canned-replies/{id}", "Change a canned reply", automation.cannedChangeSchema],
  ["delete", "/v1/canned-replies/{id}", "Remove a canned reply"],
  ["post", "/v1/canned-replies/{id}/use", "The words as they would be sent in a conversation; counted as a use", automation.cannedUseSchema],
  ["get", "/v1/macros", "Macros one sees"],
  ["post", "/v1/macros", "Keep a macro", automation.macroDraftSchema],
  ["patch", "/v1/macros/{id}", "Change a macro", automation.macroChangeSchema],
  ["delete", "/v1/macros/{id}", "Remove a macro"],
  ["post", "/v1/macros/{id}/run", "Run a macro on a conversation, or see what it would say", automation.macroRunSchema],
  ["get", "/v1/automation/rules", "Automation rules in the order in which they are looked at"],
  ["post", "/v1/automation/rules", "Keep a rule; new ones are switched off", automation.ruleDraftSchema],
  ["patch", "/v1/automation/rules/{id}", "Change, order or switch a rule", automation.ruleChangeSchema],
  ["delete", "/v1/automation/rules/{id}", "Remove a rule"],
  ["get", "/v1/automation/rules/{id}/runs", "What a rule did lately"],
  ["post", "/v1/automation/rules/{id}/dry-run", "What a rule would have fitted; nothing is done", automation.dryRunSchema],
  ["post", "/v1/automation/dry-run", "The same for a rule that is not kept yet", automation.draftDryRunSchema],
  ["post", "/v1/import", "Conversations of another system: the export's raw body, from= its maker; larger ones go by `npm run import`"],
  ["post", "/v1/import/conversations", "The same, read already; importing twice changes nothing", importedSchema],
  ["get", "/v1/webhooks", "Outgoing webhooks, and the events there are"],
  ["post", "/v1/webhooks", "Subscribe an address to events; the answer shows the signing secret once", webhooks.webhookDraftSchema],
  ["get", "/v1/webhooks/{id}", "One webhook, and how its line stands"],
  ["patch", "/v1/webhooks/{id}", "Change, pause or switch on a webhook", webhooks.webhookChangeSchema],
  ["delete", "/v1/webhooks/{id}", "Remove a webhook"],
  ["post", "/v1/webhooks/{id}/rotate", "A new secret; the old one signs as well for a while", webhooks.webhookRotateSchema],
  ["post", "/v1/webhooks/{id}/test", "Send a test event"],
  ["get", "/v1/webhooks/{id}/deliveries", "What was sent, with every attempt; state= and type= filter"],
  ["post", "/v1/webhooks/{id}/replay", "Send one delivery, or all since a time, once more", webhooks.webhookReplaySchema],
  ["post", "/v1/webhooks/{id}/deliveries/{eventId}/skip", "Leave out a delivery that holds up the line"],
];
