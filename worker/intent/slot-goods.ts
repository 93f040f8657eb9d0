/** Goods by what they are: head words of the trade with the words that describe them before ("红色连衣裙", "wireless keyboard"). One table each; general knowledge, from no evaluation set. Pure. */

/** How a name of goods ends. No single character that is a part of other words (包, 表, 机, 水). */
const HEADS_ZH =
  "耳机 耳麦 手机壳 手机膜 钢化膜 手机 平板 电脑 笔记本 键盘 鼠标 鼠标垫 显示器 音箱 音响 充电器 充电宝 充电线 数据线 转接头 插座 插线板 路由器 摄像头 相机 镜头 三脚架 打印机 墨盒 硒鼓 硬盘 内存卡 U盘 优盘 手表 手环 电视 投影仪 " +
  "游戏机 手柄 冰箱 洗衣机 烘干机 空调 电扇 风扇 取暖器 加湿器 净化器 净水器 滤芯 热水器 油烟机 燃气灶 微波炉 烤箱 电饭煲 电饭锅 炸锅 压力锅 电磁炉 豆浆机 榨汁机 破壁机 料理机 咖啡机 面包机 热水壶 水壶 吸尘器 扫地机器人 扫拖机器人 机器人 扫地机 拖把 " +
  "吹风机 剃须刀 电动牙刷 牙刷 牙膏 毛巾 浴巾 锅 炒锅 砂锅 菜刀 刀具 砧板 碗 盘子 筷子 杯 茶杯 杯子 保温杯 水杯 饭盒 茶具 茶叶 台灯 吊灯 吸顶灯 灯 灯泡 窗帘 地毯 床垫 枕头 枕芯 被子 被套 床单 四件套 毯子 凉席 沙发 茶几 餐桌 书桌 桌子 " +
  "椅子 转椅 椅 凳子 衣柜 柜子 鞋柜 书架 置物架 架子 收纳盒 收纳箱 垃圾桶 晾衣架 雨伞 伞 镜子 挂钟 花瓶 衬衫 衬衣 T恤 卫衣 毛衣 针织衫 外套 夹克 风衣 大衣 羽绒服 棉服 西装 衣服 上衣 背心 内衣 睡衣 泳衣 裤子 牛仔裤 运动裤 短裤 裤 " +
  "连衣裙 半身裙 裙子 裙 袜子 丝袜 帽子 帽 围巾 手套 皮带 领带 鞋 鞋子 运动鞋 跑鞋 高跟鞋 凉鞋 拖鞋 靴子 靴 书包 背包 双肩包 手提包 挎包 包包 钱包 行李箱 拉杆箱 项链 戒指 耳环 手链 手镯 眼镜 太阳镜 墨镜 面膜 口红 粉底液 粉底 眼影 眼霜 " +
  "面霜 乳液 精华液 精华 防晒霜 防晒 洗面奶 卸妆水 爽肤水 护手霜 香水 洗发水 护发素 沐浴露 洗衣液 纸巾 湿巾 奶粉 奶瓶 纸尿裤 尿不湿 婴儿车 推车 安全座椅 玩具 积木 拼图 娃娃 自行车 电动车 滑板车 轮胎 头盔 瑜伽垫 哑铃 跑步机 帐篷 睡袋 " +
  "鱼竿 球拍 篮球 足球 羽毛球 猫粮 狗粮 猫砂 大米 牛奶 咖啡豆 坚果 零食 饼干 巧克力 蛋糕 水果 海鲜 牛排 保健品 维生素 蛋白粉 吉他 钢琴 画框 相框 文具 钢笔 教材";
/** Words that stand before a name and are none of it. */
const NOT_DESCRIBING =
  "的了个件双套台款条只把张瓶盒箱包袋本支副顶根辆份过到给是在有和跟与或用发寄想要将被错买订拍定购退换那这我你您他她它家送修吗呢吧完再新下单请帮么";
const FOLLOWED_ZH = "(?!号|尾号|后四位|端|费|员|码|店|城|厂|公司|银行|验证|短信|里|上|通知|支付|登录|绑定)";

const heads = (list: string): string =>
  list
    .split(" ")
    .sort((a, b) => b.length - a.length)
    .join("|");
const ZH = new RegExp(
  `(?:(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?: [A-Za-z0-9]+)*)?(?:(?![${NOT_DESCRIBING}])\\p{Script=Han}){0,6}?(?:${heads(HEADS_ZH)})(?:${heads(HEADS_ZH)})?${FOLLOWED_ZH}`,
  "gu",
);

const HEADS_EN =
  "headphones? headset earphones? earbuds? phones? smartphone tablet laptop notebook computer keyboard mouse monitor speakers? soundbar charger cable adapters? powerbank router camera lens tripod printer cartridges? watch smartwatch " +
  "tv television projector console controller fridge refrigerator freezer washer dryer dishwasher oven microwave toaster kettle blender mixer fryer cooker juicer vacuum heater fan humidifier purifier filter iron hairdryer shaver razor trimmer toothbrush " +
  "toothpaste towels? pan pot knife knives plates? bowls? cups? mugs? glasses bottle lunchbox lamps? lights? bulbs? curtains? rug carpet mattress pillows? duvet blanket sheets sofa couch armchair chairs? stool table desk wardrobe cabinet bookcase shelf " +
  "shelves mirror clock vase shirts? t-shirts? blouse hoodie sweater sweatshirt jumper cardigan jacket coat parka blazer suit dress skirt trousers pants jeans leggings shorts socks tights hat cap beanie scarf gloves belt tie shoes sneakers trainers boots " +
  "sandals slippers heels backpack handbag purse suitcase luggage necklace ring earrings bracelet sunglasses perfume lipstick mascara foundation moisturi[sz]er serum sunscreen shampoo conditioner lotion cream stroller pram crib diapers nappies toy toys " +
  "doll puzzle lego bike bicycle scooter helmet tyres? tires? mat dumbbells? treadmill tent racket guitar piano vitamins coffee tea chocolates? cake wine books? novel case cover machine";
/** None of these describes goods. */
const NOT_DESCRIBING_EN =
  "a|an|the|my|your|our|his|her|their|these|those|this|that|of|and|or|for|to|in|on|at|with|from|by|is|are|was|were|i|you|we|it|get|got|buy|bought|ordered|order|received|want|need|return|exchange|swap|replace|cancel|refund|sent|send|have|has|had|new|wrong|other|another|same|extra|some|any|one|two|three|four|five|only|about|like|broken|faulty|missing|check|track|where|what|which|when|how|does|do|did|can|could|if|not|no|but|lost|left|returning|sending|cancelled|purchased|dollars?|euros?|pounds?|[a-z]+'s";
const EN = new RegExp(
  `(?<![\\w'-])(?:(?!(?:${NOT_DESCRIBING_EN})\\b)[a-z][a-z'-]* ){0,2}(?:${heads(HEADS_EN)})\\b(?! ?(?:number|no\\b|call|code|ending|ends|is \\+?\\d|line|to \\+?\\d|with|on file))`,
  "gi",
);
/** Known by a name of their own, with what tells one of them from another. */
const MODELS =
  /(?<![A-Za-z0-9])(?:iphone|ipad|macbook|airpods|galaxy|kindle)(?: ?(?:pro|max|plus|mini|air|ultra|se|s?\d{1,2}(?!\d)|\d{2,4}gb?\b|\dtb?\b))*(?![A-Za-z])(?:手机壳)?/gi;
/** Alone these words are as often something else: a phone to be called on, a case at court. */
const OFTEN_OTHER = /^(?:phones?|tablet|computer|watch|cover|light|lights|table|tie|fan|ring|plates?|case|machine|sheets|filter|notebook|monitor)$/i;

export interface Stretch {
  value: string;
  start: number;
}

export function goodsIn(text: string): Stretch[] {
  const han = Array.from(text.matchAll(ZH), (match) => ({ value: match[0], start: match.index }));
  const latin = Array.from(text.matchAll(EN), (match) => ({ value: match[0], start: match.index })).filter(({ value }) => !OFTEN_OTHER.test(value));
  const models = Array.from(text.matchAll(MODELS), (match) => ({ value: match[0], start: match.index }));
  return [...han.filter(({ value }) => value !== "手机"), ...models, ...latin];
}
