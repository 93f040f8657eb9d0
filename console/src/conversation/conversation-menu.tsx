/** The rarer actions. */
import { MoreHorizontal } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { useMay, useServerHas } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { useDesk } from "../state/desk.ts";
import type { Row, Thread } from "../state/model.ts";
import { dialogOnDemand } from "../ui/on-demand.tsx";
import { isMine, useActions } from "./actions.ts";
import { useOpenFor } from "./open-for.ts";

const MergeDialog = dialogOnDemand(() => import("../context/merge-dialog.tsx").then((module) => module.MergeDialog));
const EraseDialog = dialogOnDemand(() => import("../privacy/erase-dialog.tsx").then((module) => module.EraseDialog));
const PRIORITIES = [0, 1, 2, 3] as const;

export function ConversationMenu({ row, thread }: { row: Row; thread: Thread | undefined }): ReactNode {
  const t = useT();
  const me = useDesk((state) => state.me);
  const supervises = useMay("supervise");
  const actions = useActions(row);
  const [merging, setMerging] = useOpenFor(row.id);
  const [erasing, setErasing] = useOpenFor(row.id);
  const erases = useServerHas("/v1/customers/{id}/erase", "post");
  const mayErase = useMay("privacy");
  const mine = isMine(row);
  const others = row.owner.kind === "agent" && !mine;
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="button icon" aria-label={t("more")} title={t("more")}>
          <MoreHorizontal size={18} strokeWidth={1.5} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
            {!mine && (!others || supervises) && (
              <DropdownMenu.Item className="menu-item" onSelect={() => void (others ? actions.assign(me) : actions.take())}>
                {t("take")}
              </DropdownMenu.Item>
            )}
            {mine && row.teamId !== null && row.status !== "resolved" && (
              <DropdownMenu.Item className="menu-item" onSelect={() => void actions.assign(null)}>
                {t("to-queue")}
              </DropdownMenu.Item>
            )}
            {thread && (
              <DropdownMenu.Item className="menu-item" onSelect={() => setMerging(true)}>
                {t("merge.title")}
              </DropdownMenu.Item>
            )}
            {thread && erases && mayErase && (
              <DropdownMenu.Item className="menu-item" onSelect={() => setErasing(true)}>
                {t("erase.title")}
              </DropdownMenu.Item>
            )}
            <div className="menu-title">{t("priority.title")}</div>
            <DropdownMenu.RadioGroup value={String(row.priority)} onValueChange={(value) => void actions.priority(Number(value))}>
              {PRIORITIES.map((priority) => (
                <DropdownMenu.RadioItem key={priority} value={String(priority)} className="menu-item">
                  <span className="grow">{t(`priority.${priority}`)}</span>
                  <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
                </DropdownMenu.RadioItem>
              ))}
            </DropdownMenu.RadioGroup>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {merging && thread && <MergeDialog customer={thread.customer} conversationId={row.id} onClose={() => setMerging(false)} />}
      {erasing && thread && <EraseDialog customer={thread.customer} onClose={() => setErasing(false)} />}
    </>
  );
}
