/** Values of the shapes that shops and customers use, to fill frames with. */
import type { SlotName } from "../../protocol/understanding.ts";

export type Chance = () => number;
export const pick = <T>(chance: Chance, from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;
const digits = (chance: Chance, count: number): string => Array.from({ length: count }, () => Math.floor(chance() * 10)).join("");
export const number = (chance: Chance, count: number): string => `${1 + Math.floor(chance() * 9)}${digits(chance, count - 1)}`;

export const NAMES: Readonly<Record<string, SlotName>> = {
  o: "order_number",
  t: "order_tail",
  k: "tracking_number",
  p: "phone",
  pt: "phone_tail",
  e: "email",
  d: "date",
  a: "amount",
  q: "quantity",
  g: "product",
};

/** Words that name goods: those of `test` are in no frame that rules are mended on. */
export const GOODS: Readonly<Record<"zh" | "en", Readonly<Record<"dev" | "test", readonly string[]>>>> = {
  zh: {
    dev: ["蓝牙耳机", "羽绒服", "电饭煲", "不锈钢锅", "儿童书包", "洗面奶", "小米手环", "高跟鞋", "空气炸锅", "红色连衣裙", "收纳盒", "iPhone 16手机壳"],
    test: [
      "扫地机器人",
      "防晒霜",
      "机械键盘",
      "太阳镜",
      "婴儿推车",
      "碎花裙",
      "保温杯",
      "瑜伽垫",
      "不粘锅",
      "洗发水",
      "华为平板",
      "白色运动鞋",
      "多功能料理机",
    ],
  },
  en: {
    dev: ["headphones", "winter coat", "coffee machine", "running shoes", "desk lamp", "phone case", "Bluetooth speaker", "kids backpack", "kettle"],
    test: [
      "wool sweater",
      "air fryer",
      "wireless keyboard",
      "hiking boots",
      "baby stroller",
      "yoga mat",
      "sunglasses",
      "red dress",
      "electric toothbrush",
      "sofa",
    ],
  },
};

export type Maker = (chance: Chance) => string;
export const ZH: Readonly<Record<string, readonly Maker[]>> = {
  o: [
    (c) => `20${pick(c, ["24", "25", "26"])}${digits(c, pick(c, [6, 8, 10]))}`,
    (c) => number(c, pick(c, [8, 9, 10, 12, 18, 19])),
    (c) => `${pick(c, ["SO", "DD", "KF", "LT"])}${pick(c, ["", "-"])}${number(c, pick(c, [8, 10]))}`,
  ],
  t: [(c) => digits(c, 4)],
  k: [(c) => `SF${digits(c, 13)}`, (c) => `YT${digits(c, 13)}`, (c) => `7731${digits(c, 11)}`, (c) => `4312${digits(c, 9)}`, (c) => `JT${digits(c, 13)}`],
  p: [(c) => `1${pick(c, ["38", "59", "86", "77", "99", "35"])}${digits(c, 8)}`, (c) => `138 ${digits(c, 4)} ${digits(c, 4)}`, (c) => `+86 139${digits(c, 8)}`],
  pt: [(c) => digits(c, 4)],
  e: [(c) => `${pick(c, ["li.wei", "zhang_88", "chen2001", "q7x"])}@${pick(c, ["qq.com", "163.com", "gmail.com", "mail.example.org"])}`],
  d: [
    (c) =>
      pick(c, [
        "11月3号",
        "10月28日",
        "昨天",
        "前天",
        "上周五",
        "本周六",
        "明天",
        "2026年11月2日",
        "2026-11-05",
        "今天",
        "后天",
        "这周三",
        "12号",
        "11/11",
        "星期天",
      ]),
  ],
  a: [
    (c) => `${number(c, pick(c, [2, 3, 4]))}元`,
    (c) => `${number(c, 2)}块`,
    (c) => `¥${number(c, 3)}`,
    (c) => `${number(c, 2)}.5元`,
    (c) => `${number(c, 2)}块钱`,
  ],
  q: [(c) => pick(c, ["两", "3", "三", "5", "十"])],
};
export const EN: Readonly<Record<string, readonly Maker[]>> = {
  ...ZH,
  o: [
    (c) => number(c, pick(c, [5, 6, 7, 8, 10])),
    (c) => `${pick(c, ["GB", "US", "LT", "ORD"])}-${number(c, pick(c, [5, 6, 7]))}`,
    (c) => `${digits(c, 3)}-${digits(c, 7)}-${digits(c, 7)}`,
  ],
  k: [(c) => `9400${digits(c, 18)}`, () => "1Z999AA10123456784", (c) => `JT${digits(c, 13)}`, (c) => `7489${digits(c, 8)}`],
  p: [
    (c) => `+1 ${pick(c, ["415", "646", "312"])}-555-${digits(c, 4)}`,
    (c) => `07700 900${digits(c, 3)}`,
    (c) => `+44 7700 900${digits(c, 3)}`,
    (c) => `(415) 555-${digits(c, 4)}`,
    (c) => `415-555-${digits(c, 4)}`,
  ],
  e: [(c) => `${pick(c, ["anna.k", "m.brown", "ops+kefu", "hello", "j_ng"])}@${pick(c, ["gmail.com", "example.co.uk", "outlook.com"])}`],
  d: [
    (c) =>
      pick(c, [
        "yesterday",
        "last Friday",
        "Nov 3",
        "November 12",
        "3rd November",
        "next Monday",
        "tomorrow",
        "12/11/2026",
        "2026-11-03",
        "this Saturday",
        "Oct 28th",
        "on Tuesday".slice(3),
      ]),
  ],
  a: [(c) => `$${number(c, pick(c, [2, 3]))}`, (c) => `£${number(c, 2)}.99`, (c) => `€${number(c, 3)}`, (c) => `${number(c, 2)} dollars`],
  q: [(c) => pick(c, ["two", "3", "five", "12"])],
};
