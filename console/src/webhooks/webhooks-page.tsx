/** C16: who is told of what happens here, how each line stands, every attempt, and sending once more. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, read } from "../api/client.ts";
import { useT } from "../i18n/index.ts";
import { Empty, Loaded } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { problemWords } from "../ui/problem-words.ts";
import { EditRemoveButtons } from "../ui/row-actions.tsx";
import { toast } from "../ui/toasts.tsx";
import { DeliveryLog } from "./delivery-log.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import { WebhookDialog } from "./webhook-dialog.tsx";
import "./webhooks.css";
import { useEdited } from "../ui/edited.ts";

export interface WebhookShown {
  id: string;
  url: string;
  events: string[];
  description: string;
  enabled: boolean;
  state: "on" | "paused" | "off";
  stateDetail: string | null;
}
export interface WebhookPage {
  webhooks: WebhookShown[];
  events: { name: string; description: string }[];
}
const TONE = { on: "ok", paused: "warn", off: "alarm" } as const;

interface CardProps {
  webhook: WebhookShown;
  open: boolean;
  onToggle: () => void;
  onEdit: () => void;
  onRemove: () => void;
  onSecret: (secret: string) => void;
}

function WebhookCard({ webhook, open, onToggle, onEdit, onRemove, onSecret }: CardProps): ReactNode {
  const t = useT();
  const queries = useQueryClient();
  const { id, url, events, description, state, stateDetail } = webhook;
  const run = async <T,>(
    work: Promise<{ ok: true; value: T } | { ok: false; problem: Parameters<typeof problemWords>[1] }>,
    done: string,
  ): Promise<T | null> => {
    const answer = await work;
    toast({ id: "webhook", text: answer.ok ? done : problemWords(t, answer.problem), tone: answer.ok ? "calm" : "alarm", lasts: 4_000 });
    await queries.invalidateQueries({ queryKey: ["webhooks"] });
    return answer.ok ? answer.value : null;
  };
  const rotate = async (): Promise<void> => {
    const made = await run(ask<{ secret: string }>("POST", `/v1/webhooks/${id}/rotate`, {}), t("webhooks.rotated"));
    if (made) onSecret(made.secret);
  };
  return (
    <li className="list-card">
      <p className="row">
        <span className={`dot ${TONE[state]}`} />
        <code className="mono grow code-line">{url}</code>
        <span className="chip">{t(`webhooks.state.${state}`)}</span>
      </p>
      {description && <p>{description}</p>}
      {state === "off" && stateDetail && <p className="banner alarm">{stateDetail}</p>}
      <p className="small muted">{events.includes("*") ? t("webhooks.everything") : events.join(", ")}</p>
      <p className="row wrap">
        <button type="button" className="button small" aria-expanded={open} onClick={onToggle}>
          {t("webhooks.log")}
        </button>
        <button type="button" className="button small" onClick={() => void run(ask("POST", `/v1/webhooks/${id}/test`), t("webhooks.tested"))}>
          {t("webhooks.test")}
        </button>
        <button
          type="button"
          className="button small"
          onClick={() => void run(ask("PATCH", `/v1/webhooks/${id}`, { enabled: state !== "on" }), t("webhooks.changed"))}
        >
          {state === "on" ? t("webhooks.pause") : t("webhooks.resume")}
        </button>
        <button type="button" className="button small" onClick={() => void rotate()}>
          {t("webhooks.rotate")}
        </button>
        <EditRemoveButtons onEdit={onEdit} onRemove={onRemove} />
      </p>
      {open && <DeliveryLog webhookId={id} />}
    </li>
  );
}

export function WebhooksPage(): ReactNode {
  const t = useT();
  const queries = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const query = useQuery({ queryKey: ["webhooks"], queryFn: () => read<WebhookPage>("/v1/webhooks"), refetchInterval: 15_000 });
  const reload = (): void => void queries.invalidateQueries({ queryKey: ["webhooks"] });
  const { edited, removed, add, edit, remove, close, done } = useEdited<WebhookShown>(reload);
  return (
    <div className="page">
      <div className="page-inner">
        <div className="page-head">
          <h1 className="grow">{t("nav.webhooks")}</h1>
          <button type="button" className="button primary" onClick={add}>
            {t("webhooks.add")}
          </button>
        </div>
        <p className="muted">{t("webhooks.hint")}</p>
        <Loaded query={query}>
          {({ webhooks }) =>
            webhooks.length === 0 ? (
              <Empty text={t("webhooks.none")} />
            ) : (
              <ul className="card-list">
                {webhooks.map((webhook) => (
                  <WebhookCard
                    key={webhook.id}
                    webhook={webhook}
                    open={open === webhook.id}
                    onToggle={() => setOpen(open === webhook.id ? null : webhook.id)}
                    onEdit={() => edit(webhook)}
                    onRemove={() => remove(webhook)}
                    onSecret={setSecret}
                  />
                ))}
              </ul>
            )
          }
        </Loaded>
        {edited && (
          <WebhookDialog
            webhook={edited.known}
            events={query.data?.events ?? []}
            onClose={close}
            onSaved={(made) => {
              setSecret(made);
              done();
            }}
          />
        )}
        {secret !== null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
        {removed && (
          <ConfirmDialog
            title={t("webhooks.remove-title")}
            text={t("webhooks.remove-text", { url: removed.url })}
            go={t("remove")}
            run={() => ask("DELETE", `/v1/webhooks/${removed.id}`)}
            onDone={done}
            onClose={close}
          />
        )}
      </div>
    </div>
  );
}
