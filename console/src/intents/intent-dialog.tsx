import { type ReactNode, useState } from "react";
import { type UseFormReturn, useForm } from "react-hook-form";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useServerHas } from "../api/queries.ts";
import type { OwnIntent } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ThresholdCurve, thresholdWords, useIntentThreshold } from "./threshold-curve.tsx";

interface Form {
  name: string;
  description: string;
  /** one a line */
  examples: string;
  /** likeness a message must reach, 0–1 */
  threshold: number;
  suggested: boolean;
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,59}$/;
const LEAST_EXAMPLES = 2;
const linesOf = (text: string): string[] => [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");

/** The suggested threshold or one's own, and what it does to the examples that are kept. */
function ThresholdFields({ intent, form: { register, watch } }: { intent: OwnIntent | null; form: UseFormReturn<Form> }): ReactNode {
  const t = useT();
  const measures = useServerHas("/v1/intent-thresholds/{name}");
  const query = useIntentThreshold(measures && intent ? intent.name : null);
  const suggested = watch("suggested");
  const threshold = suggested && intent ? intent.suggestedThreshold : Number(watch("threshold"));
  return (
    <>
      <label className="row">
        <input type="checkbox" {...register("suggested")} />
        {intent ? t("intents.suggested-value", { value: intent.suggestedThreshold.toFixed(2) }) : t("intents.suggested")}
      </label>
      {!suggested && (
        <Field id="intent-threshold" label={`${t("intents.threshold")} ${threshold.toFixed(2)}`} hint={t("intents.threshold-hint")}>
          <input
            id="intent-threshold"
            type="range"
            min={0}
            max={1}
            step={0.01}
            aria-valuetext={query.data && thresholdWords(t, query.data, threshold)}
            {...register("threshold")}
          />
        </Field>
      )}
      {intent === null && <p className="small muted">{t("intents.curve-new")}</p>}
      {intent && measures && <ThresholdCurve query={query} threshold={threshold} />}
    </>
  );
}

/** A new intent, or another description, examples and threshold for one. It works within a second. */
export function IntentDialog({ intent, onDone, onClose }: { intent: OwnIntent | null; onDone: () => void; onClose: () => void }): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useForm<Form>({
    defaultValues: {
      name: intent?.name ?? "",
      description: intent?.description ?? "",
      examples: intent?.examples.join("\n") ?? "",
      threshold: intent?.threshold ?? 0.7,
      suggested: intent === null || intent.threshold === intent.suggestedThreshold,
    },
  });
  const { register, handleSubmit, formState } = form;
  const submit = handleSubmit(async ({ name, description, examples, threshold, suggested }) => {
    const body = { description, examples: linesOf(examples), threshold: suggested ? null : Number(threshold) };
    const answer = intent ? await ask("PATCH", `/v1/intents/${intent.name}`, body) : await ask("POST", "/v1/intents", { name, ...body });
    if (answer.ok) onDone();
    else setProblem(answer.problem);
  });
  const { errors } = formState;
  return (
    <FormDialog
      title={intent ? intent.name : t("intents.add")}
      submitLabel={t("save")}
      wide
      busy={formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {!intent && (
        <Field id="intent-name" label={t("intents.name")} hint={t("intents.name-hint")} wrong={errors.name && t("intents.name-wrong")}>
          <input id="intent-name" className="input" aria-invalid={!!errors.name} {...register("name", { required: true, pattern: NAME })} />
        </Field>
      )}
      <Field id="intent-description" label={t("intents.description")}>
        <input id="intent-description" className="input" maxLength={1_000} {...register("description")} />
      </Field>
      <Field id="intent-examples" label={t("intents.examples")} hint={t("intents.examples-hint")} wrong={errors.examples && t("intents.examples-wrong")}>
        <textarea
          id="intent-examples"
          className="input"
          rows={6}
          aria-invalid={!!errors.examples}
          {...register("examples", { validate: (text) => linesOf(text).length >= LEAST_EXAMPLES })}
        />
      </Field>
      <ThresholdFields intent={intent} form={form} />
    </FormDialog>
  );
}
