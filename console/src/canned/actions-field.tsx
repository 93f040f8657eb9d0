/** The list of actions of a macro or a rule, in order; used inside a form that has `actions`. */
import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useFieldArray, useFormContext } from "react-hook-form";
import { useT } from "../i18n/index.ts";
import { ActionValue } from "./action-value.tsx";
import { type ActionField, type Kind, VALUE_OF } from "./macro-form.ts";

/** protocol/automation.ts MOST_ACTIONS: schemas are not loaded into the page. */
const MOST_ACTIONS = 10;
const KINDS = Object.keys(VALUE_OF) as Kind[];
export const FIRST_ACTION: ActionField = { action: "reply", value: "" };

export function ActionsField(): ReactNode {
  const t = useT();
  const { register, control, watch, formState } = useFormContext<{ actions: ActionField[] }>();
  const { fields, append, remove } = useFieldArray({ control, name: "actions" });
  return (
    <fieldset className="words-fields">
      <legend className="field-label">{t("macro.actions")}</legend>
      <ol className="macro-actions">
        {fields.map((field, index) => {
          const kind = watch(`actions.${index}.action`);
          return (
            <li key={field.id} className="row">
              <select className="input" aria-label={t("macro.actions")} {...register(`actions.${index}.action`)}>
                {KINDS.map((one) => (
                  <option key={one} value={one}>
                    {t(`action.${one}`)}
                  </option>
                ))}
              </select>
              <ActionValue kind={kind} field={register(`actions.${index}.value`, { required: VALUE_OF[kind] !== "nothing" })} />
              <button type="button" className="button icon small" aria-label={t("remove")} disabled={fields.length === 1} onClick={() => remove(index)}>
                <X size={14} strokeWidth={1.5} />
              </button>
            </li>
          );
        })}
      </ol>
      {formState.errors.actions && <p className="alarm-text small">{t("macro.incomplete")}</p>}
      {fields.length < MOST_ACTIONS && (
        <button type="button" className="button small" onClick={() => append(FIRST_ACTION)}>
          <Plus size={14} strokeWidth={1.5} aria-hidden />
          {t("macro.more")}
        </button>
      )}
    </fieldset>
  );
}
