/** A shop whose admin has set things up, for pictures of the pages that show them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, type RunningEngine } from "../../support/engine.ts";

const SHIPPED = join(import.meta.dirname, "../../../wasm-models/shipped/manifest.json");

/** An address that nobody answers at, a canned reply, a macro, a question before the chat, an own model, two own intents, an identity provider, an answer for an intent. */
export async function setUp(engine: RunningEngine, baseUrl: string): Promise<void> {
  const made = await engine.call("POST", "/v1/webhooks", { url: `${baseUrl}/nobody`, events: ["message.received"], description: "ERP" });
  await engine.call("POST", `/v1/webhooks/${made.body.id}/test`);
  await engine.call("POST", "/v1/canned-replies", { shortcut: "tk", title: "退款进度", text: "{{customer}}您好，退款已在处理", shared: true });
  const actions = [
    { action: "label", add: ["退款"] },
    { action: "reply", text: "已为您登记退款" },
  ];
  const conditions = { all: [{ field: "text", op: "contains", value: "退款" }] };
  await engine.call("POST", "/v1/automation/rules", {
    name: "退款自动加标签",
    event: "message.received",
    conditions,
    actions: actions.slice(0, 1),
    enabled: true,
  });
  await engine.call("POST", "/v1/macros", { name: "登记退款", actions, shared: true });
  await engine.call("POST", "/v1/templates", { intent: "invoice", language: "zh", text: "电子发票会发到 {{email}}，一般五分钟内收到。" });
  await ownIntents(engine);
  await engine.call("PUT", "/v1/models/autumn", JSON.parse(readFileSync(SHIPPED, "utf8")));
  await engine.call("POST", "/v1/identity-providers", {
    name: "示例公司",
    issuer: baseUrl,
    clientId: "kefu",
    clientSecret: "not-a-secret",
    domains: ["shop.example"],
    createAgents: true,
    defaultTeams: ["support"],
  });
  const label = { "zh-CN": "称呼", en: "Your name" };
  await engine.call("PATCH", "/v1/settings", { widget: { preChat: [{ name: "name", kind: "text", label, required: true }] } });
}

/** A customer whose agent put away what was offered, and is done with them. */
export async function refuseSuggestion(engine: RunningEngine, token: string): Promise<void> {
  const said = await engine.call("POST", "/v1/message", { from: { id: "c-4", name: "王磊" }, text: "退款多久到账？" });
  const path = `/v1/conversations/${said.body.conversationId}`;
  await engine.call("POST", `${path}/accept`, {}, { token });
  const offered = await eventually(async () => ((await engine.call("GET", path)).body.suggestions as { id: string }[])[0], "an answer is offered");
  await engine.call("POST", `${path}/suggestions`, { suggestionId: offered.id, used: "refused" }, { token });
  await engine.call("POST", `${path}/resolve`, {}, { token });
}

/** A busy machine takes its time to load the model. */
const LEARNS_MS = 60_000;

/** They are learnt with the model, which may still be loading. */
async function ownIntents(engine: RunningEngine): Promise<void> {
  const giftWrap = [
    "可以帮我包装成礼物吗",
    "能不能用礼盒装 送人的",
    "麻烦包个礼品包装",
    "有礼品袋吗 想送朋友",
    "can you gift wrap it",
    "do you do gift wrapping",
  ];
  const card = ["能写张贺卡吗", "放一张生日卡片", "卡片上写生日快乐", "麻烦附一张手写卡", "please add a greeting card", "送人的 放张卡片"];
  const drafts = [
    { name: "gift_wrap", description: "要求礼品包装", examples: giftWrap },
    { name: "greeting_card", description: "要求附贺卡", examples: card },
  ];
  for (const draft of drafts)
    await eventually(async () => (await engine.call("POST", "/v1/intents", draft)).status === 201, `the intent ${draft.name} is learnt`, LEARNS_MS);
}
