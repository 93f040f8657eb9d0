/** The rarer actions. */
import { MoreHorizontal } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { useMay, useServerHas } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { useDesk } from "../state/desk.ts";
import type { Row, Thread } from "../state/model.ts";
import { isMine, useActions } from "./actions.ts";
import type { Opened } from "./conversation-keys.ts";
import { useMayAssign } from "./opened-dialog.tsx";

const PRIORITIES = [0, 1, 2, 3] as const;

interface Props {
  row: Row;
  thread: Thread | undefined;
  onOpen: (what: Opened) => void;
}

export function ConversationMenu({ row, thread, onOpen }: Props): ReactNode {
  const t = useT();
  const me = useDesk((state) => state.me);
  const supervises = useMay("supervise");
  const actions = useActions(row);
  const mayAssign = useMayAssign(row);
  const erases = useServerHas("/v1/customers/{id}/erase", "post");
  const mayErase = useMay("privacy");
  const mine = isMine(row);
  const others = row.owner.kind === "agent" && !mine;
  return (
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
          {mayAssign && row.status !== "resolved" && (
            <DropdownMenu.Item className="menu-item" onSelect={() => onOpen("assign")}>
              {t("assign.title")}
            </DropdownMenu.Item>
          )}
          {mine && row.teamId !== null && row.status !== "resolved" && (
            <DropdownMenu.Item className="menu-item" onSelect={() => void actions.assign(null)}>
              {t("to-queue")}
            </DropdownMenu.Item>
          )}
          {thread && (
            <DropdownMenu.Item className="menu-item" onSelect={() => onOpen("merge")}>
              {t("merge.title")}
            </DropdownMenu.Item>
          )}
          {thread && erases && mayErase && (
            <DropdownMenu.Item className="menu-item" onSelect={() => onOpen("erase")}>
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
  );
}
