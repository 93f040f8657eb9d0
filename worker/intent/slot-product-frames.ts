/**
 * Goods of any trade, by what only goods do or have done to them: "火花塞装上去还是抖", "the watering can leaks at the spout", "an invoice for the
 * shade netting". What they are called is in no list. Pure.
 */

/** Two to eight characters; none of them is grammar, which would make it a sentence. */
const NAME_ZH = "(?<name>[A-Za-z0-9]{0,6}(?:(?![的了我你您他她吗呢吧把被给和跟与或在是不没有还要想请退换买拍订寄])\\p{Script=Han}){2,8}?)";
/** What comes before goods at the beginning of a clause. */
const BEFORE_ZH =
  "(?:^|[，。！？,.!?\\s]|请问|想问(?:一?下|问)?|(?:你|你们|您)(?:家|们|店)?的?|帮(?:我|忙)?(?:查|看)一?下|麻烦(?:帮我)?(?:把|查下)?|(?:要|想)(?:退|换)(?:掉)?|(?:补发|补寄)(?:一|两|三|\\d)?[卷包个盒袋件条箱瓶支把]?|发现|急用[，,]?|(?:刚|新)(?:换|装|到|买)的|[这那](?:个|款|批|台|把|条|种|些|件|套|盒|箱|卷|包)|订单[A-Za-z0-9-]*里的|收到的|订的|买的|要开)";
const TROUBLE_ZH =
  "异响|漏[水电油气光]?|生?锈|卡[死住壳]|裂|断|松|瘪|烂|枯|死|掉色|褪色|发芽|发黄|有(?:虫|毛刺|划痕|异味|裂|好多|很多|瑕疵|气味)|噪音|声音|音色|温控|尺寸|数量|规格(?!书)|颜色|包装|瓶盖|叶子?|刀口|弦|一直|老是|总是|突然|坐着|套上|戴[着上]|装[不上]|启动|充[不满]|里有|一[颗个点根条粒包]|一[拉按碰开摇拧]就|用(?:了?[一两三几]|着)|坏|少[发了]|漏发|发错|错了|跟图片|和图片|到[哪货了]";
const ASKED_ZH =
  "还?有(?:没有)?(?:现)?货|还有没有|怎么(?!样|样的)[兑调用装接拆换洗保养都一还不]|能(?:单独|不能|不能用|发|换|退|开|用)|今天|明天|什么时候(?:能)?[到发]|多少钱|多大|多重|有(?:没有)?(?:教程|说明书)|带[^\\s，。吗]{1,4}吗|支持|适[合用]|的(?:物流|发票|快递|说明书|教程|使用)|换成|可以单独|正常吗|[，,](?:刀|温|我要|要|款|尺|颜|太)";
const ZH = new RegExp(`${BEFORE_ZH}${NAME_ZH}(?=${TROUBLE_ZH}|${ASKED_ZH})`, "gu");

/** These are not goods, or are said of any: shop's words, parts of goods, time, people. */
const NO_GOODS_ZH =
  /订单|快递|物流|包裹|退款|单号|地址|电话|手机|账号|会员|积分|优惠|红包|发票|密码|验证|客服|师傅|售后|评价|价|运费|活动|时候|问题|东西|商品|产品|宝贝|人|店|链接|规格|型号|尺寸|尺码|颜色|大小|数量|质量|包装|箱子|赠品|样品|货|客户|水质|音准|合同|佣金|返利|合计|最少|怎|什么|多久|哪|新手|初学|开始|钱|押金|对公|报告|打包|手续|资料|视频|照片|图片|权限|系统|网站|页面|软件|程序|功能|声音|上次|昨|今|明|周|月初|月底|刚才|现在|已经|自己|孩子|老婆|老公|家里|一直|一般|到底|可能|应该|大概|麻烦|谢谢|急|安装|换水|收|发|下单|付款|支付|取消|说好|等|以前|之|如果|只|都|就|很|太|最|再|又|才|也|好多|左右|卡[在了]|[一两三四五六七八九十几][天个次号周年]/u;

const STOP_EN =
  "I|we|you|it|they|he|she|that|which|who|what|when|where|how|is|are|was|were|be|been|has|have|had|do|does|did|can|could|will|would|should|may|not|never|still|just|only|again|yet|now|today|yesterday|tomorrow|soon|the|an?|my|your|our|this|these|those|of|for|to|in|on|at|by|with|from|into|onto|and|or|but|if|as|so|than|because|please|thanks|any|some|more|same|other|another|wrong|right|new|old|one|two|three|first|second|last|next|out|up|off|back|there|here|all|both|each|too|very|really|won'?t|don'?t|doesn'?t|isn'?t|aren'?t|can'?t|hasn'?t|haven'?t|wasn'?t|weren'?t|didn'?t|wouldn'?t|couldn'?t|arrived?|came|comes?|keeps?|leaks?|stopped|broke|fell|turned|gave|sold|ordered|bought|sent|shipped|order";
const WORD_EN = `(?!(?:${STOP_EN})\\b)[a-z][\\w'-]*`;
const NAME_EN = `(?<name>${WORD_EN}(?: ${WORD_EN}){0,2}?)`;
const THE_EN =
  "(?:the|my|these|those|this|your|our|an?|some|(?:a )?(?:bag|box|pack|roll|set|pair|packet|tub)s? of|two|three|four|five|\\d{1,2})(?: (?:wrong|new|other|spare|second|right))? ";
const TROUBLE_EN =
  "(?: (?:still |just |already |always |constantly )?(?:won'?t|doesn'?t|don'?t|isn'?t|aren'?t|wasn'?t|weren'?t|keeps?|leaks?|leaked|squeals?|squeaks?|rattles?|buzzes|hums?|whines?|wobbles?|jams?|jammed|skips?|misfires?|sticks?|smells?|stinks?|sounds?|looks?|feels?|cracked|snapped|split|broke|came|comes?|come apart|fell|falls|stopped|gave|needs? |has (?:a|an|the|no|two|three|wrong|dead)|have (?:a|no|the)|(?:is|are) (?:losing|leaking|cracked|rusty|bent|loose|dull|blunt|dead|genuine|wrinkled|galvani[sz]ed|incredibly|really|very|too|broken|faulty|missing|empty|damaged|scratched|out of|not)|turned up|arrived|only (?:lasts?|holds?)|but (?:it'?s|they'?re|it is|they are))\\b)";
const FITTED_EN =
  "(?= (?:that |which )?(?:I|we|you)(?:'ve|'d| have| had)? (?:just |recently )?(?:fitted|installed|paid for|sent|shipped|supplied|delivered|mounted|planted|picked|chose|sold))";
const ASKING_EN =
  "(?:(?:manual|invoice|instructions|replacement|spare part|quote|warranty|receipt|case|cover|price|refund) (?:for|on)|resend|re-send|swap|exchange|replace|track|trace|stock|carry|sell|need|returning|return|send back|paid for|purchased|fitted|short|sent|got)";
const END_EN = `(?=$|[,.!?;:()"\\n]| (?:${STOP_EN}|before|after|until|on|online|via|through|separately|instead)\\b)`;
const EN = [
  new RegExp(`\\b(?:the|my|these|those|this|your|our|an?) ${NAME_EN}(?=${TROUBLE_EN})`, "gi"),
  new RegExp(`\\b(?:the|my|these|those|this|an?) ${NAME_EN}${FITTED_EN}`, "gi"),
  new RegExp(`\\b${ASKING_EN} ${THE_EN}${NAME_EN}${END_EN}`, "gi"),
  new RegExp(
    `\\b(?:stock|carry|sell|is the|are the|are|does the|do the) ${NAME_EN}(?=[?.!]|$| (?:sold|available|in stock|separately|genuine|galvani[sz]ed|waterproof|included|come with|work with|fit)\\b)`,
    "gi",
  ),
  new RegExp(`\\b(?:of|on|from|for|inside|in) my ${NAME_EN}(?= (?:is|was|are|were|has|came|broke|fell|snapped)\\b)`, "gi"),
];
const NO_GOODS_EN =
  /\b(?:orders?|parcels?|packages?|packaging|deliver\w*|shipment|shipping|refunds?|accounts?|cards?|passwords?|e-?mails?|address|tracking|items?|things?|stuff|products?|goods|purchases?|invoices?|vouchers?|coupons?|codes?|bank|details|numbers?|money|payments?|repl(?:y|ies)|messages?|wallet|subscription|membership|points|couriers?|drivers?|receipts?|apps?|websites?|sites?|pages?|links?|buttons?(?= on)|sellers?|shops?|stores?|agents?|managers?|technicians?|names?|sizes?|colou?rs?|labels?|returns?|packs?|pairs?|units?|pieces?|sets?|calls?|texts?|letters?|prices?|fees?|phones?|commission|cashback|contracts?|catalogues?|certificates?|containers?|cartons?|depots?|photos?|pictures?|models?|versions?|reasons?|problems?|issues?|questions?|help|time|times|days?|weeks?|months?|hours?|people|person|someone|somebody|anything|something|nothing|everything|gifts?|samples?|discounts?|offers?|sales?|deals?|company|team|support|service|customer|husband|wife|son|daughter|mother|father|friend|boss|lid|cap|edge|string|reed|latch|spout|handle|water|hardness|temperature|minimum|status|update|info\w*|copy|way|lot|few|bit|kind|sort|side|end|rest|part|parts|door|gate|wait|kindly|ve|re|ll)\b/i;

const LEAST_UNITS = 3;
export const PRODUCT_FRAMES = [ZH, ...EN];

/** What such a frame found may be goods. */
export const mayBeGoods = (name: string): boolean =>
  /\p{Script=Han}/u.test(name) ? !NO_GOODS_ZH.test(name) : name.length >= LEAST_UNITS && !NO_GOODS_EN.test(name);
