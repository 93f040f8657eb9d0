/** One macro: its name and what it does, in order. */
import { type ReactNode, useState } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ActionsField, FIRST_ACTION } from "./actions-field.tsx";
import { type ActionField, actionOf, fieldOf } from "./macro-form.ts";
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

export function MacroDialog({ macro, shares, onClose, onSaved }: Props): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useForm<Form>({
    defaultValues: macro
      ? { name: macro.name, description: macro.description, actions: macro.actions.map(fieldOf), shared: macro.shared }
      : { name: "", description: "", actions: [FIRST_ACTION], shared: false },
  });
  const { register, handleSubmit, formState } = form;
  const submit = handleSubmit(async (values) => {
    const body = { ...values, actions: values.actions.map(actionOf) };
    const answer = macro ? await ask("PATCH", `/v1/macros/${macro.id}`, body) : await ask("POST", "/v1/macros", body);
    if (answer.ok) onSaved();
    else setProblem(answer.problem);
  });
  return (
    <FormProvider {...form}>
      <FormDialog
        title={t("macro.one")}
        submitLabel={t("save")}
        busy={formState.isSubmitting}
        problem={problem}
        onSubmit={() => void submit()}
        onClose={onClose}
        wide
      >
        <Field id="macro-name" label={t("people.name")} wrong={formState.errors.name && t("required")}>
          <input id="macro-name" className="input" maxLength={200} aria-invalid={!!formState.errors.name} {...register("name", { required: true })} />
        </Field>
        <Field id="macro-description" label={t("webhooks.description")}>
          <input id="macro-description" className="input" maxLength={1_000} {...register("description")} />
        </Field>
        <ActionsField />
        {shares && (
          <label className="row switch">
            <input type="checkbox" {...register("shared")} />
            <span>{t("canned.shared")}</span>
          </label>
        )}
      </FormDialog>
    </FormProvider>
  );
}
