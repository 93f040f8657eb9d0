/** After a channel's reply window only what the platform has approved beforehand can be sent: a template by its name there, with the values it asks for. */
import { type ReactNode, useRef } from "react";
import { useForm } from "react-hook-form";
import { ask, newKey } from "../api/client.ts";
import type { ReplyAnswer } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { tellDesk } from "../state/desk.ts";
import type { Row } from "../state/model.ts";
import { usePrefs } from "../state/prefs.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { toastProblem } from "../ui/toasts.tsx";
import { isMine } from "./actions.ts";

interface Form {
  name: string;
  language: string;
  /** one a line */
  params: string;
  text: string;
}

/** Templates sent before are offered by name. */
const MOST_REMEMBERED = 20;
const NAMES_ID = "platform-template-names";

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");

function remember(name: string, language: string): void {
  const others = usePrefs.getState().platformTemplates.filter((known) => known.name !== name);
  usePrefs.setState({ platformTemplates: [{ name, language }, ...others].slice(0, MOST_REMEMBERED) });
}

export function PlatformTemplateDialog({ row, onClose }: { row: Row; onClose: () => void }): ReactNode {
  const t = useT();
  const known = usePrefs((prefs) => prefs.platformTemplates);
  // The same press twice is one message.
  const key = useRef(newKey());
  const [latest] = known;
  const { register, handleSubmit, formState, setValue } = useForm<Form>({
    defaultValues: { name: latest?.name ?? "", language: latest?.language ?? row.language ?? "", params: "", text: "" },
  });
  const { errors } = formState;
  const submit = handleSubmit(async ({ name, language, params, text }) => {
    const template = { name: name.trim(), language: language.trim(), params: linesOf(params) };
    const epoch = isMine(row) ? {} : { epoch: row.epoch };
    const answer = await ask<ReplyAnswer>("POST", `/v1/conversations/${row.id}/replies`, { text, template, ...epoch }, key.current);
    if (!answer.ok) return toastProblem(t, "platform-template", answer.problem);
    remember(template.name, template.language);
    tellDesk({ do: "sent", key: key.current, turn: answer.value.turn });
    onClose();
  });
  const languageOf = (name: string): void => {
    const sent = known.find((one) => one.name === name);
    if (sent) setValue("language", sent.language);
  };
  return (
    <FormDialog
      title={t("platform-template.title")}
      submitLabel={t("composer.send")}
      busy={formState.isSubmitting}
      problem={null}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p className="muted small">{t("platform-template.hint")}</p>
      <div className="two">
        <Field id="platform-template-name" label={t("platform-template.name")} wrong={errors.name && t("required")}>
          <input
            id="platform-template-name"
            className="input"
            list={NAMES_ID}
            maxLength={200}
            aria-invalid={!!errors.name}
            {...register("name", { required: true, onChange: (event: { target: { value: string } }) => languageOf(event.target.value) })}
          />
          <datalist id={NAMES_ID}>
            {known.map(({ name }) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </Field>
        <Field id="platform-template-language" label={t("platform-template.language")} wrong={errors.language && t("required")}>
          <input
            id="platform-template-language"
            className="input"
            maxLength={20}
            placeholder="zh_CN"
            aria-invalid={!!errors.language}
            {...register("language", { required: true })}
          />
        </Field>
      </div>
      <Field id="platform-template-params" label={t("platform-template.params")} hint={t("platform-template.params-hint")}>
        <textarea id="platform-template-params" className="input" rows={3} dir="auto" {...register("params")} />
      </Field>
      <Field id="platform-template-text" label={t("platform-template.text")} hint={t("platform-template.text-hint")} wrong={errors.text && t("required")}>
        <textarea id="platform-template-text" className="input" rows={3} dir="auto" aria-invalid={!!errors.text} {...register("text", { required: true })} />
      </Field>
    </FormDialog>
  );
}
