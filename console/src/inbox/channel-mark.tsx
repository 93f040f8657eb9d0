/** Channels by a glyph of our own in the channel's colour; never a trademark's logo. */
import type { ReactNode } from "react";
import type { ChannelKind } from "../../../protocol/channels.ts";
import { useNamed } from "../i18n/index.ts";

/** glyph, hue of the dot */
const MARKS: Readonly<Record<ChannelKind, readonly [glyph: string, hue: number]>> = {
  wechat_oa: ["微", 150],
  wechat_mini: ["小", 150],
  wecom_kf: ["企", 235],
  dingtalk: ["钉", 250],
  feishu: ["飞", 230],
  qq: ["Q", 240],
  weibo: ["博", 40],
  douyin: ["抖", 340],
  whatsapp: ["W", 155],
  messenger: ["M", 265],
  instagram: ["I", 350],
  telegram: ["T", 235],
  line: ["L", 145],
  slack: ["S", 320],
  discord: ["D", 275],
  viber: ["V", 300],
  twilio_sms: ["短", 20],
  email: ["@", 60],
  kakao: ["K", 85],
  zalo: ["Z", 255],
  web: ["网", 200],
  app: ["端", 190],
  webhook: ["⇄", 90],
  api: ["A", 255],
};

export function useChannelName(): (kind: string) => string {
  const named = useNamed();
  return (kind) => named("channel", kind);
}

export function ChannelMark({ kind }: { kind: ChannelKind }): ReactNode {
  const name = useChannelName()(kind);
  const [glyph, hue] = MARKS[kind];
  return (
    <span className="channel-mark" role="img" aria-label={name} title={name} style={{ "--hue": hue } as React.CSSProperties}>
      {glyph}
    </span>
  );
}
