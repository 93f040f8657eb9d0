/** The hono app: who asks, then the routes; whatever breaks is answered as a problem. */
import { Hono } from "hono";
import { cors } from "hono/cors";
import { log, whereOf } from "../resilience/log.ts";
import { servicesOf } from "../services.ts";
import { audited } from "./audited.ts";
import { authenticate } from "./auth.ts";
import type { HttpEnv } from "./context.ts";
import { keptAnswers } from "./kept-answers.ts";
import { observed } from "./observed.ts";
import { problemAnswer } from "./problems.ts";
import { agentsSignIn } from "./routes/agents-sign-in.ts";
import { archives } from "./routes/archives.ts";
import { audit } from "./routes/audit.ts";
import { canned } from "./routes/canned.ts";
import { channels } from "./routes/channels.ts";
import { consults } from "./routes/consults.ts";
import { conversations } from "./routes/conversations.ts";
import { customers } from "./routes/customers.ts";
import { handingOn } from "./routes/handing-on.ts";
import { identityLinks } from "./routes/identity-links.ts";
import { identityProviders } from "./routes/identity-providers.ts";
import { imports } from "./routes/imports.ts";
import { intents } from "./routes/intents.ts";
import { keys } from "./routes/keys.ts";
import { knowledge } from "./routes/knowledge.ts";
import { media } from "./routes/media.ts";
import { messages } from "./routes/messages.ts";
import { models } from "./routes/models.ts";
import { mySignIn } from "./routes/my-sign-in.ts";
import { metricsRoute, observing } from "./routes/observing.ts";
import { oidc } from "./routes/oidc.ts";
import { orders } from "./routes/orders.ts";
import { outgoingWebhooks } from "./routes/outgoing-webhooks.ts";
import { passkeys } from "./routes/passkeys.ts";
import { passwordReset } from "./routes/password-reset.ts";
import { people } from "./routes/people.ts";
import { privacy } from "./routes/privacy.ts";
import { queueing } from "./routes/queueing.ts";
import { reports } from "./routes/reports.ts";
import { rules } from "./routes/rules.ts";
import { settings } from "./routes/settings.ts";
import { signIns } from "./routes/sign-in.ts";
import { system } from "./routes/system.ts";
import { templates } from "./routes/templates.ts";
import { visitorHelp } from "./routes/visitor-help.ts";
import { visitors } from "./routes/visitors.ts";
import { securityHeaders } from "./security-headers.ts";
import { sockets } from "./sockets.ts";
import { webhooks } from "./webhooks.ts";

export function makeApp(): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(async (c, next) => {
    c.set("services", servicesOf(c.env));
    c.set("principal", null);
    c.set("change", null);
    await next();
  });
  app.use(observed);
  app.use(securityHeaders);
  app.onError((error) => {
    log("error", "unforeseen", whereOf(error));
    return problemAnswer("internal", "Something broke on our side; it has been noted");
  });
  app.route("/", metricsRoute);
  app.route("/", webhooks);
  app.options("/v1/*", cors({ origin: "*", allowHeaders: ["authorization", "content-type", "idempotency-key"], maxAge: 86_400 }));
  app.use("/v1/*", authenticate);
  app.use("/v1/*", keptAnswers);
  app.use("/v1/*", audited);
  for (const routes of [
    messages,
    conversations,
    customers,
    identityLinks,
    channels,
    people,
    consults,
    handingOn,
    queueing,
    visitors,
    visitorHelp,
    settings,
    templates,
    knowledge,
    orders,
    media,
    reports,
    intents,
    models,
    canned,
    imports,
    rules,
    privacy,
    outgoingWebhooks,
    archives,
    observing,
    sockets,
    signIns,
    mySignIn,
    passkeys,
    oidc,
    identityProviders,
    passwordReset,
    agentsSignIn,
    keys,
    audit,
    system,
  ])
    app.route("/", routes);
  return app;
}
