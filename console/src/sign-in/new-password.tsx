/** Where the letter's link leads: a new password, with which all sign-ins of this person end. */
import { type ReactNode, useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import type { Problem } from "../api/problem.ts";
import { resetPassword } from "../api/sign-in-doors.ts";
import { forgetSignIn } from "../api/sign-in-state.ts";
import { type Translate, useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { problemWords } from "../ui/problem-words.ts";
import { SignInFrame, SignInProblem } from "./sign-in-frame.tsx";

const SHORTEST = 10;

const wordsFor = (t: Translate, problem: Problem): string =>
  problem.field === "token" ? t("reset.over") : problem.field === "password" ? t("reset.weak") : problemWords(t, problem);

/** `onDone` is called with whether the password was changed. */
export function NewPassword({ token, onDone }: { token: string; onDone: (changed: boolean) => void }): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { register, handleSubmit, formState, setFocus } = useForm<{ password: string }>({ defaultValues: { password: "" } });
  // The token is worth a password: it does not stay in the address or in the browser's history.
  useEffect(() => history.replaceState(null, "", location.pathname + location.search), []);
  useEffect(() => setFocus("password"), [setFocus]);
  const submit = handleSubmit(async ({ password }) => {
    const answer = await resetPassword(token, password);
    if (!answer.ok) return setProblem(answer.problem);
    forgetSignIn(false);
    onDone(true);
  });
  return (
    <SignInFrame>
      <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <h2>{t("reset.title")}</h2>
        <Field
          id="new-password"
          label={t("security.next")}
          hint={t("security.shortest", { count: SHORTEST })}
          wrong={formState.errors.password && t("security.too-short")}
        >
          <input
            id="new-password"
            type="password"
            className="input"
            autoComplete="new-password"
            aria-invalid={!!formState.errors.password}
            {...register("password", { required: true, minLength: SHORTEST })}
          />
        </Field>
        {problem && <SignInProblem words={wordsFor(t, problem)} />}
        <button type="submit" className="button primary" disabled={formState.isSubmitting}>
          {t("reset.set")}
        </button>
        <button type="button" className="button plain" onClick={() => onDone(false)}>
          {t("reset.back")}
        </button>
      </form>
    </SignInFrame>
  );
}
