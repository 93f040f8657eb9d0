/** Whose word is good for signing in: identity providers (OpenID Connect), whom of theirs they let in, and as what. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { API_ORIGIN, ask, read } from "../api/client.ts";
import { useTeamNames } from "../api/names.tsx";
import { useT } from "../i18n/index.ts";
import { Loaded } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { CopyLine } from "../ui/copy-line.tsx";
import { useEdited } from "../ui/edited.ts";
import { toastProblem } from "../ui/toasts.tsx";
import { ProviderDialog, type ProviderShown } from "./provider-dialog.tsx";

const KEY = ["identity-providers"] as const;
/** Where the provider sends people back to; worker/http/routes/oidc.ts. */
const CALLBACK = `${API_ORIGIN}/v1/sign-in/oidc/callback`;

interface CardProps {
  provider: ProviderShown;
  onEdit: () => void;
  onRemove: () => void;
  onChanged: () => void;
}

function ProviderCard({ provider, onEdit, onRemove, onChanged }: CardProps): ReactNode {
  const t = useT();
  const teamName = useTeamNames();
  const { id, name, issuer, domains, createAgents, defaultRole, defaultTeams, enabled } = provider;
  const toggle = async (): Promise<void> => {
    const answer = await ask("PATCH", `/v1/identity-providers/${id}`, { enabled: !enabled });
    if (!answer.ok) toastProblem(t, "provider", answer.problem);
    onChanged();
  };
  const newcomers = createAgents
    ? t("providers.newcomers", { role: t(`role.${defaultRole}`), teams: defaultTeams.map(teamName).join(", ") || t("providers.no-team") })
    : t("providers.known-only");
  return (
    <li className="list-card">
      <div className="row">
        <label className="row switch grow">
          <input type="checkbox" checked={enabled} onChange={() => void toggle()} />
          <strong>{name}</strong>
        </label>
        <span className="chip">{enabled ? t("security.on") : t("providers.off")}</span>
      </div>
      <code className="mono code-line">{issuer}</code>
      <p className="small muted">
        {domains.join(", ")} · {newcomers}
      </p>
      <p className="row wrap">
        <button type="button" className="button small" onClick={onEdit} aria-label={`${t("edit")} ${name}`}>
          {t("edit")}
        </button>
        <button type="button" className="button small danger" onClick={onRemove} aria-label={`${t("remove")} ${name}`}>
          {t("remove")}
        </button>
      </p>
    </li>
  );
}

export function IdentityProviders(): ReactNode {
  const t = useT();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: async () => (await read<{ providers: ProviderShown[] }>("/v1/identity-providers")).providers });
  const { edited, removed, add, edit, remove, close, done } = useEdited<ProviderShown>(() => queries.invalidateQueries({ queryKey: KEY }));
  return (
    <section className="section">
      <div className="page-head">
        <h2 className="grow">{t("providers.title")}</h2>
        <button type="button" className="button" onClick={add}>
          {t("providers.add")}
        </button>
      </div>
      <p className="muted">{t("providers.hint")}</p>
      <CopyLine text={CALLBACK} label={t("providers.copy")} />
      <Loaded query={query}>
        {(providers) =>
          providers.length === 0 ? (
            <p className="muted">{t("providers.none")}</p>
          ) : (
            <ul className="card-list">
              {providers.map((provider) => (
                <ProviderCard key={provider.id} provider={provider} onEdit={() => edit(provider)} onRemove={() => remove(provider)} onChanged={done} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {edited && <ProviderDialog provider={edited.known} onDone={done} onClose={close} />}
      {removed && (
        <ConfirmDialog
          title={t("providers.remove-title")}
          text={t("providers.remove-text", { name: removed.name })}
          go={t("remove")}
          run={() => ask("DELETE", `/v1/identity-providers/${removed.id}`)}
          onDone={done}
          onClose={close}
        />
      )}
    </section>
  );
}
