/** Words that name an intent in Chinese and English, strongest intents first. Definitions of the intents: docs of the model. */

const words = (name: string, zh: string, en: string): { name: string; pattern: RegExp } => ({
  name,
  pattern: new RegExp(`${zh}|\\b(?:${en})`, "g"),
});

export const INTENT_WORDS: readonly { name: string; pattern: RegExp }[] = [
  words("human_handoff", "转人工|人工客服|找人工|真人", "(?:human|real person|live agent|representative|speak to (?:an? )?(?:agent|someone|person))"),
  words(
    "tracking_number_lost",
    "(?:快递)?单号(?:找不到|丢了|没了|无效|查不到|是多少)|没有单号",
    "(?:tracking (?:number|code) (?:doesn't work|is invalid|not working)|lost (?:my |the )?tracking|no tracking number)",
  ),
  words(
    "package_not_received",
    "(?:显示|已经?)签收.{0,6}没收到|没有?收到(?:货|快递|包裹)|快递丢|丢件",
    "(?:says delivered|never (?:arrived|received)|not received|didn't (?:receive|arrive)|lost (?:parcel|package))",
  ),
  words(
    "refund_status",
    "退款.{0,8}(?:到账|进度|多久|什么时候|还没)|钱.{0,4}什么时候退",
    "(?:where(?:'s| is) my refund|refund (?:status|yet)|when .{0,20}refund)",
  ),
  words(
    "return_refund_policy",
    "七天无理由|退货(?:政策|规则|条件)|能不能退|可以退吗|能退吗|运费险",
    "(?:return policy|refund policy|can i return|how long .{0,20}return)",
  ),
  words("return_pickup", "上门取件|取件|退货地址|寄回(?:哪|地址)", "(?:return (?:pick ?up|address|label)|pick ?up .{0,10}return)"),
  words("return_goods", "退货|想退|要退(?!款)", "(?:return (?:it|this|my|the|these|an?)|send (?:it|this) back)"),
  words("exchange_goods", "换货|换个|换一|换大|换小|能换", "(?:exchange|swap|replace(?:ment)?)"),
  words("refund_request", "退款|退钱", "(?:refund|money back)"),
  words("damaged_or_defective", "坏了|坏的|破损|破了|质量(?:问题|差)|有瑕疵|裂", "(?:broken|damaged|defective|faulty|doesn't work|not working|cracked)"),
  words("wrong_or_missing_item", "少发|漏发|发错|错发|少了|赠品没", "(?:wrong (?:item|colou?r|size|product)|missing (?:item|part|piece)|sent me the wrong)"),
  words("order_cancel", "取消(?:订单)?|不想要了|不要了", "(?:cancel)"),
  words(
    "address_change",
    "(?:改|换|填错).{0,4}地址|地址.{0,6}(?:改|错)|改(?:收货人|电话)",
    "(?:change (?:my |the )?(?:shipping |delivery )?address|wrong address)",
  ),
  words("order_modify", "改(?:尺码|颜色|订单|备注)|拍错|加一件", "(?:change my order|add .{0,20}to my order|modify (?:my |the )?order)"),
  words(
    "urge_shipment",
    "(?:还|怎么|都).{0,4}(?:没|不)发货|什么时候发货|催发货|快点发",
    "(?:when will .{0,20}ship|not (?:been )?shipped|still hasn't shipped)",
  ),
  words(
    "track_package",
    "快递到哪|物流|到哪(?:了|里)|什么时候(?:能)?到|查(?:一下)?快递|的快递",
    "(?:where(?:'s| is) my (?:package|parcel|order|delivery)|track(?:ing)?|the parcel)",
  ),
  words(
    "delivery_schedule",
    "(?:改到|送货时间|预约送|几点送|周[一二三四五六日].{0,3}送)",
    "(?:deliver (?:it )?(?:on|by|before|at)|delivery (?:date|time|slot)|reschedule)",
  ),
  words("order_status", "订单(?:状态|怎么|是什么)|待审核", "(?:order status|status of my order)"),
  words(
    "shipping_options_fee",
    "包邮|邮费|运费|发什么快递|自提",
    "(?:shipping (?:cost|fee|options?)|free shipping|how much is (?:the )?(?:shipping|delivery)|do you (?:ship|deliver) to)",
  ),
  words("price_protection", "价保|保价|降价.{0,6}(?:退|补)|补差价", "(?:price (?:dropped|match|adjust))"),
  words("price_promotion", "优惠|折扣|便宜|促销|活动价|打折|满减", "(?:discount|coupon|promo|voucher|on sale|cheaper)"),
  words("invoice", "发票|抬头|税号", "(?:invoice|receipt|vat)"),
  words(
    "payment_issue",
    "(?:支付|付款)(?:失败|不了|不成功)|扣了两次|重复扣|多扣",
    "(?:charged twice|double charged?|payment (?:failed|declined)|card (?:was )?declined)",
  ),
  words("payment_method", "花呗|分期|货到付款|怎么(?:付款|支付)|支付方式", "(?:pay (?:with|by)|payment (?:method|option)s?|instal?lments?|cash on delivery)"),
  words("repair_warranty", "保修|维修|售后点|修一下", "(?:warranty|repair)"),
  words("installation_service", "安装", "(?:install(?:ation)?)"),
  words("stock_availability", "有货|补货|缺货|现货|断货", "(?:in stock|out of stock|restock|available)"),
  words("product_recommendation", "推荐|哪款|哪个好|区别", "(?:recommend|which one|compare|difference between)"),
  words("product_usage", "怎么(?:用|连|设置|使用|充电)|说明书|使用方法", "(?:how (?:do i|to) (?:use|set ?up|reset|connect|charge)|manual)"),
  words("product_info", "正品|尺寸|材质|支持|兼容|多大|多重|什么颜色", "(?:compatible|size|material|weight|genuine|dimensions)"),
  words("account_access", "登录不|登不|密码|验证码|账号被锁|注册不", "(?:log ?in|password|verification code|locked out|sign up)"),
  words("account_change", "换绑|注销账号|改(?:手机号|昵称)|删除账号", "(?:delete my account|change my (?:email|phone|username)|update my account)"),
  words("membership_points", "会员|积分", "(?:points|membership|loyalty|newsletter|subscription)"),
  words("complaint", "投诉|举报|差评|态度(?:差|不好)|骗子|太差", "(?:complain(?:t)?|terrible|awful|worst|unacceptable|scam)"),
  words("business_cooperation", "入驻|加盟|代理|批发|合作", "(?:reseller|wholesale|partnership|become a (?:seller|partner))"),
  words("order_place", "下单|怎么买|我要买|想买|拍一单", "(?:place an order|want to (?:buy|order)|how (?:do|can) i (?:buy|order))"),
  words("thanks_goodbye", "谢谢|感谢|再见|拜拜|没有了", "(?:thanks?|thank you|bye|goodbye|that's all)"),
  words("greeting", "^(?:你好|您好|在吗|在么|哈喽|嗨)", "(?:hi|hello|hey|good (?:morning|afternoon|evening))\\b"),
  words("acknowledge", "^(?:好的?|嗯+|可以|行|是的|不是|ok)[。！!~ ]*$", "(?:ok(?:ay)?|yes|no|sure|alright)[.! ]*$"),
];

const topics: Readonly<Record<string, string>> = {
  order: "order_place order_status order_modify order_cancel",
  delivery: "address_change urge_shipment track_package tracking_number_lost delivery_schedule package_not_received shipping_options_fee",
  return: "return_goods exchange_goods refund_request refund_status return_refund_policy return_pickup damaged_or_defective wrong_or_missing_item",
  product: "repair_warranty installation_service product_info product_recommendation stock_availability product_usage",
  payment: "price_promotion price_protection payment_method payment_issue invoice",
  account: "account_access account_change membership_points",
  talk: "complaint human_handoff greeting thanks_goodbye acknowledge provide_info",
  other: "business_cooperation out_of_scope",
};

/** Intent → coarse subject. */
export const TOPIC_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(topics).flatMap(([topic, names]) => names.split(" ").map((name): [string, string] => [name, topic])),
);
export const INTENT_NAMES: readonly string[] = Object.keys(TOPIC_OF);
