/** Channel accounts with their health; set up, change, remove. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask, read } from "../api/client.ts";
import { useTeamNames } from "../api/names.tsx";
import { useMay } from "../api/queries.ts";
import type { ChannelShown } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { ChannelMark, useChannelName } from "../inbox/channel-mark.tsx";
import { Empty, Loaded } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { EditRemoveButtons } from "../ui/row-actions.tsx";
import { ChannelDialog } from "./channel-dialog.tsx";
import "./channels.css";
import { useEdited } from "../ui/edited.ts";

function Health({ health }: { health: ChannelShown["health"] }): ReactNode {
  const t = useT();
  const times = useTimes();
  const well = health.state === "ok";
  const { lastInboundAt, lastOutboundAt, lastOutboundError: failed } = health;
  const failsNow = failed !== null && failed.at > (lastOutboundAt ?? 0);
  return (
    <>
      <p className="row small">
        <span className={`dot ${well && !failsNow ? "ok" : "alarm"}`} />
        {well ? t("channels.well") : t("channels.unwell", { state: health.state })}
        {health.detail && <span className="muted">{health.detail}</span>}
      </p>
      <p className="row small muted">
        <span>{lastInboundAt === null ? t("channels.neverHeard") : t("channels.heard", { at: times.moment(lastInboundAt) })}</span>
        {lastOutboundAt !== null && <span>{t("channels.answered", { at: times.moment(lastOutboundAt) })}</span>}
        {failsNow && <span>{t("channels.failed", { at: times.moment(failed.at), why: failed.detail || failed.code })}</span>}
      </p>
    </>
  );
}

interface CardProps {
  channel: ChannelShown;
  writes: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

function ChannelCard({ channel, writes, onEdit, onRemove }: CardProps): ReactNode {
  const t = useT();
  const channelName = useChannelName();
  const teamName = useTeamNames();
  return (
    <li className="channel">
      <div className="row">
        <ChannelMark kind={channel.kind} />
        <span className="grow">
          <strong className="channel-name">{channel.name}</strong>
          <span className="small muted block">
            {channelName(channel.kind)}
            {channel.teamId && ` · ${teamName(channel.teamId)}`}
          </span>
        </span>
        {writes && <EditRemoveButtons onEdit={onEdit} onRemove={onRemove} />}
      </div>
      <Health health={channel.health} />
      {writes && (
        <p className="row">
          <span className="small muted">{t("channels.webhook")}</span>
          <code className="mono grow webhook">{channel.webhookUrl}</code>
          <CopyButton text={channel.webhookUrl} label={t("channels.copy")} />
        </p>
      )}
    </li>
  );
}

export function ChannelsPage(): ReactNode {
  const t = useT();
  const writes = useMay("channels:write");
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["channels"],
    queryFn: async () => (await read<{ channels: ChannelShown[] }>("/v1/channels")).channels,
    refetchInterval: 15_000,
  });
  const reload = (): Promise<void> => queries.invalidateQueries({ queryKey: ["channels"] });
  const { edited, removed, add, edit, remove, close, done } = useEdited<ChannelShown>(reload);
  return (
    <div className="page">
      <div className="page-inner">
        <div className="page-head">
          <h1 className="grow">{t("nav.channels")}</h1>
          {writes && (
            <button type="button" className="button primary" onClick={add}>
              {t("channels.add")}
            </button>
          )}
        </div>
        <p className="muted">{t("channels.built-in")}</p>
        <Loaded query={query}>
          {(channels) =>
            channels.length === 0 ? (
              <Empty text={t("channels.none")} />
            ) : (
              <ul className="stack">
                {channels.map((channel) => (
                  <ChannelCard key={channel.id} channel={channel} writes={writes} onEdit={() => edit(channel)} onRemove={() => remove(channel)} />
                ))}
              </ul>
            )
          }
        </Loaded>
        {edited && <ChannelDialog channel={edited.known} onSaved={() => void reload()} onClose={close} />}
        {removed && (
          <ConfirmDialog
            title={t("channels.remove-title")}
            text={t("channels.remove-text", { name: removed.name })}
            go={t("remove")}
            run={() => ask("DELETE", `/v1/channels/${removed.id}`)}
            onDone={done}
            onClose={close}
          />
        )}
      </div>
    </div>
  );
}
