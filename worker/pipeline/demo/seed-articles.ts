/** Articles of the demo shop, in both languages. */
import type { ArticleInput } from "../../knowledge/ingest.ts";

const article = (id: string, language: "zh" | "en", title: string, body: string, intents: string[]): ArticleInput => ({
  id,
  title,
  body,
  language,
  category: "demo",
  audience: "public",
  status: "published",
  format: "markdown",
  source: "seed",
  intents,
});

export const DEMO_ARTICLES: readonly ArticleInput[] = [
  article("demo-refund-time-zh", "zh", "退款多久到账", "退款审核通过后，原路退回。支付宝和微信一般 1–3 个工作日到账，银行卡 3–7 个工作日。", ["refund_status"]),
  article(
    "demo-refund-time-en",
    "en",
    "When a refund arrives",
    "Once approved, a refund goes back the way you paid. Wallets take 1–3 working days, bank cards 3–7.",
    ["refund_status"],
  ),
  article("demo-return-zh", "zh", "七天无理由退货", "签收后七天内，商品完好、不影响二次销售，可申请退货。请在订单页点“申请售后”，选择退货，按提示寄回。", [
    "return_goods",
    "return_refund_policy",
  ]),
  article(
    "demo-return-en",
    "en",
    "Returns within seven days",
    "Within seven days of delivery you may return goods in resalable condition. Open the order, choose “return” and follow the steps.",
    ["return_goods", "return_refund_policy"],
  ),
  article("demo-track-zh", "zh", "快递到哪了", "在“我的订单”里点“查看物流”即可看到最新状态。物流超过 48 小时没有更新，请告诉我们订单号，我们帮您催。", [
    "track_package",
  ]),
  article(
    "demo-track-en",
    "en",
    "Where is my parcel",
    "Open “My orders” and choose “Track”. If nothing has moved for 48 hours, tell us the order number and we will ask the courier.",
    ["track_package"],
  ),
  article("demo-invoice-zh", "zh", "开发票", "在订单完成后点“申请发票”，填写抬头和税号，电子发票 24 小时内发到您的邮箱。", ["invoice"]),
  article(
    "demo-address-en",
    "en",
    "Changing the delivery address",
    "The address can be changed until the parcel is handed to the courier. Send us the order number and the new address.",
    ["address_change"],
  ),
];
