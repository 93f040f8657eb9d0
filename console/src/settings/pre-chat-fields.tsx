/** Questions that the widget asks before the first message. */
import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useFieldArray, useFormContext } from "react-hook-form";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { type FieldKind, type SettingsForm, WORD_LANGUAGES } from "./settings-form.ts";

const KINDS: readonly FieldKind[] = ["text", "email", "phone", "order_number", "select"];
const MOST = 10;

function Question({ index, onRemove }: { index: number; onRemove: () => void }): ReactNode {
  const t = useT();
  const { register, watch, formState } = useFormContext<SettingsForm>();
  const at = `preChat.${index}` as const;
  const wrong = formState.errors.preChat?.[index];
  return (
    <li className="pre-chat">
      <div className="three">
        <Field id={`${at}.name`} label={t("workspace.field-name")} wrong={wrong?.name && t("workspace.field-name-wrong")}>
          <input id={`${at}.name`} className="input mono" {...register(`${at}.name`, { required: true, pattern: /^[a-z][a-z0-9_]{0,39}$/ })} />
        </Field>
        <Field id={`${at}.kind`} label={t("workspace.field-kind")}>
          <select id={`${at}.kind`} className="input" {...register(`${at}.kind`)}>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`field.${kind}`)}
              </option>
            ))}
          </select>
        </Field>
        <label className="row switch">
          <input type="checkbox" {...register(`${at}.required`)} />
          <span>{t("workspace.field-required")}</span>
        </label>
      </div>
      <div className="two">
        {WORD_LANGUAGES.map((language) => (
          <Field key={language} id={`${at}.label.${language}`} label={`${t("workspace.field-label")} (${language})`}>
            <input id={`${at}.label.${language}`} className="input" maxLength={200} lang={language} {...register(`${at}.label.${language}`)} />
          </Field>
        ))}
      </div>
      {watch(`${at}.kind`) === "select" && (
        <Field id={`${at}.options`} label={t("workspace.field-options")} wrong={wrong?.options && t("required")}>
          <textarea id={`${at}.options`} className="input" rows={3} {...register(`${at}.options`, { required: true })} />
        </Field>
      )}
      <button type="button" className="button small danger" onClick={onRemove}>
        <X size={14} strokeWidth={1.5} aria-hidden />
        {t("remove")}
      </button>
    </li>
  );
}

export function PreChatFields(): ReactNode {
  const t = useT();
  const { fields, append, remove } = useFieldArray<SettingsForm, "preChat">({ name: "preChat" });
  return (
    <fieldset className="words-fields">
      <legend className="field-label">{t("workspace.pre-chat")}</legend>
      <p className="hint">{t("workspace.pre-chat-hint")}</p>
      <ul>
        {fields.map((field, index) => (
          <Question key={field.id} index={index} onRemove={() => remove(index)} />
        ))}
      </ul>
      {fields.length < MOST && (
        <button type="button" className="button" onClick={() => append({ name: "", kind: "text", label: {}, required: false, options: "" })}>
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          {t("workspace.field-add")}
        </button>
      )}
    </fieldset>
  );
}
