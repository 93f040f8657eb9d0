import { memo, type ReactNode, useState } from "react";
import type { CustomerProfile, Graft } from "../../../protocol/conversation.ts";
import { ask } from "../api/client.ts";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { loadThread } from "../live/desk-link.ts";
import { toast, toastProblem } from "../ui/toasts.tsx";
import { Section } from "./context-panel.tsx";

function GraftLine({ graft, customerId, conversationId }: { graft: Graft; customerId: string; conversationId: string }): ReactNode {
  const t = useT();
  const times = useTimes();
  const [busy, setBusy] = useState(false);
  const undo = async (): Promise<void> => {
    setBusy(true);
    const answer = await ask("POST", `/v1/customers/${customerId}/unmerge`, { graft: graft.id });
    setBusy(false);
    if (!answer.ok) return toastProblem(t, "unmerge", answer.problem);
    toast({ id: "unmerge", text: t("unmerge.done"), tone: "calm", lasts: 6_000 });
    await loadThread(conversationId);
  };
  return (
    <li className="row">
      <span className="grow small">
        <span className="block context-value">{graft.evidence}</span>
        <span className="muted">{times.moment(graft.at)}</span>
      </span>
      <button type="button" className="button small" disabled={busy} onClick={() => void undo()}>
        {t("unmerge")}
      </button>
    </li>
  );
}

/** Joins that made this customer; each can be undone. */
export const Grafts = memo(function Grafts({ customer, conversationId }: { customer: CustomerProfile; conversationId: string }): ReactNode {
  const t = useT();
  if (customer.grafts.length === 0) return null;
  return (
    <Section title={t("context.grafts")}>
      <ul className="context-list">
        {customer.grafts.map((graft) => (
          <GraftLine key={graft.id} graft={graft} customerId={customer.id} conversationId={conversationId} />
        ))}
      </ul>
    </Section>
  );
});
