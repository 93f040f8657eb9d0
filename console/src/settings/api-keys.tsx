import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import type { Scope } from "../../../protocol/api.ts";
import { ask, read } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import type { ApiKeyShown } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { Field, Loaded } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { CopyLine } from "../ui/copy-line.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { TableBox } from "../ui/table-box.tsx";

const SCOPES: readonly Scope[] = [
  "messages:write",
  "conversations:read",
  "conversations:write",
  "customers:read",
  "customers:write",
  "channels:read",
  "channels:write",
  "team:read",
  "team:write",
  "knowledge:read",
  "knowledge:write",
  "orders:read",
  "orders:write",
  "intents:read",
  "intents:write",
  "understand",
  "reports:read",
];

function KeyDialog({ onClose, onMade }: { onClose: () => void; onMade: () => void }): ReactNode {
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
  if (made !== null)
    return (
      <FormDialog title={t("keys.made")} submitLabel={t("done")} busy={false} problem={null} onSubmit={onClose} onClose={onClose}>
        <p>{t("keys.once")}</p>
        <CopyLine text={made} label={t("keys.copy")} />
      </FormDialog>
    );
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

function KeyTable({ keys, onRevoke }: { keys: ApiKeyShown[]; onRevoke: (key: ApiKeyShown) => void }): ReactNode {
  const t = useT();
  const times = useTimes();
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("settings.keys")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("people.name")}</th>
            <th scope="col">{t("keys.scopes")}</th>
            <th scope="col">{t("keys.since")}</th>
            <th scope="col">
              <span className="hidden-text">{t("actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <td>{key.name}</td>
              <td className="small">{Array.isArray(key.scopes) ? key.scopes.join(", ") : key.scopes}</td>
              <td className="small">{key.createdAt !== undefined && times.moment(key.createdAt)}</td>
              <td>
                {key.revokedAt ? (
                  <span className="chip">{t("keys.revoked")}</span>
                ) : (
                  <button type="button" className="button small danger" onClick={() => onRevoke(key)} aria-label={`${t("keys.revoke")} ${key.name}`}>
                    {t("keys.revoke")}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

export function ApiKeys(): ReactNode {
  const t = useT();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [revoked, setRevoked] = useState<ApiKeyShown | null>(null);
  const query = useQuery({ queryKey: ["keys"], queryFn: async () => (await read<{ keys: ApiKeyShown[] }>("/v1/keys")).keys });
  const reload = (): Promise<void> => queries.invalidateQueries({ queryKey: ["keys"] });
  return (
    <section className="section">
      <div className="page-head">
        <h2 className="grow">{t("settings.keys")}</h2>
        <button type="button" className="button" onClick={() => setAdding(true)}>
          {t("keys.add")}
        </button>
      </div>
      <Loaded query={query}>{(keys) => <KeyTable keys={keys} onRevoke={setRevoked} />}</Loaded>
      {adding && <KeyDialog onClose={() => setAdding(false)} onMade={() => void reload()} />}
      {revoked && (
        <ConfirmDialog
          title={t("keys.revoke-title")}
          text={t("keys.revoke-text", { name: revoked.name })}
          go={t("keys.revoke")}
          run={() => ask("DELETE", `/v1/keys/${revoked.id}`)}
          onDone={() => {
            setRevoked(null);
            void reload();
          }}
          onClose={() => setRevoked(null)}
        />
      )}
    </section>
  );
}
