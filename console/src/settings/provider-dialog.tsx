/** One identity provider: where it is, who we are to it, whose people it vouches for. Its secret is written, never read. */
import { type ReactNode, useState } from "react";
import { FormProvider, useForm, useFormContext } from "react-hook-form";
import type { Role } from "../../../protocol/api.ts";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useTeams } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";

export interface ProviderShown {
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  domains: string[];
  createAgents: boolean;
  defaultRole: Role;
  defaultTeams: string[];
  enabled: boolean;
}
interface Form {
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** separated by commas or spaces */
  domains: string;
  createAgents: boolean;
  defaultRole: Role;
  defaultTeams: string[];
}

/** Newcomers are never admins by themselves. */
const ROLES = ["agent", "supervisor"] as const;
const domainsOf = (text: string): string[] => [
  ...new Set(
    text
      .toLowerCase()
      .split(/[,，\s]+/)
      .filter(Boolean),
  ),
];

/** An empty secret of a provider that is there stays what it was. */
function bodyOf({ domains, clientSecret, defaultTeams, ...form }: Form): Record<string, unknown> {
  return { ...form, domains: domainsOf(domains), defaultTeams: defaultTeams || [], ...(clientSecret === "" ? {} : { clientSecret }) };
}

const formOf = (provider: ProviderShown | null): Form => ({
  name: provider?.name ?? "",
  issuer: provider?.issuer ?? "",
  clientId: provider?.clientId ?? "",
  clientSecret: "",
  domains: provider?.domains.join(", ") ?? "",
  createAgents: provider?.createAgents ?? false,
  defaultRole: provider?.defaultRole ?? "agent",
  defaultTeams: provider?.defaultTeams ?? [],
});

function Client({ isNew }: { isNew: boolean }): ReactNode {
  const t = useT();
  const { register, formState } = useFormContext<Form>();
  const { errors } = formState;
  return (
    <>
      <Field id="provider-issuer" label={t("providers.issuer")} hint={t("providers.issuer-hint")} wrong={errors.issuer && t("webhooks.url-wrong")}>
        <input
          id="provider-issuer"
          className="input mono"
          inputMode="url"
          placeholder="https://"
          maxLength={500}
          aria-invalid={!!errors.issuer}
          {...register("issuer", { required: true, pattern: /^https?:\/\/\S+$/ })}
        />
      </Field>
      <div className="two">
        <Field id="provider-client" label={t("providers.client")} wrong={errors.clientId && t("required")}>
          <input
            id="provider-client"
            className="input mono"
            maxLength={500}
            autoComplete="off"
            aria-invalid={!!errors.clientId}
            {...register("clientId", { required: true })}
          />
        </Field>
        <Field
          id="provider-secret"
          label={t("providers.secret")}
          hint={isNew ? undefined : t("providers.secret-kept")}
          wrong={errors.clientSecret && t("required")}
        >
          <input
            id="provider-secret"
            className="input mono"
            type="password"
            maxLength={1_000}
            autoComplete="new-password"
            aria-invalid={!!errors.clientSecret}
            {...register("clientSecret", { required: isNew })}
          />
        </Field>
      </div>
    </>
  );
}

function Newcomers(): ReactNode {
  const t = useT();
  const { register, watch } = useFormContext<Form>();
  const { data: teams } = useTeams();
  return (
    <>
      <label className="row switch">
        <input type="checkbox" {...register("createAgents")} />
        <span>{t("providers.creates")}</span>
      </label>
      {watch("createAgents") && (
        <>
          <Field id="provider-role" label={t("people.role")}>
            <select id="provider-role" className="input" {...register("defaultRole")}>
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {t(`role.${role}`)}
                </option>
              ))}
            </select>
          </Field>
          <fieldset className="choice-list">
            <legend className="field-label">{t("people.teams")}</legend>
            {(teams ?? []).map((team) => (
              <label key={team.id} className="choice">
                <input type="checkbox" value={team.id} {...register("defaultTeams")} />
                {team.name}
              </label>
            ))}
          </fieldset>
        </>
      )}
    </>
  );
}

export function ProviderDialog({ provider, onDone, onClose }: { provider: ProviderShown | null; onDone: () => void; onClose: () => void }): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useForm<Form>({ defaultValues: formOf(provider) });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (given) => {
    const body = bodyOf(given);
    const answer = provider ? await ask("PATCH", `/v1/identity-providers/${provider.id}`, body) : await ask("POST", "/v1/identity-providers", body);
    if (answer.ok) onDone();
    else setProblem(answer.problem);
  });
  return (
    <FormProvider {...form}>
      <FormDialog
        title={provider ? provider.name : t("providers.add")}
        submitLabel={t("save")}
        busy={isSubmitting}
        problem={problem}
        onSubmit={() => void submit()}
        onClose={onClose}
      >
        <Field id="provider-name" label={t("people.name")} hint={t("providers.name-hint")} wrong={errors.name && t("required")}>
          <input id="provider-name" className="input" maxLength={100} aria-invalid={!!errors.name} {...form.register("name", { required: true })} />
        </Field>
        <Client isNew={provider === null} />
        <Field id="provider-domains" label={t("providers.domains")} hint={t("providers.domains-hint")} wrong={errors.domains && t("providers.domains-wrong")}>
          <input
            id="provider-domains"
            className="input"
            placeholder="shop.example"
            aria-invalid={!!errors.domains}
            {...form.register("domains", {
              validate: (text) => domainsOf(text).length > 0 && domainsOf(text).every((one) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(one)),
            })}
          />
        </Field>
        <Newcomers />
      </FormDialog>
    </FormProvider>
  );
}
