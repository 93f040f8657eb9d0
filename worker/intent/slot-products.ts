/**
 * Words that name goods which the customer bought, has or sends back: found by what is said around them ("买的那个蓝牙耳机到哪了",
 * "the headphones I ordered"), whatever they are called. Goods that are only asked about are not looked for. Pure.
 */
import type { Slot } from "../../protocol/understanding.ts";
import { goodsIn } from "./slot-goods.ts";
import { mayBeGoods, PRODUCT_FRAMES } from "./slot-product-frames.ts";

const MEASURE = "[件双套台瓶盒箱条只包袋把张本支罐桶床对部枚个款块根顶副辆份]";
const COUNT_ZH = `(?:[那这上某原]?(?:[一二两三四五六七八九十几]|\\d{1,3})?${MEASURE})`;
/** Two to twelve characters and no sign between them. */
const NAME_ZH = "(?<name>[\\p{Script=Han}A-Za-z0-9][\\p{Script=Han}A-Za-z0-9 -]{0,18}?[\\p{Script=Han}A-Za-z0-9])";
/** Where a name ends: a sign, or words that say something of the goods. Not inside of 不锈钢, 太阳镜, 碎花裙, 高跟鞋, 收纳盒, 智能…, 多功能…, 洗衣机. */
const END_ZH =
  "(?=$|[^\\p{Script=Han}A-Za-z0-9 -]|到[哪货底了没现家]|什么|啥|怎么|咋|为[什啥]|还|没|未|[^\\S\\n]*不(?!锈|粘|倒)|(?<!智|功|节|阳)能(?!量|源)|可[以不能]|是|有|发[货了没出走不到]|" +
  "在|已|一[直下]|都|也(?!门)|就|又|才|坏|破[了损]|碎(?!花)|裂|漏[水电气油了发]|掉[色毛线漆皮了]|起[球皮]|质量|尺[码寸]|颜色|突然|[大小]了|在哪|没收|少[了发一]|多[久少了]|太(?!阳)|" +
  "的|了|呢|吗|吧|嘛|呀|想|要|退[货款了掉吗]|换[货个成]|快递|物流|包裹|订单|单号|签收|显示|收(?!纳|音|银|藏)|开[不发票]|充不|充[进电]不|连不|打不|用[了不着]|穿[了着不起]|" +
  "洗[了完过]|今[天早]|昨|前[天几]|明[天早]|上周|保修|降价|和|跟(?!鞋)|与|或|以及|给我|送[到来]|寄|麻烦|谢谢|帮|查|你们|您|我们|我这)";
const BOUGHT_ZH = "(?:退货|寄回|签收|发货|给我发|买|购买|购入|购|拍|抢|囤|订|订购|定|定制|下单|下单买|入手|收到|寄来|发来|发给我|送来)";

/** "买的那个X", "收到的X", "买了一个X", "收到X了", "退那双X", "少了个X". */
const AFTER_BUYING = new RegExp(`${BOUGHT_ZH}(?:过)?(?:的|了)${COUNT_ZH}?(?!时候)${NAME_ZH}${END_ZH}`, "gu");
const AFTER_COUNTED = new RegExp(
  `(?:${BOUGHT_ZH}(?:了|过|到)?|(?:退|换|寄回|少发?|漏发|补发|缺|再来|坏)(?:掉|了)?)(?<![那这]次)(?:[那这](?:[一二两三四五六七八九十几]|\\d{1,3})?|[一二两三四五六七八九十几]|\\d{1,3}|(?<=了))${MEASURE}${NAME_ZH}${END_ZH}`,
  "gu",
);
/** What happens to goods, so that words before it are their name. */
const HAPPENS_ZH =
  "(?=到哪|到了没|到没到|什么时候[到发能]|啥时候[到发能]|怎么还没|还没[到发收]|收到|有(?:质量)?问题|有异味|坏|破[了损]|碎了|裂了|漏[水电气油]|起球|掉[色毛线漆皮]|开不|打不开|充不|连不|不[亮转响热制]|小了|大了|能[退换修]|想[退换]|要[退换]|发货|少了|怎么[用开连充不]|用不了|能不能)";
const MINE_ZH = new RegExp(`(?:我的|我那${MEASURE}|[那这][一二两三]?${MEASURE})${NAME_ZH}${HAPPENS_ZH}`, "gu");
const IN_ORDER_ZH = new RegExp(`订单(?:号)?[A-Za-z0-9-]*(?:里面?|中)的${NAME_ZH}${END_ZH}`, "gu");
/** Said first, then what is with it. */
const FIRST_ZH = new RegExp(
  `(?:^|[，。！？,.!?\\s])${NAME_ZH}(?=坏了|碎了|开不了机|打不开了|充不进电|不亮了|不转了|的(?:快递|物流|包裹)|我不(?:想)?要|买了|到货了)`,
  "gu",
);
const TAKEN_BACK_ZH = new RegExp(`(?:把|少发了?我的|漏发了?我的)${NAME_ZH}(?=[退换寄]|$|[，。！？,.!?])`, "gu");
const IS_ZH = new RegExp(`(?:买|拍|订|定|下单)的是${COUNT_ZH}?${NAME_ZH}${END_ZH}`, "gu");
const RECEIVED_ZH = new RegExp(`收到${NAME_ZH}(?=了[^\\p{Script=Han}]|了$|了但)`, "gu");

/** Not goods, or said of any of them. */
const NO_GOODS_ZH =
  /^(?:.{0,3}(?:东西|商品|宝贝|产品|物品)|货|.*(?:订单|快递|包裹|退款|单子|快件|运单|快递员|客服|师傅|地址|电话|手机号|账[号户]|帐号|会员|积分|优惠券|红包|发票|密码|邮箱|验证码|物流|售后|评价|价格|运费|差价|活动|时候|之后|以后|期间|很久|好久|多久|半天|问题|事情?|(?<!机器)人|店|店铺|情况|链接|客户|卖家|商家|快递公司|尺码|颜色|大小|型号|款式|数量|配件|赠品|零件|说明书|押金|尾款|定金|钱|款|单|酒店|机票|门票|服务))$/u;
const NO_GOODS_START_ZH =
  /^(?:[很几这那哪]|多[久少次天]|好[久多几]|半天|原[来本]|[一总]共|打开|发货|货|酒店|电话|手机号|和|跟|之[前后]|以[前后]|[一二两三四五六七八九十\d]+[天年月周号日个点次]|怎么|什么|为[什啥]|啥|咋|是|但|去|地址|快递|运费|单号|退[回货]|寄|就|才|还|又|后|到|给|送|不(?!锈|粘|倒)|没|都|也|你|我|他|她|它)/u;

/** More than a name. */
const SENTENCE_ZH = /[买的了我你您]|下单|拍下|[收签]到|退货|突然|怎么/u;

const SAID_EN =
  "I|we|I'?ve|I'?d|that|which|who|you|has|have|hasn'?t|haven'?t|had|is|isn'?t|are|aren'?t|was|were|wasn'?t|weren'?t|will|won'?t|do|does|don'?t|doesn'?t|did|didn'?t|can|can'?t|could|came|come|arrived?|arrives|arriving|never|still|not|from|on|in|at|last|yesterday|today|tonight|tomorrow|this|next|to|for|and|but|or|because|with|when|where|while|it|they|as|so|after|before|please|yet|now|stopped|broke|ship|shipped|been|be|gone|back|order|delivery|ago|ending|only|total|paid|pls|thanks|thank|instead|again";
const WORD_EN = `(?!(?:${SAID_EN}|of|the)\\b)[a-z0-9][\\w'-]*`;
const NAME_EN = `(?<name>${WORD_EN}(?: ${WORD_EN}){0,3}?)`;
const END_EN = `(?=$|[,.!?;:()"\\n]| (?:${SAID_EN}|monday|tuesday|wednesday|thursday|friday|saturday|sunday|jan\\w*|feb\\w*|mar\\w*|apr\\w*|may|june?|july?|aug\\w*|sept?\\w*|oct\\w*|nov\\w*|dec\\w*|the|\\d[\\w-]*)\\b)`;
const ARTICLE_EN =
  "(?:an? (?:pair|set|box|pack|couple) of |(?:the|these|those|this|that|an?|some|my|our|two|three|four|five|\\d{1,2})(?: (?:new|extra|wrong|other|same|second))? |another )";
const BUY_EN =
  "(?:(?:I|we|I'?ve|we'?ve|I have|we have|just|recently)(?: just| recently| already| also)? (?:ordered|bought|purchased|received|got|returned|picked up)|never (?:received|got)|(?:not|n't) (?:received|got)|bought|ordered|purchased|sending back|check on|news (?:on|about)|happened to|(?:courier|driver|you|they)(?: have| has)? lost|need to return|want to return|like to return|(?:like|want|need) to send back|send back|return|exchange|refund (?:for|on)|warranty (?:for|on)|cancel|one of|waiting (?:for|on))";
const AFTER_BUYING_EN = new RegExp(`\\b${BUY_EN} ${ARTICLE_EN}${NAME_EN}${END_EN}`, "gi");
const BEFORE_BUYING_EN = new RegExp(
  `\\b(?:the|these|those|this|that|an?) ${NAME_EN}(?= (?:that |which )?(?:I|we|you|I'?ve)(?: just| recently| have)? (?:ordered|bought|purchased|received|got|returned|sent|picked))`,
  "gi",
);
const HAPPENS_EN =
  "(?=(?: order)?(?: still)? (?:hasn'?t|haven'?t|has not|have not|arrived|came|never|(?:is|are) (?:faulty|broken|damaged|late|missing|defective|cracked|too|on (?:its|their|the) way)|on (?:its|their|the) way|stopped|broke|won'?t|doesn'?t|ship|arrive|be (?:here|sent|delivered)|been (?:sent|shipped|delivered)))";
const MINE_EN = new RegExp(`\\b(?:my|when will the)(?: new)? ${NAME_EN}${HAPPENS_EN}`, "gi");
const THE_EN = new RegExp(`\\bthe ${NAME_EN}(?= (?:is|are) (?:too|faulty|broken|damaged|defective|cracked)\\b)`, "gi");
const WHERE_EN = new RegExp(`\\bwhere(?: is|'s| are) (?:the|my)(?: new)? ${NAME_EN}(?=[?!,.]|$)`, "gi");
const IN_ORDER_EN = new RegExp(`\\bthe ${NAME_EN}(?= (?:from|in) (?:my )?order)`, "gi");
const NO_GOODS_EN =
  /^(?:.*\b(?:orders?|parcels?|packages?|delivery|deliveries|shipment|refunds?|accounts?|cards?|passwords?|e-?mails?|address|tracking|items?|things?|stuff|products?|goods|purchases?|invoices?|vouchers?|coupons?|codes?|commission|cashback|bank|numbers?|money|payment|repl(?:y|ies)|messages?|shipping|wallet|subscription|membership|points|couriers?|drivers?|receipt|apps?|website|site|page|link|button|seller|shop|store|agent|name|boxes|box|size|colou?r|one|ones|money back|label|return|packs?|pairs?|units?|pieces?|sets?|bottles?|call|text|letter|price|fee|it|phone number)|few|lot|wrong|same|other|two|three|\d+|(?:e-?mail|message|text|call|letter|reply)\b.*)$/i;

const PATTERNS = [
  IS_ZH,
  AFTER_COUNTED,
  MINE_ZH,
  IN_ORDER_ZH,
  FIRST_ZH,
  RECEIVED_ZH,
  TAKEN_BACK_ZH,
  AFTER_BUYING,
  AFTER_BUYING_EN,
  BEFORE_BUYING_EN,
  MINE_EN,
  THE_EN,
  WHERE_EN,
  IN_ORDER_EN,
];
const HAN = /\p{Script=Han}/u;
/** Longer messages are letters to somebody: only their beginning is read so closely. UTF-16 units. */
const READ_UNITS = 600;

const isGoods = (name: string): boolean =>
  HAN.test(name) ? ![NO_GOODS_ZH, NO_GOODS_START_ZH, SENTENCE_ZH].some((none) => none.test(name)) : name.length > 2 && !NO_GOODS_EN.test(name);

/** What is told by its own name is surer than what is told by the words around it. */
export function productSlots(text: string): Slot[] {
  const read = text.slice(0, READ_UNITS);
  const found = (patterns: readonly RegExp[], counts: (name: string) => boolean) =>
    patterns.flatMap((pattern) =>
      Array.from(read.matchAll(pattern)).flatMap((match) => {
        const value = (match.groups?.name ?? "").trim();
        // What follows a name is looked at, not taken: it is the last of what was matched.
        return counts(value) ? [{ value, start: match.index + match[0].trimEnd().length - value.length }] : [];
      }),
    );
  const framed = found(PRODUCT_FRAMES, (name) => mayBeGoods(name) && isGoods(name));
  return [...goodsIn(read), ...framed, ...found(PATTERNS, isGoods)].map(({ value, start }) => ({ name: "product", value, start, end: start + value.length }));
}
