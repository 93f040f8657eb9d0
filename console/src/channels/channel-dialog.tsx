/** Set up a channel in two steps: its configuration, then the address to enter at the platform. */

import { channelForms } from "virtual:channel-forms";
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useTeams } from "../api/queries.ts";
import type { ChannelShown } from "../api/shapes.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { useChannelName } from "../inbox/channel-mark.tsx";
import { Field } from "../ui/blocks.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { type ChannelForm, ConfigFields, givenConfig, shownConfig } from "./config-fields.tsx";

interface Props {
  channel: ChannelShown | null;
  onSaved: () => void;
  onClose: () => void;
}

function KindChoice({ kind, onKind }: { kind: string; onKind: (kind: string) => void }): ReactNode {
  const t = useT();
  const channelName = useChannelName();
  return (
    <Field id="channel-kind" label={t("channels.kind")}>
      <select id="channel-kind" className="input" value={kind} onChange={(event) => onKind(event.target.value)}>
        {Object.keys(channelForms).map((one) => (
          <option key={one} value={one}>
            {channelName(one)}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** After saving: where the platform wants the address. */
function NextStep({ channel, onClose }: { channel: ChannelShown; onClose: () => void }): ReactNode {
  const t = useT();
  const named = useNamed();
  const where = named("webhook", channel.kind);
  return (
    <FormDialog title={t("channels.next")} submitLabel={t("done")} busy={false} problem={null} onSubmit={onClose} onClose={onClose}>
      <ol className="steps">
        <li>{t("channels.step-copy")}</li>
        <li>{where === channel.kind.replaceAll("_", " ") ? t("channels.step-enter") : where}</li>
        <li>{t("channels.step-test")}</li>
      </ol>
      <p className="row">
        <code className="mono grow webhook">{channel.webhookUrl}</code>
        <CopyButton text={channel.webhookUrl} label={t("channels.copy")} />
      </p>
    </FormDialog>
  );
}

export function ChannelDialog({ channel, onSaved, onClose }: Props): ReactNode {
  const t = useT();
  const teams = useTeams().data ?? [];
  const [kind, setKind] = useState<string>(channel?.kind ?? Object.keys(channelForms)[0] ?? "");
  const [saved, setSaved] = useState<ChannelShown | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const fields = channelForms[kind] ?? [];
  const form = useForm<ChannelForm>({
    values: { name: channel?.name ?? "", teamId: channel?.teamId ?? "", baseUrl: channel?.baseUrl ?? "", config: shownConfig(fields, channel?.config ?? {}) },
    resetOptions: { keepDirtyValues: true },
  });
  const { register, handleSubmit, formState, setError } = form;
  const submit = handleSubmit(async ({ name, teamId, baseUrl, config }) => {
    setProblem(null);
    const body = { name, config: givenConfig(fields, config), baseUrl: baseUrl || null, teamId: teamId || null };
    const answer = channel
      ? await ask<ChannelShown>("PATCH", `/v1/channels/${channel.id}`, body)
      : await ask<ChannelShown>("POST", "/v1/channels", { kind, ...body });
    if (answer.ok) {
      onSaved();
      if (channel) onClose();
      else setSaved(answer.value);
      return;
    }
    const field = answer.problem.field?.match(/^config\.(\w+)/)?.[1];
    if (field && fields.some((known) => known.name === field)) setError(`config.${field}`, { message: answer.problem.detail });
    else setProblem(answer.problem);
  });
  if (saved) return <NextStep channel={saved} onClose={onClose} />;
  return (
    <FormDialog
      title={channel ? channel.name : t("channels.add")}
      submitLabel={t("save")}
      busy={formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {!channel && <KindChoice kind={kind} onKind={setKind} />}
      <Field id="channel-name" label={t("channels.name")} wrong={formState.errors.name && t("required")}>
        <input id="channel-name" className="input" maxLength={200} aria-invalid={!!formState.errors.name} {...register("name", { required: true })} />
      </Field>
      <ConfigFields fields={fields} form={form} />
      <Field id="channel-team" label={t("channels.team")}>
        <select id="channel-team" className="input" {...register("teamId")}>
          <option value="">{t("channels.default-team")}</option>
          {teams.map((team) => (
            <option key={team.id} value={team.id}>
              {team.name}
            </option>
          ))}
        </select>
      </Field>
      <details>
        <summary className="small muted">{t("channels.advanced")}</summary>
        <Field id="channel-base" label={t("channels.base-url")} hint={t("channels.base-url-hint")}>
          <input id="channel-base" className="input" type="url" placeholder="https://" {...register("baseUrl")} />
        </Field>
      </details>
    </FormDialog>
  );
}
