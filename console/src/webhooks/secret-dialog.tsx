import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { CopyLine } from "../ui/copy-line.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";

/** The signing secret, shown once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }): ReactNode {
  const t = useT();
  return (
    <FormDialog title={t("webhooks.secret")} submitLabel={t("done")} busy={false} problem={null} onSubmit={onClose} onClose={onClose}>
      <p>{t("webhooks.secret-once")}</p>
      <CopyLine text={secret} label={t("webhooks.copy-secret")} />
    </FormDialog>
  );
}
