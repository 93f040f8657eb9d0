/** A Kakao bot with callbacks: one answer to each message, within a minute. */
import {
  type FakeFloor,
  type FakePlatform,
  jsonOf,
  type PlatformAnswer,
  type PlatformCall,
  type PlatformState,
  startFake,
  type WebhookRequest,
} from "./fake-platform.ts";

const CONFIG = { headerSecret: "fake-header-secret-0123", botId: "bot-1" };
const CALLBACK_MS = 60_000;
const MAX_OUTPUTS = 3;
const MAX_TEXT = 1000;
const MAX_QUICK_REPLIES = 10;
const MAX_LABEL = 14;

export interface KakaoFake extends FakeFloor, FakePlatform {
  /** A message through a block without callback. */
  sayPlainly(customer: string, text: string): WebhookRequest;
}

interface Template {
  outputs?: { simpleText?: { text?: string }; simpleImage?: { imageUrl?: string; altText?: string } }[];
  quickReplies?: { label?: string; action?: string; messageText?: string }[];
}

export async function startKakao(): Promise<KakaoFake> {
  const callbacks = new Map<string, { customer: string; until: number; used: boolean }>();
  const floor = await startFake("kakao", { "POST /callback/*": (call, state) => take(call, state, callbacks) });
  let count = 0;
  const post = (customer: string, text: string, callbackUrl?: string): WebhookRequest => ({
    method: "POST",
    query: "",
    headers: { "content-type": "application/json", "x-kefu-secret": CONFIG.headerSecret },
    body: Buffer.from(
      JSON.stringify({
        bot: { id: CONFIG.botId, name: "shop" },
        intent: { id: "i", name: "fallback" },
        action: { id: "a", name: "ask", params: {}, clientExtra: {} },
        userRequest: {
          utterance: text,
          timezone: "Asia/Seoul",
          lang: "ko",
          user: { id: customer, type: "botUserKey", properties: {} },
          ...(callbackUrl ? { callbackUrl } : {}),
        },
      }),
    ),
  });
  return {
    ...floor,
    config: { ...CONFIG },
    say: async (customer, text) => {
      const id = `cb${++count}`;
      callbacks.set(id, { customer, until: floor.clock.now() + CALLBACK_MS, used: false });
      return post(customer, text, `${floor.baseUrl}/callback/${id}`);
    },
    sayPlainly: (customer, text) => post(customer, text),
  };
}

const failed = (message: string): PlatformAnswer => ({ body: { taskId: "t", status: "FAIL", message, timestamp: 0 } });

function take(call: PlatformCall, state: PlatformState, callbacks: Map<string, { customer: string; until: number; used: boolean }>): PlatformAnswer {
  const refuse = (why: string) => state.refuse("FAIL", why, call, failed(why));
  const right = callbacks.get(call.path.split("/").at(-1) ?? "");
  const body = jsonOf(call);
  const template = (body?.template ?? {}) as Template;
  const problem = body?.version === "2.0" ? templateProblem(template) : "version";
  if (!right || state.now() >= right.until) return refuse("callback token expired");
  if (right.used) return refuse("callback token already used");
  if (problem) return refuse(`invalid template: ${problem}`);
  right.used = true;
  for (const output of template.outputs ?? []) {
    const text = output.simpleText?.text;
    state.deliver({
      to: right.customer,
      kind: text === undefined ? "image" : "text",
      id: `t${state.now()}`,
      raw: output,
      ...(text === undefined ? {} : { text }),
    });
  }
  return { body: { taskId: `t${state.now()}`, status: "SUCCESS", message: "success", timestamp: state.now() } };
}

function templateProblem({ outputs = [], quickReplies = [] }: Template): string | null {
  if (outputs.length === 0 || outputs.length > MAX_OUTPUTS) return `${outputs.length} outputs`;
  const wrong = outputs.find(({ simpleText, simpleImage }) => {
    if (simpleText) return !simpleText.text || simpleText.text.length > MAX_TEXT;
    return !/^https:\/\//.test(simpleImage?.imageUrl ?? "") || !simpleImage?.altText;
  });
  if (wrong) return "an output";
  if (quickReplies.length > MAX_QUICK_REPLIES) return "quickReplies";
  return quickReplies.some(({ label = "", messageText }) => label === "" || label.length > MAX_LABEL || !messageText) ? "a quick reply" : null;
}
