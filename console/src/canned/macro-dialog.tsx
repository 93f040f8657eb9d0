/** One macro: its name and what it does, in order. */
import { Plus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useFieldArray, useForm } from "react-hook-form";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ActionValue } from "./action-value.tsx";
import { type ActionField, actionOf, fieldOf, type Kind, VALUE_OF } from "./macro-form.ts";
import type { Macro } from "./macros.ts";

interface Form {
  name: string;
  description: string;
  actions: ActionField[];
  shared: boolean;
}
interface Props {
  macro: Macro | null;
  shares: boolean;
  onClose: () => void;
  onSaved: () => void;
}
/** protocol/automation.ts MOST_ACTIONS: schemas are not loaded into the page. */
const MOST_ACTIONS = 10;
const KINDS = Object.keys(VALUE_OF) as Kind[];
const FIRST: ActionField = { action: "reply", value: "" };

export function MacroDialog({ macro, shares, onClose, onSaved }: Props): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { register, handleSubmit, formState, control, watch } = useForm<Form>({
    defaultValues: macro
      ? { name: macro.name, description: macro.description, actions: macro.actions.map(fieldOf), shared: macro.shared }
      : { name: "", description: "", actions: [FIRST], shared: false },
  });
  const { fields, append, remove } = useFieldArray({ control, name: "actions" });
  const { errors } = formState;
  const submit = handleSubmit(async (form) => {
    const body = { ...form, actions: form.actions.map(actionOf) };
    const answer = macro ? await ask("PATCH", `/v1/macros/${macro.id}`, body) : await ask("POST", "/v1/macros", body);
    if (answer.ok) onSaved();
    else setProblem(answer.problem);
  });
  return (
    <FormDialog
      title={t("macro.one")}
      submitLabel={t("save")}
      busy={formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
      wide
    >
      <Field id="macro-name" label={t("people.name")} wrong={errors.name && t("required")}>
        <input id="macro-name" className="input" maxLength={200} aria-invalid={!!errors.name} {...register("name", { required: true })} />
      </Field>
      <Field id="macro-description" label={t("webhooks.description")}>
        <input id="macro-description" className="input" maxLength={1_000} {...register("description")} />
      </Field>
      <fieldset className="words-fields">
        <legend className="field-label">{t("macro.actions")}</legend>
        <ol className="macro-actions">
          {fields.map((field, index) => {
            const kind = watch(`actions.${index}.action`);
            const needed = VALUE_OF[kind] !== "nothing";
            return (
              <li key={field.id} className="row">
                <select className="input" aria-label={t("macro.actions")} {...register(`actions.${index}.action`)}>
                  {KINDS.map((one) => (
                    <option key={one} value={one}>
                      {t(`action.${one}`)}
                    </option>
                  ))}
                </select>
                <ActionValue kind={kind} field={register(`actions.${index}.value`, { required: needed })} />
                <button type="button" className="button icon small" aria-label={t("remove")} disabled={fields.length === 1} onClick={() => remove(index)}>
                  <X size={14} strokeWidth={1.5} />
                </button>
              </li>
            );
          })}
        </ol>
        {errors.actions && <p className="alarm-text small">{t("macro.incomplete")}</p>}
        {fields.length < MOST_ACTIONS && (
          <button type="button" className="button small" onClick={() => append(FIRST)}>
            <Plus size={14} strokeWidth={1.5} aria-hidden />
            {t("macro.more")}
          </button>
        )}
      </fieldset>
      {shares && (
        <label className="row switch">
          <input type="checkbox" {...register("shared")} />
          <span>{t("canned.shared")}</span>
        </label>
      )}
    </FormDialog>
  );
}
