/** C4: who this is, what is known from other channels, orders, earlier conversations. */
import { X } from "lucide-react";
import { memo, type ReactNode, useDeferredValue } from "react";
import { useT } from "../i18n/index.ts";
import type { Row, Thread } from "../state/model.ts";
import { usePrefs } from "../state/prefs.ts";
import { useAfterPaint } from "../ui/after-paint.ts";
import { CallBackTask } from "./call-back.tsx";
import { Earlier } from "./earlier.tsx";
import { Facts } from "./facts.tsx";
import { Grafts } from "./grafts.tsx";
import { Handover } from "./handover.tsx";
import { Identities } from "./identities.tsx";
import { Orders } from "./orders.tsx";
import "./context.css";

export function Section({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section className="context-section">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

interface Shown {
  row: Row;
  thread: Thread;
}

/** What is known of the customer; typing and the conversation's own words go before it. */
function Known(now: Shown): ReactNode {
  const row = useDeferredValue(now.row);
  const thread = useDeferredValue(now.thread);
  const { customer, orders, topics, others } = thread;
  return (
    <>
      {row.callBack && <CallBackTask row={row} callBack={row.callBack} />}
      <Identities customer={customer} />
      {orders.length > 0 && <Orders orders={orders} choose={thread.chooseOrder} />}
      {thread.summary && <Handover summary={thread.summary} />}
      <Facts conversationId={row.id} channels={row.channels} facts={customer.facts} />
      <Earlier row={row} customerId={customer.id} topics={topics} others={others} />
      <Grafts customer={customer} conversationId={row.id} />
    </>
  );
}

export const ContextPanel = memo(function ContextPanel({ row, thread }: Shown): ReactNode {
  const t = useT();
  const painted = useAfterPaint();
  const { customer } = thread;
  return (
    <aside className="context" aria-label={t("context.label")}>
      <div className="row context-head">
        <strong className="grow context-name" dir="auto">
          {customer.name ?? t("customer.unnamed")}
        </strong>
        <button
          type="button"
          className="button icon small context-close"
          aria-label={t("context.close")}
          onClick={() => usePrefs.setState({ contextOpen: false })}
        >
          <X size={16} strokeWidth={1.5} />
        </button>
      </div>
      {customer.blocked && <p className="chip alarm">{t("customer.blocked")}</p>}
      {painted && <Known row={row} thread={thread} />}
    </aside>
  );
});
