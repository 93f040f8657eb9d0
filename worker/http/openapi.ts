/** The OpenAPI 3.1 document, made from the schemas the doors parse with. */
import { z } from "zod";
import * as api from "../../protocol/api.ts";
import { atRiskSchema } from "../../protocol/at-risk.ts";
import { PROBLEMS } from "../../protocol/errors.ts";
import { intentThresholdSchema } from "../../protocol/intent-threshold.ts";
import { conversationPageSchema } from "../../protocol/listed-conversation.ts";
import { visitorFramesSchema } from "../../protocol/visitor-frames.ts";
import { connectorSchema } from "../orders/connectors.ts";
import { templateChangeSchema, templateDraftSchema } from "../suggestions/templates.ts";
import { tenantChangeSchema } from "../tenants/tenant.ts";
import { accessOf } from "./access.ts";
import { AUTOMATION_PATHS } from "./automation-paths.ts";
import type { DescribedRoute } from "./described-route.ts";
import { PRIVACY_PATHS } from "./privacy-paths.ts";
import { identityLinkSchema } from "./routes/identity-links.ts";
import { providerChangeSchema, providerDraftSchema } from "./routes/identity-providers.ts";
import { intentChangeSchema, intentDraftSchema } from "./routes/intents.ts";
import { articleSchema, synonymsSchema } from "./routes/knowledge.ts";
import { correctionSchema, goLiveSchema, manifestSchema } from "./routes/models.ts";
import { ticketSchema } from "./routes/oidc.ts";
import { resetAskedSchema, resetSchema } from "./routes/password-reset.ts";
import { waitingWishSchema } from "./routes/queueing.ts";
import { articleHelpedSchema } from "./routes/visitor-help.ts";
import { webhooksDocument } from "./webhooks-document.ts";

const ROUTES: readonly DescribedRoute[] = [
  ["get", "/v1/health", "State of all components"],
  ["post", "/v1/message", "A customer's message by API", api.inboundMessageSchema],
  ["post", "/v1/understand", "Intents and slots of a text", api.understandSchema],
  ["get", "/v1/channels", "Channel accounts"],
  ["post", "/v1/channels", "Set up a channel account", api.channelDraftSchema],
  ["get", "/v1/channels/{id}", "One channel account"],
  ["patch", "/v1/channels/{id}", "Change a channel account", api.channelChangeSchema],
  ["delete", "/v1/channels/{id}", "Remove a channel account"],
  ["get", "/v1/customers", "A customer by identity=kind:value"],
  ["get", "/v1/customers/{id}", "A customer with conversations, topics and turns"],
  ["post", "/v1/customers/{id}/merge", "Join two customers", api.mergeSchema],
  ["post", "/v1/customers/{id}/unmerge", "Undo a join", api.unmergeSchema],
  ["post", "/v1/identity/links", "A token with which your user proves on any channel who they are", identityLinkSchema],
  ["get", "/v1/conversations", "The inbox lists", undefined, conversationPageSchema],
  ["get", "/v1/conversations/{id}", "Turns, suggestions, orders, window, deliveries, and a summary for whoever takes it over"],
  ["post", "/v1/conversations/{id}/replies", "Answer the customer", api.replySchema],
  ["post", "/v1/conversations/{id}/notes", "A note for colleagues", api.noteSchema],
  ["post", "/v1/conversations/{id}/assign", "Give it to an agent, whose team it moves to, or back to the queue; 422 for nobody who is there", api.assignSchema],
  [
    "post",
    "/v1/conversations/{id}/transfer",
    "Pass it on; to an agent of another team it moves to theirs (`conversation.teamId`) and comes back unless they take it",
    api.transferSchema,
  ],
  ["post", "/v1/conversations/{id}/consult", "Ask a colleague or a team for help; they see it and write notes, its owner stays", api.consultSchema],
  ["post", "/v1/conversations/{id}/consult/accept", "Come to help, or take over what is handed to you", api.consultAcceptSchema],
  ["post", "/v1/conversations/{id}/consult/decline", "Not come, go again, or not take over; its owner is told why", api.consultDeclineSchema],
  ["post", "/v1/conversations/{id}/consult/handover", "Hand it over to whoever helps, once they accept", api.consultStepSchema],
  ["post", "/v1/conversations/{id}/consult/take-back", "No help is needed any more", api.consultStepSchema],
  ["post", "/v1/conversations/{id}/called-back", "The customer who waited for a call was called", api.calledBackSchema],
  ["post", "/v1/conversations/{id}/resolve", "Done", api.resolveSchema],
  ["post", "/v1/conversations/{id}/reopen", "Not done after all", api.reopenSchema],
  ["post", "/v1/conversations/{id}/snooze", "Out of sight until a time", api.snoozeSchema],
  ["post", "/v1/conversations/{id}/labels", "Labels", api.labelsSchema],
  ["post", "/v1/conversations/{id}/priority", "Priority", api.prioritySchema],
  ["post", "/v1/conversations/{id}/facts", "Set or take away what is remembered of the customer", api.factSchema],
  ["post", "/v1/conversations/{id}/read", "Read up to a turn", api.readSchema],
  ["post", "/v1/conversations/{id}/suggestions", "What became of a suggestion", api.suggestionUseSchema],
  ["post", "/v1/conversations/{id}/accept", "Take what was offered"],
  ["post", "/v1/conversations/{id}/decline", "Leave it to somebody else", api.declineSchema],
  ["get", "/v1/knowledge/articles", "Articles"],
  ["post", "/v1/knowledge/articles", "Add or replace an article", articleSchema],
  ["get", "/v1/knowledge/articles/{id}", "One article"],
  ["delete", "/v1/knowledge/articles/{id}", "Remove an article"],
  ["post", "/v1/knowledge/import", "Articles as Markdown, HTML, CSV, JSON lines or a zip of them (x-file-name)"],
  ["get", "/v1/knowledge/imports/{id}", "How far an import is"],
  ["get", "/v1/knowledge/search", "Search with q="],
  [
    "get",
    "/v1/reports/conversations",
    "Figures by day, team, agent, channel, intent or label, with medians and 95th percentiles of times; CSV with Accept: text/csv",
  ],
  ["get", "/v1/reports/conversations/behind", "The conversations behind one figure= of one group=; CSV with Accept: text/csv"],
  ["get", "/v1/reports/suggestions", "What became of suggestions, by how sure they were"],
  ["get", "/v1/reports/suggestions/behind", "The conversations of the suggestions with this used= and band=; CSV with Accept: text/csv"],
  ["get", "/v1/reports/ledger", "Accepted = stored = delivered + parked"],
  ["get", "/v1/traces/{requestId}", "The road of a request by its x-request-id: recorded, thought, queued, sent"],
  ["get", "/metrics", "Figures for Prometheus"],
  ["get", "/v1/reports/repeats", "Questions that keep coming back, whether an article answers them, and the time an answer would save"],
  ["get", "/v1/reports/live", "Queues, agents and degraded components now"],
  ["get", "/v1/intents", "Built-in and own intents"],
  [
    "get",
    "/v1/intent-thresholds/{name}",
    "Precision and recall of an intent of your own at every threshold (each example left out once), and what its examples are taken for",
    undefined,
    intentThresholdSchema,
  ],
  ["post", "/v1/intents", "An intent of your own from a few examples", intentDraftSchema],
  ["patch", "/v1/intents/{name}", "Change an intent of your own", intentChangeSchema],
  ["delete", "/v1/intents/{name}", "Remove an intent of your own"],
  ["post", "/v1/intents/corrections", "What a message really meant, for the next model", correctionSchema],
  ["get", "/v1/intents/training-set", "Corrected messages as JSON lines; part=train or held, cursor= (x-next-cursor)"],
  ["get", "/v1/models", "Own models and which one is live"],
  ["put", "/v1/models/{name}", "The manifest of an own model; its files follow", manifestSchema],
  ["put", "/v1/models/{name}/{file}", "One file of an own model, checked against the manifest: raw bytes"],
  ["post", "/v1/models/{name}/live", "Put an own model live; refused when it is worse on your held-back messages", goLiveSchema],
  ["post", "/v1/models/rollback", "Back to the model that was live before"],
  ["delete", "/v1/models/{name}", "Remove an own model that is not live"],
  ["post", "/v1/orders/import", "Orders as CSV or JSON lines"],
  ["get", "/v1/orders", "Orders by tail, number, tracking, phone or phoneTail"],
  ...AUTOMATION_PATHS,
  ...PRIVACY_PATHS,
  ["get", "/v1/order-connectors", "Shops that are asked for orders"],
  ["post", "/v1/order-connectors", "Ask a shop for orders", connectorSchema],
  ["delete", "/v1/order-connectors/{id}", "Stop asking a shop"],
  ["post", "/v1/uploads", "A file for a reply or a visitor's message: raw bytes, x-file-name"],
  ["get", "/v1/media/{key}", "A file by signed link"],
  ["get", "/v1/conversations/{id}/turns/{turnId}/media/{index}", "The file of a turn"],
  ["get", "/v1/teams", "Teams"],
  ["post", "/v1/teams", "Add a team", api.teamDraftSchema],
  ["patch", "/v1/teams/{id}", "Change a team", api.teamChangeSchema],
  ["get", "/v1/teams/{id}/queue", "The waiting line"],
  ["get", "/v1/teams/{id}/at-risk", "Conversations whose targets are nearly or already missed, the earliest due first", undefined, atRiskSchema],
  ["get", "/v1/teams/{id}/forecast", "The next half hour"],
  ["get", "/v1/teams/{id}/forecast/history", "What was forecast for each half hour, and what came"],
  ["get", "/v1/teams/{id}/opening", "Whether the team is open, and until when"],
  ["post", "/v1/visitor/queue", "How a waiting visitor wants to wait", waitingWishSchema],
  ["get", "/v1/agents", "Agents with presence"],
  ["post", "/v1/agents", "Add an agent", api.agentDraftSchema],
  ["patch", "/v1/agents/{id}", "Change an agent", api.agentChangeSchema],
  ["post", "/v1/agents/me/presence", "My presence", api.presenceSchema],
  ["get", "/v1/agent/socket", "An agent's websocket"],
  ["get", "/v1/agent/events", "The same feed by polling"],
  ["post", "/v1/sign-in", "Sign in", api.signInSchema],
  ["post", "/v1/sign-in/second-factor", "A code of the app or a recovery code, with the ticket of the first answer", api.secondFactorSchema],
  ["post", "/v1/sign-in/passkey/options", "What the browser is asked for a passkey"],
  ["post", "/v1/sign-in/passkey", "Sign in with a passkey", api.passkeySignInSchema],
  ["get", "/v1/sign-in/providers", "Identity providers for email= or tenant="],
  ["get", "/v1/sign-in/oidc/{id}/start", "To the identity provider; comes back to the console with #sign-in-ticket= or #sign-in-failed="],
  ["get", "/v1/sign-in/oidc/callback", "Where the identity provider sends the browser back"],
  ["post", "/v1/sign-in/ticket", "Sign in with the ticket of the identity provider's way", ticketSchema],
  ["post", "/v1/password-reset", "A link by mail for a new password; the answer never says whether the address is known", resetAskedSchema],
  ["post", "/v1/password-reset/confirm", "A new password with the link's token; all sign-ins end", resetSchema],
  ["get", "/v1/identity-providers", "Identity providers (OpenID Connect)"],
  ["post", "/v1/identity-providers", "Set up an identity provider", providerDraftSchema],
  ["patch", "/v1/identity-providers/{id}", "Change an identity provider", providerChangeSchema],
  ["delete", "/v1/identity-providers/{id}", "Remove an identity provider"],
  ["post", "/v1/sign-in/refresh", "A new token", api.refreshSchema],
  ["post", "/v1/sign-out", "Sign out"],
  ["get", "/v1/me/factors", "Which second factors I have"],
  ["post", "/v1/me/password", "Change my password; other sign-ins end", api.passwordChangeSchema],
  ["post", "/v1/me/totp", "A secret for an authenticator app (secret, otpauth uri)", api.provenSchema],
  ["post", "/v1/me/totp/confirm", "The app's first code; answers recovery codes, shown once", api.codeSchema],
  ["delete", "/v1/me/totp", "Remove the authenticator app", api.provenSchema],
  ["post", "/v1/me/recovery-codes", "New recovery codes, shown once", api.provenSchema],
  ["get", "/v1/me/passkeys", "My passkeys"],
  ["post", "/v1/me/passkeys/options", "What the browser is asked to make a passkey", api.provenSchema],
  ["post", "/v1/me/passkeys", "Add a passkey", api.passkeyDraftSchema],
  ["delete", "/v1/me/passkeys/{id}", "Remove a passkey"],
  ["get", "/v1/me/sign-ins", "Where I am signed in"],
  ["delete", "/v1/me/sign-ins", "End all my other sign-ins"],
  ["delete", "/v1/me/sign-ins/{id}", "End one of my sign-ins"],
  ["get", "/v1/agents/{id}/sign-ins", "Where an agent is signed in"],
  ["delete", "/v1/agents/{id}/sign-ins", "End all sign-ins of an agent"],
  ["delete", "/v1/agents/{id}/factors", "Take away an agent's second factors, when they are lost"],
  ["get", "/v1/audit", "Who did what to what: actor, action, subject, from, to, cursor, limit, format=json|csv|jsonl"],
  ["get", "/v1/audit/head", "The newest entry's number and hash, and the head as it is noted elsewhere"],
  ["get", "/v1/keys", "API keys"],
  ["post", "/v1/keys", "A new API key", api.keyDraftSchema],
  ["post", "/v1/keys/{id}/rotate", "A new key with the same rights; the old one ends later", api.keyRotationSchema],
  ["delete", "/v1/keys/{id}", "Revoke an API key"],
  ["post", "/v1/visitor/token", "A token for the widget's visitor", api.visitorTokenSchema],
  ["get", "/v1/visitor/socket", "A visitor's websocket"],
  [
    "get",
    "/v1/visitor/config",
    "How the widget looks in the visitor's language, what it asks first, whether the team is open (tenant= before there is a token)",
  ],
  ["get", "/v1/visitor/articles", "Public articles: with q= by words, without the most helpful ones"],
  ["get", "/v1/visitor/articles/{id}", "A public article as safe HTML"],
  ["post", "/v1/visitor/articles/{id}/helped", "Whether a public article helped its reader", articleHelpedSchema],
  ["get", "/v1/knowledge/synonyms", "Words that mean the same in this shop"],
  ["post", "/v1/knowledge/synonyms", "Set them, all at once", synonymsSchema],
  ["get", "/v1/templates", "Answers for intents, by language and channel"],
  ["post", "/v1/templates", "Add an answer for an intent", templateDraftSchema],
  ["patch", "/v1/templates/{id}", "Change an answer's words", templateChangeSchema],
  ["delete", "/v1/templates/{id}", "Remove an answer"],
  ["get", "/v1/settings", "The tenant's settings"],
  ["patch", "/v1/settings", "Change settings; what is left out stays", tenantChangeSchema],
  ["get", "/v1/visitor/events", "The same frames as an event stream, or as a list that waits up to wait= seconds"],
  ["post", "/v1/visitor/frames", "A visitor's frames where no websocket gets through", visitorFramesSchema],
];

const PROBLEM_REF = { description: "A problem (RFC 9457)", content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } };

export function openApi(origin: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [method, path, summary, schema, answer] of ROUTES) {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map((match) => ({ name: match[1], in: "path", required: true, schema: { type: "string" } }));
    const body = schema ? { requestBody: { required: true, content: { "application/json": { schema: z.toJSONSchema(schema, { io: "input" }) } } } } : {};
    const content = answer ? { content: { "application/json": { schema: z.toJSONSchema(answer, { io: "output" }) } } } : {};
    const access = accessOf(method, path);
    const operation = {
      summary,
      ...(access === undefined ? {} : { "x-access": access }),
      parameters,
      ...body,
      responses: { "2XX": { description: "Done", ...content }, default: PROBLEM_REF },
    };
    paths[path] = { ...paths[path], [method]: operation };
  }
  const problem = {
    type: "object",
    required: ["type", "title", "status", "code", "detail"],
    properties: {
      type: { type: "string" },
      title: { type: "string" },
      status: { type: "integer" },
      code: { enum: Object.keys(PROBLEMS) },
      detail: { type: "string" },
      field: { type: "string" },
    },
  };
  return {
    openapi: "3.1.0",
    info: { title: "Kefu", version: "0.1.0", description: "Omnichannel customer-service engine" },
    servers: [{ url: origin }],
    security: [{ bearer: [] }],
    paths,
    webhooks: webhooksDocument(),
    components: { schemas: { Problem: problem }, securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
  };
}
