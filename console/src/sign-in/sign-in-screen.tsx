/** C1: e-mail and password, a second step where one is set up, or a passkey. */
import { KeyRound } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import type { Problem } from "../api/problem.ts";
import { hasPasskeys, signIn, signInWithPasskey, signInWithTicket } from "../api/sign-in-doors.ts";
import { keepSignIn, useSignIn } from "../api/sign-in-state.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { problemWords } from "../ui/problem-words.ts";
import { cameBackWith } from "./coming-back.ts";
import { Forgotten } from "./forgotten.tsx";
import { ProviderButtons } from "./provider-buttons.tsx";
import { SecondStep } from "./second-step.tsx";
import { SignInFrame, SignInProblem } from "./sign-in-frame.tsx";

interface Form {
  email: string;
  password: string;
}

interface Pending {
  ticket: string;
  recovers: boolean;
}

function PasskeyButton({ onProblem }: { onProblem: (problem: Problem) => void }): ReactNode {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const go = async (): Promise<void> => {
    setBusy(true);
    const answer = await signInWithPasskey();
    setBusy(false);
    if (answer?.ok) keepSignIn(answer.value);
    else if (answer) onProblem(answer.problem);
  };
  return (
    <button type="button" className="button" disabled={busy} onClick={() => void go()}>
      <KeyRound size={16} strokeWidth={1.5} aria-hidden />
      {t("sign-in.passkey")}
    </button>
  );
}

interface FormProps {
  first: Problem | null;
  onSecond: (pending: Pending) => void;
  onForgotten: (email: string) => void;
}

function SignInForm({ first, onSecond, onForgotten }: FormProps): ReactNode {
  const t = useT();
  const { register, handleSubmit, formState, getValues, resetField, setFocus, watch } = useForm<Form>({ defaultValues: { email: "", password: "" } });
  const [problem, setProblem] = useState<Problem | null>(first);
  const submit = handleSubmit(async ({ email, password }) => {
    setProblem(null);
    const answer = await signIn(email, password);
    if (answer.ok) {
      keepSignIn(answer.value);
      return;
    }
    const { ticket, methods } = answer.problem as { ticket?: string; methods?: string[] };
    if (answer.problem.code === "second_factor" && ticket) return onSecond({ ticket, recovers: methods?.includes("recovery") ?? false });
    setProblem(answer.problem);
    if (answer.problem.status !== 401) return;
    resetField("password");
    setFocus("password");
  });
  const wait = problem?.code === "rate_limited" ? Number(problem.retryAfter ?? 0) : 0;
  const words = problem && (problem.status === 401 ? t("sign-in.wrong") : wait > 0 ? t("sign-in.wait", { seconds: wait }) : problemWords(t, problem));
  return (
    <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
      <Field id="email" label={t("email")} wrong={formState.errors.email && t("required")}>
        <input
          id="email"
          type="email"
          className="input"
          autoComplete="username"
          aria-invalid={!!formState.errors.email}
          {...register("email", { required: true })}
        />
      </Field>
      <Field id="password" label={t("password")} wrong={formState.errors.password && t("required")}>
        <input
          id="password"
          type="password"
          className="input"
          autoComplete="current-password"
          aria-invalid={!!formState.errors.password}
          {...register("password", { required: true })}
        />
      </Field>
      {words && <SignInProblem words={words} />}
      <button type="submit" className="button primary" disabled={formState.isSubmitting}>
        {formState.isSubmitting ? t("sign-in.busy") : t("sign-in.go")}
      </button>
      {hasPasskeys() && <PasskeyButton onProblem={setProblem} />}
      <ProviderButtons email={watch("email")} />
      <button type="button" className="button plain" onClick={() => onForgotten(getValues("email").trim())}>
        {t("reset.forgotten")}
      </button>
    </form>
  );
}

/** Back from an identity provider: with a ticket, which is changed for a sign-in once, or with the reason why not. */
function useComingBack(): { problem: Problem | null; failed: string | null; busy: boolean } {
  const [back] = useState(() => cameBackWith(location.hash));
  const [problem, setProblem] = useState<Problem | null>(null);
  const ticket = back && "ticket" in back ? back.ticket : null;
  useEffect(() => {
    if (back) history.replaceState(null, "", location.pathname + location.search);
  }, [back]);
  useEffect(() => {
    if (ticket === null) return;
    let gone = false;
    // A ticket is good once, and development mounts twice.
    const timer = setTimeout(() => {
      void signInWithTicket(ticket).then((answer) => {
        if (answer.ok) keepSignIn(answer.value);
        else if (!gone) setProblem(answer.problem);
      });
    });
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [ticket]);
  return { problem, failed: back && "failed" in back ? back.failed : null, busy: ticket !== null && problem === null };
}

/** `changed` = a new password was just set by a letter's link. */
export function SignInScreen({ changed }: { changed: boolean }): ReactNode {
  const t = useT();
  const named = useNamed();
  const back = useComingBack();
  const expired = useSignIn((state) => state.expired);
  const [pending, setPending] = useState<Pending | null>(null);
  const [forgotten, setForgotten] = useState<string | null>(null);
  const [before, setBefore] = useState<Problem | null>(null);
  if (forgotten !== null)
    return (
      <SignInFrame>
        <Forgotten email={forgotten} onBack={() => setForgotten(null)} />
      </SignInFrame>
    );
  return (
    <SignInFrame>
      {expired && <p className="banner calm">{t("sign-in.expired")}</p>}
      {changed && (
        <p className="banner calm" role="status">
          {t("reset.done")}
        </p>
      )}
      {back.failed !== null && (
        <p className="banner alarm" role="alert">
          {named("sign-in-failed", back.failed)}
        </p>
      )}
      {back.problem && (
        <p className="banner alarm" role="alert">
          {t("sign-in.ticket-over")}
        </p>
      )}
      {back.busy ? (
        <p role="status">{t("sign-in.busy")}</p>
      ) : pending ? (
        <SecondStep
          {...pending}
          onBack={(problem) => {
            setPending(null);
            setBefore(problem);
          }}
        />
      ) : (
        <SignInForm first={before} onSecond={setPending} onForgotten={setForgotten} />
      )}
    </SignInFrame>
  );
}
