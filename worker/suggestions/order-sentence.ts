/** What an order card says in one sentence, in the customer's language. Pure. Null = the question is not about where the order is. */
import type { OrderCard, Understanding } from "../../protocol/understanding.ts";

const ABOUT_ORDER = new Set(["order_status", "track_package", "urge_shipment", "delivery_schedule", "package_not_received", "refund_status"]);

export function orderSentence(card: OrderCard, understanding: Pick<Understanding, "intents" | "language">): string | null {
  if (understanding.intents.length > 0 && !understanding.intents.some((intent) => ABOUT_ORDER.has(intent.name))) return null;
  const { number, status, tracking } = card;
  if (understanding.language === "zh") {
    const parcel = tracking ? `，${tracking.carrier ?? "快递"} ${tracking.number}${tracking.state ? `：${tracking.state}` : ""}` : "";
    return `您的订单 ${number} 目前状态：${status}${parcel}。`;
  }
  const parcel = tracking ? ` (${tracking.carrier ?? "parcel"} ${tracking.number}${tracking.state ? `: ${tracking.state}` : ""})` : "";
  return `Your order ${number} is ${status}${parcel}.`;
}
