/** One answer: for which intent, in which language, on which channel, and its words. Of one that is there only the words change. */
import { type ReactNode, useState } from "react";
import { type UseFormRegister, useForm } from "react-hook-form";
import { CHANNEL_KINDS } from "../../../protocol/channels.ts";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useIntents } from "../api/queries.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { useChannelName } from "../inbox/channel-mark.tsx";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";

export interface TemplateShown {
  id: string;
  intent: string;
  language: string;
  /** '' = every channel */
  channel: string;
  text: string;
}
type Form = Omit<TemplateShown, "id">;

const LONGEST = 2_000;
/** Those of an order: worker/pipeline/answer-parts.ts; what a customer told goes by the name of its slot. */
const VARIABLES = ["order_number", "order_status", "order_carrier", "order_tracking", "order_tracking_state"];

function Place({ register }: { register: UseFormRegister<Form> }): ReactNode {
  const t = useT();
  const named = useNamed();
  const channelName = useChannelName();
  const { data } = useIntents();
  return (
    <div className="three">
      <Field id="template-intent" label={t("templates.intent")}>
        <select id="template-intent" className="input" {...register("intent", { required: true })}>
          {(data ?? []).map(({ name }) => (
            <option key={name} value={name}>
              {named("intent", name)}
            </option>
          ))}
        </select>
      </Field>
      <Field id="template-language" label={t("language")} hint={t("people.languages-hint")}>
        <input id="template-language" className="input" minLength={2} maxLength={20} {...register("language", { required: true, minLength: 2 })} />
      </Field>
      <Field id="template-channel" label={t("filter.channel")}>
        <select id="template-channel" className="input" {...register("channel")}>
          <option value="">{t("templates.every-channel")}</option>
          {CHANNEL_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {channelName(kind)}
            </option>
          ))}
        </select>
      </Field>
    </div>
  );
}

export function TemplateDialog({ template, onDone, onClose }: { template: TemplateShown | null; onDone: () => void; onClose: () => void }): ReactNode {
  const t = useT();
  const named = useNamed();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { register, handleSubmit, formState } = useForm<Form>({ defaultValues: template ?? { intent: "", language: "zh", channel: "", text: "" } });
  const { errors } = formState;
  const submit = handleSubmit(async (form) => {
    const answer = template ? await ask("PATCH", `/v1/templates/${template.id}`, { text: form.text }) : await ask("POST", "/v1/templates", form);
    if (answer.ok) onDone();
    else setProblem(answer.problem);
  });
  return (
    <FormDialog
      title={template ? `${named("intent", template.intent)} · ${template.language}` : t("templates.add")}
      submitLabel={t("save")}
      busy={formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
      wide
    >
      {!template && <Place register={register} />}
      <Field
        id="template-text"
        label={t("knowledge.body")}
        hint={t("templates.variables", { names: VARIABLES.map((name) => `{{${name}}}`).join(" ") })}
        wrong={(errors.text || errors.intent || errors.language) && t("required")}
      >
        <textarea
          id="template-text"
          className="input"
          rows={6}
          dir="auto"
          maxLength={LONGEST}
          aria-invalid={!!errors.text}
          {...register("text", { required: true })}
        />
      </Field>
    </FormDialog>
  );
}
