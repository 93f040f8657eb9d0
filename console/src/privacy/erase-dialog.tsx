/** Erases a customer everywhere: what goes, the last question, and the certificate of what went. */
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { CustomerProfile } from "../../../protocol/conversation.ts";
import type { EraseReason } from "../../../protocol/privacy.ts";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { saveFile } from "../ui/save-file.ts";

const REASONS: readonly EraseReason[] = ["request", "retention", "mistake"];

function Certificate({ certificate, onClose }: { certificate: unknown; onClose: () => void }): ReactNode {
  const t = useT();
  const text = JSON.stringify(certificate, null, 2);
  const save = (): void => saveFile(new Blob([text], { type: "application/json" }), "kefu-erasure.json");
  return (
    <FormDialog title={t("erase.certificate")} submitLabel={t("done")} busy={false} problem={null} onSubmit={onClose} onClose={onClose} wide>
      <p>{t("erase.certificate-hint")}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <pre className="certificate mono" tabIndex={0}>
        {text}
      </pre>
      <p className="row">
        <button type="button" className="button" onClick={save}>
          {t("erase.save")}
        </button>
        <CopyButton text={text} label={t("erase.copy")} />
      </p>
    </FormDialog>
  );
}

export function EraseDialog({ customer, onClose }: { customer: CustomerProfile; onClose: () => void }): ReactNode {
  const t = useT();
  const navigate = useNavigate();
  const [reason, setReason] = useState<EraseReason>("request");
  const [sure, setSure] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [certificate, setCertificate] = useState<unknown>(null);
  const submit = async (): Promise<void> => {
    if (!sure) return;
    setBusy(true);
    const answer = await ask<unknown>("POST", `/v1/customers/${customer.id}/erase`, { reason });
    setBusy(false);
    if (answer.ok) setCertificate(answer.value);
    else setProblem(answer.problem);
  };
  if (certificate !== null)
    return (
      <Certificate
        certificate={certificate}
        onClose={() => {
          onClose();
          void navigate({ to: "/inbox/$tab", params: { tab: "mine" } });
        }}
      />
    );
  return (
    <FormDialog title={t("erase.title")} submitLabel={t("erase.go")} busy={busy || !sure} problem={problem} onSubmit={() => void submit()} onClose={onClose}>
      <p>{t("erase.text", { name: customer.name ?? t("customer.unnamed") })}</p>
      <Field id="erase-reason" label={t("erase.reason")}>
        <select id="erase-reason" className="input" value={reason} onChange={(event) => setReason(event.target.value as EraseReason)}>
          {REASONS.map((one) => (
            <option key={one} value={one}>
              {t(`erase.reason.${one}`)}
            </option>
          ))}
        </select>
      </Field>
      <label className="row switch">
        <input type="checkbox" checked={sure} onChange={(event) => setSure(event.target.checked)} />
        <span>{t("erase.sure")}</span>
      </label>
    </FormDialog>
  );
}
