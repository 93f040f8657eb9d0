/** Join this customer with another one, who is found by an address; both are shown before it is done, and it can be undone. */
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import type { CustomerProfile, CustomerView } from "../../../protocol/conversation.ts";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { loadThread } from "../live/desk-link.ts";
import { problemWords } from "../ui/problem-words.ts";
import { toast } from "../ui/toasts.tsx";
import { IDENTITY_KINDS } from "./identity-kinds.ts";

function Side({ customer, count }: { customer: CustomerProfile; count?: number }): ReactNode {
  const t = useT();
  const named = useNamed();
  return (
    <div className="merge-side">
      <strong dir="auto">{customer.name ?? t("customer.unnamed")}</strong>
      {customer.identities.map((identity) => (
        <span key={`${identity.kind}${identity.value}`} className="small context-value">
          {named("identity", identity.kind)} {identity.value}
        </span>
      ))}
      {count !== undefined && <span className="small muted">{t("merge.conversations", { count })}</span>}
    </div>
  );
}

function Finder({ own, onFound, onProblem }: { own: string; onFound: (view: CustomerView) => void; onProblem: (problem: Problem | null) => void }): ReactNode {
  const t = useT();
  const named = useNamed();
  const [kind, setKind] = useState<string>("phone");
  const [value, setValue] = useState("");
  const find = async (): Promise<void> => {
    onProblem(null);
    const answer = await ask<CustomerView>("GET", `/v1/customers?identity=${kind}:${encodeURIComponent(value.trim())}`);
    if (!answer.ok) onProblem(answer.problem);
    else if (answer.value.customer.id === own) onProblem({ code: "same", status: 0, detail: t("merge.same") });
    else onFound(answer.value);
  };
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        void find();
      }}
    >
      <select className="input merge-kind" aria-label={t("merge.kind")} value={kind} onChange={(event) => setKind(event.target.value)}>
        {IDENTITY_KINDS.map((one) => (
          <option key={one} value={one}>
            {named("identity", one)}
          </option>
        ))}
      </select>
      <input
        className="input grow"
        aria-label={t("merge.value")}
        placeholder={t("merge.value")}
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      <button type="submit" className="button" disabled={value.trim() === ""}>
        {t("merge.find")}
      </button>
    </form>
  );
}

export function MergeDialog({ customer, conversationId, onClose }: { customer: CustomerProfile; conversationId: string; onClose: () => void }): ReactNode {
  const t = useT();
  const [found, setFound] = useState<CustomerView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const merge = async (): Promise<void> => {
    if (!found) return;
    setBusy(true);
    const answer = await ask("POST", `/v1/customers/${customer.id}/merge`, { other: found.customer.id });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    toast({ id: "merged", text: t("merge.done"), tone: "calm", lasts: 6_000 });
    onClose();
    await loadThread(conversationId);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog">
          <Dialog.Title asChild>
            <h2>{t("merge.title")}</h2>
          </Dialog.Title>
          <Dialog.Description className="muted small">{t("merge.hint")}</Dialog.Description>
          <div className="stack merge-body">
            <Finder own={customer.id} onFound={setFound} onProblem={setProblem} />
            {problem && (
              <p className="alarm-text small" role="alert">
                {problem.status === 404 ? t("merge.nobody") : problemWords(t, problem)}
              </p>
            )}
            {found && (
              <div className="merge-sides">
                <Side customer={customer} />
                <Side customer={found.customer} count={found.conversations.length} />
              </div>
            )}
          </div>
          <div className="actions">
            <button type="button" className="button" onClick={onClose}>
              {t("cancel")}
            </button>
            <button type="button" className="button primary" disabled={!found || busy} onClick={() => void merge()}>
              {t("merge.go")}
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
