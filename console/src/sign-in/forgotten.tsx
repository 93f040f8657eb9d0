/** A forgotten password: a letter with a link is asked for. What is said never tells whether the address is known. */
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import type { Problem } from "../api/problem.ts";
import { askForReset } from "../api/sign-in-doors.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { problemWords } from "../ui/problem-words.ts";
import { SignInProblem } from "./sign-in-frame.tsx";

export function Forgotten({ email, onBack }: { email: string; onBack: () => void }): ReactNode {
  const t = useT();
  const { register, handleSubmit, formState } = useForm<{ email: string }>({ defaultValues: { email } });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asked, setAsked] = useState(false);
  const submit = handleSubmit(async (form) => {
    const answer = await askForReset(form.email.trim());
    setProblem(answer.ok ? null : answer.problem);
    setAsked(answer.ok);
  });
  const back = (
    <button type="button" className="button plain" onClick={onBack}>
      {t("reset.back")}
    </button>
  );
  if (asked)
    return (
      <div className="stack">
        <p role="status">{t("reset.asked")}</p>
        <p className="muted small">{t("reset.no-letter")}</p>
        {back}
      </div>
    );
  return (
    <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
      <h2>{t("reset.forgotten")}</h2>
      <p>{t("reset.hint")}</p>
      <Field id="reset-email" label={t("email")} wrong={formState.errors.email && t("required")}>
        <input
          id="reset-email"
          type="email"
          className="input"
          autoComplete="username"
          aria-invalid={!!formState.errors.email}
          {...register("email", { required: true, minLength: 3 })}
        />
      </Field>
      {problem && <SignInProblem words={problemWords(t, problem)} />}
      <button type="submit" className="button primary" disabled={formState.isSubmitting}>
        {t("reset.ask")}
      </button>
      {back}
    </form>
  );
}
