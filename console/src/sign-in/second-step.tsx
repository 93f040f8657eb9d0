/** The second step of signing in: a code of the authenticator app, or a recovery code. */
import { type ReactNode, useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import type { Problem } from "../api/problem.ts";
import { signInSecond } from "../api/sign-in-doors.ts";
import { keepSignIn } from "../api/sign-in-state.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { problemWords } from "../ui/problem-words.ts";
import { SignInProblem } from "./sign-in-frame.tsx";

/** `onBack` is also called when the ticket has run out, with the problem. */
export function SecondStep({ ticket, recovers, onBack }: { ticket: string; recovers: boolean; onBack: (problem: Problem | null) => void }): ReactNode {
  const t = useT();
  const [recovering, setRecovering] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { register, handleSubmit, formState, reset, setFocus } = useForm<{ code: string }>({ defaultValues: { code: "" } });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another kind of code is another field
  useEffect(() => setFocus("code"), [setFocus, recovering]);
  const submit = handleSubmit(async ({ code }) => {
    const answer = await signInSecond(ticket, code.trim());
    if (answer.ok) return keepSignIn(answer.value);
    if (answer.problem.code === "unauthenticated") return onBack(answer.problem);
    setProblem(answer.problem);
    reset();
    setFocus("code");
  });
  const wrong = problem && (problem.code === "second_factor" ? t("second.wrong") : problemWords(t, problem));
  return (
    <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
      <p>{recovering ? t("second.recovery-hint") : t("second.hint")}</p>
      <Field id="code" label={recovering ? t("second.recovery") : t("second.code")} wrong={formState.errors.code && t("required")}>
        <input
          key={String(recovering)}
          id="code"
          className="input mono"
          autoComplete="one-time-code"
          inputMode={recovering ? "text" : "numeric"}
          aria-invalid={!!formState.errors.code}
          {...register("code", { required: true })}
        />
      </Field>
      {wrong && <SignInProblem words={wrong} />}
      <button type="submit" className="button primary" disabled={formState.isSubmitting}>
        {formState.isSubmitting ? t("sign-in.busy") : t("sign-in.go")}
      </button>
      {recovers && (
        <button type="button" className="button plain" onClick={() => setRecovering(!recovering)}>
          {recovering ? t("second.code") : t("second.recovery")}
        </button>
      )}
      <button type="button" className="button plain" onClick={() => onBack(null)}>
        {t("second.back")}
      </button>
    </form>
  );
}
