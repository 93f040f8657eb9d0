/** One rule: its event, what must hold, what is done. */
import { Plus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { FormProvider, useFieldArray, useForm, useFormContext } from "react-hook-form";
import type { Condition } from "../../../protocol/automation.ts";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { ActionsField, FIRST_ACTION } from "../canned/actions-field.tsx";
import { type ActionField, actionOf, fieldOf } from "../canned/macro-form.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ALONE, FIELDS, OPERATORS, RULE_EVENTS, type Rule } from "./rules.ts";

interface Form {
  name: string;
  event: string;
  conditions: { field: string; op: Condition["op"]; value: string }[];
  actions: ActionField[];
  stops: boolean;
}

const wordsOf = ({ value }: Condition): string => (Array.isArray(value) ? value.join(", ") : String(value));
const numberOr = (text: string): string | number => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text);

function Conditions(): ReactNode {
  const t = useT();
  const { register, control, watch } = useFormContext<Form>();
  const { fields, append, remove } = useFieldArray({ control, name: "conditions" });
  return (
    <fieldset className="words-fields">
      <legend className="field-label">{t("rules.conditions")}</legend>
      <ul className="macro-actions">
        {fields.map((field, index) => (
          <li key={field.id} className="row">
            <select className="input" aria-label={t("rules.field")} {...register(`conditions.${index}.field`)}>
              {FIELDS.map((one) => (
                <option key={one} value={one}>
                  {t(`rules.field.${one}`)}
                </option>
              ))}
            </select>
            <select className="input" aria-label={t("rules.op")} {...register(`conditions.${index}.op`)}>
              {OPERATORS.map((op) => (
                <option key={op} value={op}>
                  {t(`op.${op}`)}
                </option>
              ))}
            </select>
            {ALONE.has(watch(`conditions.${index}.op`)) ? (
              <span className="grow" />
            ) : (
              <input className="input" aria-label={t("rules.value")} {...register(`conditions.${index}.value`)} />
            )}
            <button type="button" className="button icon small" aria-label={t("remove")} onClick={() => remove(index)}>
              <X size={14} strokeWidth={1.5} />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="button small" onClick={() => append({ field: "text", op: "contains", value: "" })}>
        <Plus size={14} strokeWidth={1.5} aria-hidden />
        {t("rules.condition-add")}
      </button>
    </fieldset>
  );
}

export function RuleDialog({ rule, onClose, onSaved }: { rule: Rule | null; onClose: () => void; onSaved: () => void }): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useForm<Form>({
    defaultValues: rule
      ? {
          name: rule.name,
          event: rule.event,
          stops: rule.stops,
          conditions: rule.conditions.all.map((condition) => ({ field: condition.field, op: condition.op, value: wordsOf(condition) })),
          actions: rule.actions.map(fieldOf),
        }
      : { name: "", event: "message.received", stops: false, conditions: [], actions: [FIRST_ACTION] },
  });
  const { register, handleSubmit, formState } = form;
  const submit = handleSubmit(async ({ conditions, actions, ...values }) => {
    const all = conditions.map(({ field, op, value }) => ({ field, op, value: ALONE.has(op) ? "" : numberOr(value) }));
    const body = { ...values, conditions: { all, any: rule?.conditions.any ?? [] }, actions: actions.map(actionOf) };
    const answer = rule ? await ask("PATCH", `/v1/automation/rules/${rule.id}`, body) : await ask("POST", "/v1/automation/rules", body);
    if (answer.ok) onSaved();
    else setProblem(answer.problem);
  });
  return (
    <FormProvider {...form}>
      <FormDialog
        title={t("rules.one")}
        submitLabel={t("save")}
        busy={formState.isSubmitting}
        problem={problem}
        onSubmit={() => void submit()}
        onClose={onClose}
        wide
      >
        <div className="two">
          <Field id="rule-name" label={t("people.name")} wrong={formState.errors.name && t("required")}>
            <input id="rule-name" className="input" maxLength={200} aria-invalid={!!formState.errors.name} {...register("name", { required: true })} />
          </Field>
          <Field id="rule-event" label={t("rules.event")}>
            <select id="rule-event" className="input" {...register("event")}>
              {RULE_EVENTS.map((event) => (
                <option key={event} value={event}>
                  {event}
                </option>
              ))}
            </select>
          </Field>
        </div>
        <Conditions />
        <ActionsField />
        <label className="row switch">
          <input type="checkbox" {...register("stops")} />
          <span>{t("rules.stops")}</span>
        </label>
      </FormDialog>
    </FormProvider>
  );
}
