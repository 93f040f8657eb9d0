/** A new API key and its rights; shown once. Replacing one gives the new key the same rights, and the old one a time to end. */
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import type { Scope } from "../../../protocol/scopes.ts";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import type { ApiKeyShown } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { Field } from "../ui/blocks.tsx";
import { CopyLine } from "../ui/copy-line.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { SCOPES } from "./scopes.ts";

function MadeKey({ secret, children, onClose }: { secret: string; children?: ReactNode; onClose: () => void }): ReactNode {
  const t = useT();
  return (
    <FormDialog title={t("keys.made")} submitLabel={t("done")} busy={false} problem={null} onSubmit={onClose} onClose={onClose}>
      <p>{t("keys.once")}</p>
      <CopyLine text={secret} label={t("keys.copy")} />
      {children}
    </FormDialog>
  );
}

export function KeyDialog({ onClose, onMade }: { onClose: () => void; onMade: () => void }): ReactNode {
  const t = useT();
  const [made, setMade] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { register, handleSubmit, formState } = useForm<{ name: string; scopes: Scope[] }>({ defaultValues: { name: "", scopes: ["messages:write"] } });
  const submit = handleSubmit(async ({ name, scopes }) => {
    const answer = await ask<{ key: string }>("POST", "/v1/keys", { name, scopes });
    if (!answer.ok) return setProblem(answer.problem);
    setMade(answer.value.key);
    onMade();
  });
  if (made !== null) return <MadeKey secret={made} onClose={onClose} />;
  return (
    <FormDialog
      title={t("keys.add")}
      submitLabel={t("keys.make")}
      busy={formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field id="key-name" label={t("people.name")} wrong={formState.errors.name && t("required")}>
        <input id="key-name" className="input" maxLength={200} aria-invalid={!!formState.errors.name} {...register("name", { required: true })} />
      </Field>
      <fieldset className="choice-list">
        <legend className="field-label">{t("keys.scopes")}</legend>
        {SCOPES.map((scope) => (
          <label key={scope} className="choice">
            <input type="checkbox" value={scope} {...register("scopes", { required: true })} />
            <span className="mono">{scope}</span>
          </label>
        ))}
      </fieldset>
      {formState.errors.scopes && <p className="alarm-text small">{t("keys.some")}</p>}
    </FormDialog>
  );
}

const HOUR_S = 3_600;
/** How long both keys work, hours; 0 = the old one ends at once. */
const GRACE_HOURS = [0, 1, 24, 7 * 24, 30 * 24] as const;

export function RotateDialog({ known, onMade, onClose }: { known: ApiKeyShown; onMade: () => void; onClose: () => void }): ReactNode {
  const t = useT();
  const times = useTimes();
  const [hours, setHours] = useState<number>(24);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [made, setMade] = useState<{ key: string; oldEndsAt: number } | null>(null);
  const submit = async (): Promise<void> => {
    setBusy(true);
    const answer = await ask<{ key: string; oldEndsAt: number }>("POST", `/v1/keys/${known.id}/rotate`, { graceS: hours * HOUR_S });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    setMade(answer.value);
    onMade();
  };
  if (made !== null)
    return (
      <MadeKey secret={made.key} onClose={onClose}>
        <p>{t("keys.old-ends", { time: times.moment(made.oldEndsAt) })}</p>
      </MadeKey>
    );
  return (
    <FormDialog
      title={t("keys.rotate-title", { name: known.name })}
      submitLabel={t("keys.make")}
      busy={busy}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p>{t("keys.rotate-text")}</p>
      <Field id="key-grace" label={t("keys.grace")}>
        <select id="key-grace" className="input" value={hours} onChange={(event) => setHours(Number(event.target.value))}>
          {GRACE_HOURS.map((one) => (
            <option key={one} value={one}>
              {one === 0 ? t("keys.at-once") : times.span(one * HOUR_S * 1_000)}
            </option>
          ))}
        </select>
      </Field>
    </FormDialog>
  );
}
