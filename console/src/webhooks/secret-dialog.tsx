import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";

/** The signing secret, shown once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }): ReactNode {
  const t = useT();
  return (
    <FormDialog title={t("webhooks.secret")} submitLabel={t("done")} busy={false} problem={null} onSubmit={onClose} onClose={onClose}>
      <p>{t("webhooks.secret-once")}</p>
      <p className="row">
        <code className="mono grow webhook-code">{secret}</code>
        <CopyButton text={secret} label={t("webhooks.copy-secret")} />
      </p>
    </FormDialog>
  );
}
