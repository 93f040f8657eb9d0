/** For changes of how one signs in: goes ahead, and asks for the password only where the server wants it anew. */
import { type ReactNode, useState } from "react";
import type { Answer } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";

interface Props<T> {
  title: string;
  text: string;
  go: string;
  run: (proof: { password?: string }) => Promise<Answer<T>>;
  onDone: (value: T) => void;
  onClose: () => void;
}

export function ProvenDialog<T>({ title, text, go, run, onDone, onClose }: Props<T>): ReactNode {
  const t = useT();
  const [password, setPassword] = useState("");
  const [wanted, setWanted] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    setBusy(true);
    const answer = await run(wanted ? { password } : {});
    setBusy(false);
    if (answer.ok) return onDone(answer.value);
    const again = answer.problem.code === "reauthenticate";
    setProblem(again && !wanted ? null : answer.problem);
    if (again) setWanted(true);
  };
  return (
    <FormDialog title={title} submitLabel={go} busy={busy} problem={problem} onSubmit={() => void submit()} onClose={onClose}>
      <p>{text}</p>
      {wanted && (
        <Field id="proof" label={t("password")} hint={t("security.again")}>
          <input
            id="proof"
            type="password"
            className="input"
            autoComplete="current-password"
            ref={(field) => field?.focus()}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
      )}
    </FormDialog>
  );
}
