/** Where to tell, and of what. A new one answers with its secret. */
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import type { WebhookPage, WebhookShown } from "./webhooks-page.tsx";

interface Form {
  url: string;
  description: string;
  events: string[];
}
interface Props {
  webhook: WebhookShown | null;
  events: WebhookPage["events"];
  onClose: () => void;
  /** The secret of a new one. */
  onSaved: (secret: string | null) => void;
}

export function WebhookDialog({ webhook, events, onClose, onSaved }: Props): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { register, handleSubmit, formState, watch } = useForm<Form>({
    defaultValues: { url: webhook?.url ?? "", description: webhook?.description ?? "", events: webhook?.events ?? ["*"] },
  });
  const { errors } = formState;
  const all = watch("events").includes("*");
  const submit = handleSubmit(async (form) => {
    const body = { ...form, events: all ? ["*"] : form.events };
    const answer = webhook
      ? await ask<{ secret?: string }>("PATCH", `/v1/webhooks/${webhook.id}`, body)
      : await ask<{ secret?: string }>("POST", "/v1/webhooks", body);
    if (answer.ok) onSaved(answer.value.secret ?? null);
    else setProblem(answer.problem);
  });
  return (
    <FormDialog
      title={webhook ? t("edit") : t("webhooks.add")}
      submitLabel={t("save")}
      busy={formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field id="webhook-url" label={t("webhooks.url")} wrong={errors.url && t("webhooks.url-wrong")}>
        <input
          id="webhook-url"
          className="input mono"
          inputMode="url"
          placeholder="https://"
          aria-invalid={!!errors.url}
          {...register("url", { required: true, pattern: /^https?:\/\/\S+$/ })}
        />
      </Field>
      <Field id="webhook-description" label={t("webhooks.description")}>
        <input id="webhook-description" className="input" maxLength={500} {...register("description")} />
      </Field>
      <fieldset className="choice-list">
        <legend className="field-label">{t("webhooks.events")}</legend>
        <label className="choice">
          <input type="checkbox" value="*" {...register("events", { required: true })} />
          <span>{t("webhooks.everything")}</span>
        </label>
        {!all &&
          events.map(({ name, description }) => (
            <label key={name} className="choice">
              <input type="checkbox" value={name} {...register("events", { required: true })} />
              <span>
                <span className="mono">{name}</span>
                <span className="small muted block">{description}</span>
              </span>
            </label>
          ))}
      </fieldset>
      {errors.events && <p className="alarm-text small">{t("webhooks.some")}</p>}
    </FormDialog>
  );
}
