/** The fake platforms of all kinds, in the order of CHANNEL_KINDS. */
import type { ChannelKind } from "../../../protocol/channels.ts";
import { startDingtalk } from "./dingtalk.ts";
import { startDiscord } from "./discord.ts";
import { startDouyin } from "./douyin.ts";
import { startEmail } from "./email.ts";
import type { FakePlatform } from "./fake-platform.ts";
import { startFeishu } from "./feishu.ts";
import { startInstagram } from "./instagram.ts";
import { startKakao } from "./kakao.ts";
import { startLine } from "./line.ts";
import { startMessenger } from "./messenger.ts";
import { startQq } from "./qq.ts";
import { startSlack } from "./slack.ts";
import { startTelegram } from "./telegram.ts";
import { startTwilioSms } from "./twilio_sms.ts";
import { startViber } from "./viber.ts";
import { startWebhook } from "./webhook.ts";
import { startWechatMini } from "./wechat_mini.ts";
import { startWechatOa } from "./wechat_oa.ts";
import { startWecomKf } from "./wecom_kf.ts";
import { startWeibo } from "./weibo.ts";
import { startWhatsapp } from "./whatsapp.ts";
import { startZalo } from "./zalo.ts";

// biome-ignore format: one line per kind, so that two people can add theirs
export const FAKE_PLATFORMS: Readonly<Partial<Record<ChannelKind, () => Promise<FakePlatform>>>> = {
  wechat_oa: startWechatOa,
  wechat_mini: startWechatMini,
  wecom_kf: startWecomKf,
  dingtalk: startDingtalk,
  feishu: startFeishu,
  qq: startQq,
  weibo: startWeibo,
  douyin: startDouyin,
  whatsapp: startWhatsapp,
  messenger: startMessenger,
  instagram: startInstagram,
  telegram: startTelegram,
  line: startLine,
  slack: startSlack,
  discord: startDiscord,
  viber: startViber,
  twilio_sms: startTwilioSms,
  email: startEmail,
  kakao: startKakao,
  zalo: startZalo,
  webhook: startWebhook,
};
