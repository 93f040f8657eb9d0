/** The authenticator app: a secret by picture or by hand, the first code, and the recovery codes that are shown once. */
import { type ReactNode, useMemo, useState } from "react";
import { renderSVG } from "uqr";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { CopyLine } from "../ui/copy-line.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ProvenDialog } from "./proven.tsx";

interface Offered {
  secret: string;
  uri: string;
}

export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }): ReactNode {
  const t = useT();
  const text = codes.join("\n");
  return (
    <FormDialog title={t("security.codes")} submitLabel={t("done")} busy={false} problem={null} onSubmit={onClose} onClose={onClose}>
      <p>{t("security.codes-once")}</p>
      <div className="row">
        <pre className="mono grow recovery-codes">{text}</pre>
        <CopyButton text={text} label={t("security.codes-copy")} />
      </div>
    </FormDialog>
  );
}

function FirstCode({ offered, onDone, onClose }: { offered: Offered; onDone: (codes: string[]) => void; onClose: () => void }): ReactNode {
  const t = useT();
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const picture = useMemo(() => `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(offered.uri))}`, [offered.uri]);
  const submit = async (): Promise<void> => {
    setBusy(true);
    const answer = await ask<{ recoveryCodes: string[] }>("POST", "/v1/me/totp/confirm", { code: code.trim() });
    setBusy(false);
    if (answer.ok) onDone(answer.value.recoveryCodes);
    else setProblem(answer.problem);
  };
  return (
    <FormDialog title={t("security.totp")} submitLabel={t("security.confirm")} busy={busy} problem={problem} onSubmit={() => void submit()} onClose={onClose}>
      <p>{t("security.scan")}</p>
      <p className="totp-picture">
        <img src={picture} alt={t("security.picture")} width={180} height={180} />
      </p>
      <CopyLine text={offered.secret} label={t("security.copy-secret")} />
      <Field id="first-code" label={t("second.code")}>
        <input
          id="first-code"
          className="input mono"
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </Field>
    </FormDialog>
  );
}

/** The whole way from "set up" to the codes. */
export function SetUpAuthenticator({ onChanged, onClose }: { onChanged: () => void; onClose: () => void }): ReactNode {
  const t = useT();
  const [offered, setOffered] = useState<Offered | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />;
  if (offered)
    return (
      <FirstCode
        offered={offered}
        onClose={onClose}
        onDone={(made) => {
          setCodes(made);
          onChanged();
        }}
      />
    );
  return (
    <ProvenDialog<Offered>
      title={t("security.totp")}
      text={t("security.totp-hint")}
      go={t("security.set-up")}
      run={(proof) => ask("POST", "/v1/me/totp", proof)}
      onDone={setOffered}
      onClose={onClose}
    />
  );
}
