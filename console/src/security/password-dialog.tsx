/** A new password; all other sign-ins end with it. */
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { toast } from "../ui/toasts.tsx";

const SHORTEST = 10;

export function PasswordDialog({ onDone, onClose }: { onDone: () => void; onClose: () => void }): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { register, handleSubmit, formState } = useForm<{ current: string; next: string }>({ defaultValues: { current: "", next: "" } });
  const { errors } = formState;
  const submit = handleSubmit(async (form) => {
    const answer = await ask<{ signedOut: number }>("POST", "/v1/me/password", form);
    if (!answer.ok) return setProblem(answer.problem);
    toast({ id: "password", text: t("security.password-changed", { count: answer.value.signedOut }), tone: "calm", lasts: 5_000 });
    onDone();
  });
  return (
    <FormDialog
      title={t("security.password-change")}
      submitLabel={t("save")}
      busy={formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field id="current-password" label={t("security.current")} wrong={errors.current && t("required")}>
        <input id="current-password" type="password" className="input" autoComplete="current-password" {...register("current", { required: true })} />
      </Field>
      <Field id="next-password" label={t("security.next")} hint={t("security.shortest", { count: SHORTEST })} wrong={errors.next && t("security.too-short")}>
        <input
          id="next-password"
          type="password"
          className="input"
          autoComplete="new-password"
          {...register("next", { required: true, minLength: SHORTEST })}
        />
      </Field>
    </FormDialog>
  );
}
