/** Reply or note. Drafts are kept per conversation; Enter sends; the suggestion stands above it. */
import { Paperclip, SendHorizontal } from "lucide-react";
import { memo, type ReactNode, useState } from "react";
import { useAgentNames } from "../api/names.tsx";
import { useMay, useServerHas } from "../api/queries.ts";
import { CannedPicker } from "../canned/canned-picker.tsx";
import { useT } from "../i18n/index.ts";
import { useNow } from "../i18n/time.ts";
import { useDesk } from "../state/desk.ts";
import type { Row, Thread } from "../state/model.ts";
import { FileButton } from "../ui/file-button.tsx";
import { dialogOnDemand } from "../ui/on-demand.tsx";
import { isMine } from "./actions.ts";
import { AttachmentChips } from "./attachment-chips.tsx";
import { ColleaguesLine } from "./colleagues-line.tsx";
import { type Composing, useComposing } from "./composing.ts";
import { ConsultLine } from "./consult-line.tsx";
import { OwnershipLine } from "./ownership-line.tsx";
import { allowedBy, ClosedLine, WindowChip } from "./reply-window.tsx";
import { SuggestionStrip } from "./suggestion-strip.tsx";
import { TextBox } from "./text-box.tsx";

const PlatformTemplateDialog = dialogOnDemand(() => import("./platform-template-dialog.tsx").then((module) => module.PlatformTemplateDialog));

function Modes({ composing }: { composing: Composing }): ReactNode {
  const t = useT();
  const { mode } = composing.draft;
  return (
    <fieldset className="modes" aria-label={t("composer.mode")}>
      <button type="button" className="button small plain" aria-pressed={mode === "reply"} onClick={() => composing.setMode("reply")}>
        {t("composer.reply")}
      </button>
      <button type="button" className="button small plain" aria-pressed={mode === "note"} onClick={() => composing.setMode("note")}>
        {t("note")}
      </button>
    </fieldset>
  );
}

function Guard({ composing }: { composing: Composing }): ReactNode {
  const t = useT();
  const agentName = useAgentNames();
  const { other, acknowledge } = composing.guard;
  if (!other) return null;
  const name = other.author.kind === "agent" ? (other.author.name ?? agentName(other.author.id)) : t("owner.bot");
  return (
    <div className="banner" role="alert">
      <span className="grow">{t("guard", { name })}</span>
      <button type="button" className="button small" onClick={acknowledge}>
        {t("guard.seen")}
      </button>
    </div>
  );
}

/** The window may close while one looks at it. */
function Closed({ row, thread, locked }: { row: Row; thread: Thread; locked: boolean }): ReactNode {
  const [sending, setSending] = useState(false);
  const allowed = allowedBy(thread.window, useNow());
  if (allowed.open) return null;
  return (
    <>
      <ClosedLine allowed={allowed} onTemplate={locked ? null : () => setSending(true)} />
      {sending && <PlatformTemplateDialog row={row} onClose={() => setSending(false)} />}
    </>
  );
}

export const Composer = memo(function Composer({ row, thread }: { row: Row; thread: Thread }): ReactNode {
  const t = useT();
  const composing = useComposing(row, thread);
  const supervises = useMay("supervise");
  const link = useDesk((state) => state.link);
  const { draft, text, offered, ghost, allowed } = composing;
  const note = draft.mode === "note";
  const uploads = useServerHas("/v1/uploads", "post");
  // Another agent's conversation takes notes only.
  const locked = !note && row.owner.kind === "agent" && !isMine(row);
  const disabled = locked || (!note && !allowed.open);
  const takesFiles = uploads && !note && !disabled;
  const placeholder = note ? t("composer.note-hint") : locked ? t("composer.locked") : row.status === "resolved" ? t("composer.reopens") : t("composer.hint");
  return (
    <footer className="composer">
      <ColleaguesLine conversationId={row.id} />
      <ConsultLine row={row} />
      <OwnershipLine row={row} />
      {!note && <Closed row={row} thread={thread} locked={locked} />}
      <Guard composing={composing} />
      {!note && !locked && allowed.open && row.status !== "resolved" && (
        <SuggestionStrip offered={offered} degraded={thread.degraded} takes={ghost !== ""} onTake={composing.take} />
      )}
      {composing.picker && <CannedPicker picker={composing.picker} />}
      <div className={`composer-box ${note ? "note" : ""}`}>
        <TextBox
          label={note ? t("composer.note-label") : t("composer.reply-label")}
          placeholder={placeholder}
          text={text}
          ghost={disabled ? "" : ghost}
          note={note}
          disabled={disabled}
          onText={composing.write}
          onSend={composing.submit}
          onTake={composing.take}
          onDismiss={() => {
            if (ghost === "") return false;
            offered.dismiss();
            return true;
          }}
          onNext={offered.next}
          onBlur={composing.stopped}
          picker={composing.picker}
          onFiles={takesFiles ? composing.attachments.add : null}
        />
        {!note && <AttachmentChips attachments={composing.attachments} />}
        <div className="composer-foot">
          <Modes composing={composing} />
          {takesFiles && (
            <FileButton label={t("attach.add")} multiple className="button icon small" onFiles={composing.attachments.add}>
              <Paperclip size={16} strokeWidth={1.5} />
            </FileButton>
          )}
          {!note && <WindowChip window={thread.window} />}
          <span className="grow muted small composer-hint">{link === "away" ? t("composer.away") : supervises && locked ? t("composer.supervisor") : ""}</span>
          <button
            type="button"
            className="button primary"
            disabled={disabled || composing.attachments.busy || (text.trim() === "" && (note || composing.attachments.files.length === 0))}
            onClick={() => composing.submit(false)}
          >
            <SendHorizontal size={16} strokeWidth={1.5} aria-hidden />
            {note ? t("composer.add-note") : t("composer.send")}
          </button>
        </div>
      </div>
    </footer>
  );
});
