import { memo, type ReactNode } from "react";
import type { OrderCard } from "../../../protocol/understanding.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Section } from "./context-panel.tsx";

export function OrderItem({ order }: { order: OrderCard }): ReactNode {
  const t = useT();
  const named = useNamed();
  const times = useTimes();
  const { tracking, amount } = order;
  return (
    <li className="order">
      <p className="row">
        <strong className="grow tabular">
          {t("order.title")} <span className="order-number">{order.number}</span>
        </strong>
        <CopyButton text={order.number} label={t("order.copy")} />
      </p>
      <p className="row wrap">
        <span className="chip machine">{named("order", order.status)}</span>
        {amount && (
          <span className="tabular">
            {amount.value} {amount.currency}
          </span>
        )}
        {order.placedAt !== undefined && <span className="muted small">{times.day(order.placedAt)}</span>}
      </p>
      {order.items.slice(0, 3).map((item) => (
        <p key={item.title} className="small order-item">
          {item.title} × {item.quantity}
        </p>
      ))}
      {tracking && (
        <p className="row small">
          <span className="grow order-item">
            {tracking.carrier && `${tracking.carrier} `}
            <span className="tabular">{tracking.number}</span>
            {tracking.state && ` · ${tracking.state}`}
          </span>
          <CopyButton text={tracking.number} label={t("order.copy-tracking")} />
        </p>
      )}
      <p className="small muted">
        {t("order.matched", { by: named("slot", order.matchedBy) })} ·{" "}
        {order.stale ? t("order.stale", { time: times.moment(order.asOf) }) : times.moment(order.asOf)}
      </p>
    </li>
  );
}

/** Filled from the customer's words; several fits are said to be so. */
export const Orders = memo(function Orders({ orders, choose }: { orders: readonly OrderCard[]; choose: boolean }): ReactNode {
  const t = useT();
  return (
    <Section title={t("context.orders")}>
      {choose && <p className="small muted">{t("order.choose")}</p>}
      <ul className="stack">
        {orders.map((order) => (
          <OrderItem key={order.orderId} order={order} />
        ))}
      </ul>
    </Section>
  );
});
