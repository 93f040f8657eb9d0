/** Who this is, how long they wait, what can be done. */
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, Check, PanelRight, RotateCcw, Shuffle } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { ChannelMark, useChannelName } from "../inbox/channel-mark.tsx";
import { WaitingTime } from "../inbox/waiting.tsx";
import { useKeyHint } from "../shell/shortcuts.ts";
import type { Row, Thread } from "../state/model.ts";
import { usePrefs } from "../state/prefs.ts";
import { useActions } from "./actions.ts";
import { type Opened, useConversationKeys } from "./conversation-keys.ts";
import { ConversationMenu } from "./conversation-menu.tsx";
import { LabelMenu, SnoozeMenu } from "./mark-menus.tsx";
import { useOpenFor } from "./open-for.ts";
import { OpenedDialog } from "./opened-dialog.tsx";

function Who({ row }: { row: Row }): ReactNode {
  const t = useT();
  const channelName = useChannelName();
  return (
    <div className="grow">
      <div className="row">
        <h1 className="head-name clip" dir="auto">
          {row.name ?? t("customer.unnamed")}
        </h1>
        {row.status !== "resolved" && row.waitingSince !== null && <WaitingTime since={row.waitingSince} />}
        {row.status === "resolved" && <span className="chip ok">{t("status.resolved")}</span>}
        {row.status === "snoozed" && <span className="chip">{t("status.snoozed")}</span>}
        {row.priority > 0 && <span className={`chip ${row.priority > 1 ? "alarm" : "warn"}`}>{t(`priority.${row.priority as 1 | 2 | 3}`)}</span>}
      </div>
      <div className="row head-channels">
        {row.channels.slice(0, 3).map((channel) => (
          <span key={`${channel.kind}:${channel.accountId}`} className="small muted clip">
            {channelName(channel.kind)}
          </span>
        ))}
        {row.labels.slice(0, 4).map((label) => (
          <span key={label} className="chip">
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}

export function ConversationHead({ row, thread }: { row: Row; thread: Thread | undefined }): ReactNode {
  const t = useT();
  const { tab = "mine" } = useParams({ strict: false });
  const [opened, open] = useOpenFor<Opened>(row.id);
  const hint = useKeyHint();
  const actions = useActions(row);
  const contextOpen = usePrefs((prefs) => prefs.contextOpen);
  useConversationKeys(row, open);
  const channel = row.channels[0];
  return (
    <header className="conversation-head">
      <Link to="/inbox/$tab" params={{ tab }} className="button icon back" aria-label={t("back")}>
        <ArrowLeft size={18} strokeWidth={1.5} />
      </Link>
      {channel && <ChannelMark kind={channel.kind} />}
      <Who row={row} />
      <div className="row head-actions">
        {row.status !== "resolved" && (
          <>
            <button
              type="button"
              className="button icon"
              aria-label={t("transfer.title")}
              title={`${t("transfer.title")}${hint("transfer")}`}
              onClick={() => open("transfer")}
            >
              <Shuffle size={18} strokeWidth={1.5} />
            </button>
            <SnoozeMenu row={row} open={opened === "snooze"} onOpen={(on) => open(on ? "snooze" : null)} />
          </>
        )}
        <LabelMenu row={row} open={opened === "label"} onOpen={(on) => open(on ? "label" : null)} />
        <ConversationMenu row={row} thread={thread} onOpen={open} />
        {row.status === "resolved" ? (
          <button type="button" className="button" onClick={() => void actions.reopen()}>
            <RotateCcw size={16} strokeWidth={1.5} aria-hidden />
            <span className="head-word">{t("reopen")}</span>
          </button>
        ) : (
          <button type="button" className="button" title={`${t("resolve")}${hint("resolve")}`} onClick={() => void actions.resolve()}>
            <Check size={16} strokeWidth={1.5} aria-hidden />
            <span className="head-word">{t("resolve")}</span>
          </button>
        )}
        <button
          type="button"
          className="button icon"
          aria-label={t("context.toggle")}
          title={t("context.toggle")}
          aria-pressed={contextOpen}
          onClick={() => usePrefs.setState({ contextOpen: !contextOpen })}
        >
          <PanelRight size={18} strokeWidth={1.5} />
        </button>
      </div>
      <OpenedDialog row={row} thread={thread} opened={opened} onClose={() => open(null)} />
    </header>
  );
}
