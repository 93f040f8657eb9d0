/**
 * KakaoTalk: a skill of Kakao i Open Builder. A skill may only answer, once, within a minute, through the callback of each message.
 * Source: kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide (answer format, AI chatbot callback).
 */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseKakao } from "./parse.ts";
import { outcomeOfKakao, renderKakao } from "./render.ts";
import { ackKakao, verifyKakao } from "./verify.ts";

export const kakaoConfigSchema = z.strictObject({
  /** Value of the header `x-kefu-secret` that is entered beside the skill's URL. */
  headerSecret: z.string().min(16).max(200),
  /** Bot id of Open Builder: others are refused. */
  botId: z.string().min(1).max(100),
  /** Said at once where a block has no callback, and nothing else can be said. */
  receivedText: z.string().min(1).max(1000).default("메시지를 받았습니다. 곧 답변드리겠습니다."),
});
export type KakaoConfig = z.infer<typeof kakaoConfigSchema>;

export const kakao: Channel<KakaoConfig> = {
  kind: "kakao",
  config: kakaoConfigSchema,
  secrets: ["headerSecret"],
  // Every answer goes to the callback address of its message.
  baseUrl: "https://bot-api.kakao.com",
  capabilities: CAPABILITIES.kakao,
  verify: verifyKakao,
  parse: parseKakao,
  ack: ackKakao,
  render: renderKakao,
  outcome: outcomeOfKakao,
};
