/** A colleague does not help, or not any more, and may say why. */
import { useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useT } from "../i18n/index.ts";
import { FormDialog } from "../ui/form-dialog.tsx";
import type { Actions } from "./actions.ts";
import { useOnce } from "./once.ts";

const MOST_REASON = 200;

/** Whoever does not help goes back to the list: the conversation may not be theirs to see. */
export function DeclineDialog({ decline, title, onClose }: { decline: Actions["declineConsult"]; title: string; onClose: () => void }): ReactNode {
  const t = useT();
  const navigate = useNavigate();
  const { tab = "mine" } = useParams({ strict: false });
  const [reason, setReason] = useState("");
  const [busy, once] = useOnce();
  const submit = async (): Promise<void> => {
    if (!(await decline(reason.trim()))) return;
    onClose();
    await navigate({ to: "/inbox/$tab", params: { tab } });
  };
  return (
    <FormDialog title={title} submitLabel={title} busy={busy} problem={null} onSubmit={() => once(submit)} onClose={onClose}>
      <div className="field">
        <label htmlFor="decline-reason">
          {t("consult.reason")} <span className="muted">{t("optional")}</span>
        </label>
        <input id="decline-reason" className="input" maxLength={MOST_REASON} value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
    </FormDialog>
  );
}
