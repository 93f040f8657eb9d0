/** Numbers that name something: orders, parcels, phones and their tails, told apart by shape and by the words before and after. Pure. */
import type { Slot, SlotName } from "../../protocol/understanding.ts";
import { carrierOf } from "./carriers.ts";

/** Words that make the number after them none of ours. */
const FOREIGN =
  /(?:验证码|会员编号|条形?码|柜编号|合同号|流水号|qq号?|微信号?|抖音号|[账帐]号|券码|兑换码|优惠码|激活码|代码|取件码|提货码|取货码|核销码|会员(?:卡)?号?|卡号|银行卡|信用卡|储蓄卡|序列号|串号|税号|礼品卡(?:号|码)?|身份证号?|密码|工号|学号|型号|货号|款号|房间?号?|门牌号?|楼|(?<![a-z])(?:sn|imei|wx|iban|account (?:number|no\.?)|sort code|reg(?:istration)? (?:number|no\.?)|barcode|extension|verification code|pick-?up code|serial(?: number| no\.?)?|membership(?: number| no\.?| id)?|member (?:number|id)|gift ?card(?: number| code)?|tax (?:id|number)|vat(?: number| no\.?)?|card(?: number| no\.?)?|passport(?: number)?|zip(?: code)?|postcode|pin|otp|code|model|sku|flight|room|invoice (?:number|no\.?)|case(?: number)?|ticket(?: number)?|claim(?: number)?|reference(?: number)?))(?:改成|改为|换成|是|为|：|:|is|was|#|\s|号|码)*$/i;
/** Words of a parcel on its way: a bare number beside them is the parcel's. */
const ON_ITS_WAY =
  /签收|派[送件]|快递|顺丰|[圆中申]通|韵达|邮政|寄回|寄出|这?个?件(?:是不是)?丢|物流|运单|包裹|中转|不更新|(?<![a-z])(?:parcel|package|moved|scanned|in transit|delivered|tracking|label)/i;
/** What is asked about orders: a long number in such a message is one. */
const ABOUT_ORDER =
  /单|到哪|发货|发的|下的|[没时]候?发|取消|催|查|看看|看一下|退|换|改|补|少发|漏|坏|开票|发票|收件|备注|这笔|拍的|(?<![a-z])(?:orders?|where is|cancel|refund|return(?:ed)?|missing|status|update|never (?:came|arrived)|shipped)/i;
const BARE_NUMBER_WORD = /(?<!订)单号[\s是为：:]*$/;
/** Shops begin order numbers with the day, couriers do not. */
const DATED = /^20[12]\d/;
/** What goes back to the shop has a parcel's number. */
const SENT_BACK = /退货|换货|寄回|退回|寄出|寄了|寄过/;
/** "…X and Y", "not X but Y": what the first is, the second is as well. */
const LISTED_BEFORE = /(?:[A-Za-z]{0,4}-?\d[\dA-Za-z-]*)\s*(?:和|跟|与|还有|以及|、|,|，|&|and|not|，?是)\s*$/i;
const ENDS_SO = /^\s*(?:结尾|收尾)/;
const TRACKING_CUE =
  /(?:快递(?:单)?号|运单号?|物流(?:单)?号|快递单|运单|(?<![a-z])(?:tracking|waybill|awb|parcel|shipment)(?: (?:number|no\.?|code|id|#))?)(?:就?是|为|：|:|is|was|#|\s|号)*$/i;
const ORDER_CUE =
  /(?:订单(?:号码?|编号)?|单号|订单尾?|[这那两几]单|下单|(?<![a-z])(?:orders?|ord|po|purchase|status of|update on|i returned)(?: ?(?:number|num|no\.?|id|ref(?:erence)?|code))?)(?:应该)?(?:就?是|为|：|:|is|was|it's|=|\s|#|＃|号|no\.?|[（(“"])*$/i;
const PHONE_CUE =
  /(?:手机|电话|号码|联系方式|(?<![a-z])(?:phone|mobile|cell|tel|whatsapp|call me (?:at|on)|text me (?:at|on)|reach me (?:at|on)|my number))(?: ?(?:number|no\.?))?(?:号码?)?(?:改成|换成|改为|是|为|：|:|is|was|to|at|on|\s)*$/i;
const TAIL_CUE =
  /(?:尾号|尾数|末尾|[后末][三四五六3456]位(?:数|数字)?|最后[三四五六3456]位(?:数|数字)?|(?<![a-z])(?:ending|ends|ended|end)(?: (?:in|with|on))?|last (?:three|four|five|six|3|4|5|6)(?: digits?| numbers?)?(?: of [\w' ]{0,24})?)(?:是|为|：|:|are|is|was|in|with|号|\s|#)*$/i;
const OF_CARD = /(?:银行?卡|信用卡|储蓄卡|卡|(?<![a-z])(?:card|visa|mastercard|amex|account|debit|credit))[^，。,.]{0,14}$/i;
const OF_PHONE = /(?:手机|电话|号码|(?<![a-z])(?:phone|mobile|cell|number i (?:registered|used)))[^，。,.；;]{0,16}$/i;
const SHOP_LINE = /(?:你们?的?|客服|官方|热线|店里的?|(?<![a-z])(?:your|hotline|support|helpline|store))[^，。,.]{0,12}$/i;
const ORDER_WORD = /订单|单号|这单|那单|单子|(?<![a-z])order/i;
const UNIT_AFTER =
  /^\s*(?:元|块|件|个|双|套|台|瓶|盒|箱|条|只|天|号楼|号店|小时|分钟|年|月|码|斤|克|g\b|kg|ml|cm|mm|寸|%|折|度|点|gb|mah|w\b|days?|hours?|weeks?|dollars?|usd|euros?|pounds?|pcs|pieces)/i;

const CANDIDATE =
  /(?<![\w.+-])(?:\(\d{3}\) ?\d{3}-\d{4}|\+?\d[\d -]{5,}\d|[A-Za-z]{1,6}(?:-?\d[\dA-Za-z]*)(?:-[\dA-Za-z]+)*|\d[\dA-Za-z]*(?:-[\dA-Za-z]+)*)(?![\w@])/g;
const COURIER = /^(?:SF|YT|YD|JD[VXAK]?|ZTO?|STO|JT|DPK|EMS|HTKY|LP|UPS|GM)\d{9,15}$|^1Z[0-9A-Z]{16}$|^[A-Z]{2}\d{9}[A-Z]{2}$|^9[2-5]\d{18,20}$/i;
const MOBILE = /^(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}$/;
const FOREIGN_PHONE = /^\+\d{1,3}[- ]?(?:\d[- ]?){6,12}$/;
/** Local numbers in groups, British, Irish, Australian and American: 07700 900233, 0423 118 907, 415-555-0163. */
const LOCAL_PHONE = /^(?:\(\d{3}\) ?\d{3}-\d{4}|0\d{3,4}[ -]\d{3}[ -]?\d{3,4}|0\d{2,3}[ -]\d{3}[ -]\d{3,4}|\d{3}[ -]\d{3}[ -]\d{4})$/;
const UNGROUPED_LOCAL = /^0\d{9,10}$/;
const NEAR_PHONE = /(?:手机|电话|phone|mobile|cell|number)[\s\S]{0,30}$/i;
/** Three groups as a large marketplace writes them. */
const MARKETPLACE_ORDER = /^\d{3}-\d{7}-\d{7}$/;
const HOTLINE = /^(?:400|800|95\d{3})/;
const PREFIXED = /^(?!QQ|WX|SN)[A-Za-z]{1,6}-?\d[\dA-Za-z-]{3,}$/i;

/** Digits an order number without a word beside it must have; with "order" somewhere in the message fewer do. */
const SURE_DIGITS = 14;
const LIKELY_DIGITS = 8;
const LEAST_NAMED_DIGITS = 4;
/** Couriers' numbers that are digits alone. */
const PARCEL_SHAPE = /^\d{12,15}$/;

const digitsIn = (text: string): number => text.replace(/\D/g, "").length;

export function numberSlots(text: string): Slot[] {
  const slots: Slot[] = [];
  for (const match of text.matchAll(CANDIDATE)) {
    for (const part of partsOf(match[0])) {
      const start = match.index + part.at;
      const name = nameOf(part.value, text.slice(0, start), text.slice(start + part.value.length), text);
      if (name !== null) slots.push(slot(name, part.value, start));
    }
  }
  return slots;
}

function slot(name: SlotName, value: string, start: number): Slot {
  const carrier = name === "tracking_number" ? carrierOf(value.replace(/[ -]/g, "").toUpperCase()) : null;
  return { name, value, start, end: start + value.length, ...(carrier === null ? {} : { carrier }) };
}

/** Digits with spaces between are one number when they are a phone's groups, else several. */
function partsOf(value: string): { value: string; at: number }[] {
  if (!value.includes(" ") || [MOBILE, FOREIGN_PHONE, LOCAL_PHONE].some((shape) => shape.test(value))) return [{ value: value.trimEnd(), at: 0 }];
  return Array.from(value.matchAll(/\S+/g), (part) => ({ value: part[0], at: part.index }));
}

function nameOf(value: string, before: string, after: string, text: string): SlotName | null {
  const digits = digitsIn(value);
  if (COURIER.test(value))
    return ORDER_CUE.test(before) && !TRACKING_CUE.test(before) && carrierOf(value.toUpperCase()) === null ? "order_number" : "tracking_number";
  if (ENDS_SO.test(after) && /^\d{3,6}$/.test(value)) return OF_PHONE.test(before) && !ORDER_WORD.test(before) ? "phone_tail" : "order_tail";
  if (TAIL_CUE.test(before)) return tailOf(value, digits, before.replace(TAIL_CUE, ""), before);
  if (FOREIGN.test(before)) return null;
  if (TRACKING_CUE.test(before) && digits >= LIKELY_DIGITS) return "tracking_number";
  if (MOBILE.test(value) || FOREIGN_PHONE.test(value) || LOCAL_PHONE.test(value) || (UNGROUPED_LOCAL.test(value) && NEAR_PHONE.test(before))) {
    if (ORDER_CUE.test(before) && !PHONE_CUE.test(before)) return "order_number";
    return SHOP_LINE.test(before) ? null : "phone";
  }
  if (PHONE_CUE.test(before) && digits >= 7 && digits <= 15 && !HOTLINE.test(value)) return SHOP_LINE.test(before.replace(PHONE_CUE, "")) ? null : "phone";
  if (BARE_NUMBER_WORD.test(before) && PARCEL_SHAPE.test(value) && (ON_ITS_WAY.test(text) || SENT_BACK.test(text)) && !DATED.test(value))
    return "tracking_number";
  if (ORDER_CUE.test(before) && digits >= LEAST_NAMED_DIGITS && !UNIT_AFTER.test(after)) return "order_number";
  const listed = before.replace(LISTED_BEFORE, "");
  if (listed !== before && ORDER_CUE.test(listed) && digits >= LEAST_NAMED_DIGITS && !UNIT_AFTER.test(after)) return "order_number";
  if (UNIT_AFTER.test(after) || HOTLINE.test(value)) return null;
  return unnamed(value, digits, before, after, text);
}

function tailOf(value: string, digits: number, owner: string, before: string): SlotName | null {
  if (!/^\d{3,6}$/.test(value) || digits > 6) return null;
  const near = `${owner}${/last[\s\S]*$/i.exec(before)?.[0] ?? ""}`;
  const phone = nearest(OF_PHONE, near);
  const card = nearest(OF_CARD, near);
  if (card > phone) return null;
  return phone >= 0 ? "phone_tail" : "order_tail";
}

const nearest = (pattern: RegExp, text: string): number => pattern.exec(text)?.index ?? -1;

/** No word says what it is. */
function unnamed(value: string, digits: number, before: string, after: string, text: string): SlotName | null {
  const hash = /[#＃]\s*$/.test(before);
  const alone = text.replace(value, "").replace(/[\s#＃。.,，!！?？:：]/g, "") === "";
  if (MARKETPLACE_ORDER.test(value)) return "order_number";
  if (PREFIXED.test(value) && value.includes("-") && digits >= 5) return "order_number";
  if (!/^[\d-]+$/.test(value) && !PREFIXED.test(value)) return null;
  if (PARCEL_SHAPE.test(value) && !DATED.test(value) && ON_ITS_WAY.test(text) && !ORDER_WORD.test(text)) return "tracking_number";
  if (PREFIXED.test(value) && digits >= LIKELY_DIGITS && ABOUT_ORDER.test(text)) return "order_number";
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(value) || /^\d+-\d+$/.test(value)) return null;
  if (alone && digits >= LIKELY_DIGITS) return "order_number";
  if (hash && digits >= LEAST_NAMED_DIGITS) return "order_number";
  if (/^\s*(?:这个?|那个?)?(?:订?单|order)/i.test(after) && digits >= 6) return "order_number";
  if (/^\d+$/.test(value) && (digits >= SURE_DIGITS || (digits >= LIKELY_DIGITS && ABOUT_ORDER.test(text)))) return "order_number";
  return null;
}
