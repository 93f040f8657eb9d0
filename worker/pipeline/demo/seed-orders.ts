/** Orders of the demo shop: one for each thing that customers ask about. */
import type { OrderRow } from "../../orders/order-record.ts";

const HOUR_MS = 3_600_000;

export const demoOrders = (now: number): OrderRow[] => [
  {
    number: "2026112033345",
    status: "运输中",
    placedAt: now - 50 * HOUR_MS,
    amount: "268.00",
    currency: "CNY",
    items: [{ title: "羊毛围巾 灰色", quantity: 1 }],
    carrier: "顺丰",
    trackingNumber: "SF1390000003345",
    trackingState: "已到达杭州转运中心",
    trackingAt: now - 3 * HOUR_MS,
    buyerId: "demo-user-1",
    phone: "13800003345",
  },
  {
    number: "2026112178812",
    status: "待发货",
    placedAt: now - 20 * HOUR_MS,
    amount: "99.00",
    currency: "CNY",
    items: [{ title: "保温杯 500ml", quantity: 2 }],
    buyerId: "demo-user-2",
    phone: "13900008812",
  },
  {
    number: "US-100-4471",
    status: "delivered",
    placedAt: now - 200 * HOUR_MS,
    amount: "54.90",
    currency: "USD",
    items: [{ title: "Desk lamp", quantity: 1 }],
    carrier: "UPS",
    trackingNumber: "1Z999AA10123454471",
    trackingState: "left at the front door",
    trackingAt: now - 30 * HOUR_MS,
    buyerId: "demo-user-3",
    email: "ana@demo.example",
  },
];
