/** The dialog that stands over the conversation, by its name. */
import type { ReactNode } from "react";
import { useMay } from "../api/queries.ts";
import type { Row, Thread } from "../state/model.ts";
import { dialogOnDemand } from "../ui/on-demand.tsx";
import { isMine } from "./actions.ts";
import type { Opened } from "./conversation-keys.ts";

const AssignDialog = dialogOnDemand(() => import("./choose-dialog.tsx").then((module) => module.AssignDialog));
const PriorityDialog = dialogOnDemand(() => import("./choose-dialog.tsx").then((module) => module.PriorityDialog));
const TransferDialog = dialogOnDemand(() => import("./transfer-dialog.tsx").then((module) => module.TransferDialog));
const MergeDialog = dialogOnDemand(() => import("../context/merge-dialog.tsx").then((module) => module.MergeDialog));
const EraseDialog = dialogOnDemand(() => import("../privacy/erase-dialog.tsx").then((module) => module.EraseDialog));

/** A colleague's conversation is given to somebody else by whoever supervises. */
export function useMayAssign(row: Row): boolean {
  const supervises = useMay("supervise");
  return row.owner.kind !== "agent" || supervises || isMine(row);
}

interface Props {
  row: Row;
  thread: Thread | undefined;
  opened: Opened | null;
  onClose: () => void;
}

export function OpenedDialog({ row, thread, opened, onClose }: Props): ReactNode {
  const mayAssign = useMayAssign(row);
  switch (opened) {
    case "assign":
      return mayAssign && <AssignDialog row={row} onClose={onClose} />;
    case "priority":
      return <PriorityDialog row={row} onClose={onClose} />;
    case "transfer":
      return <TransferDialog row={row} onClose={onClose} />;
    case "merge":
      return thread && <MergeDialog customer={thread.customer} conversationId={row.id} onClose={onClose} />;
    case "erase":
      return thread && <EraseDialog customer={thread.customer} onClose={onClose} />;
    // Menus beside their buttons.
    case "snooze":
    case "label":
    case null:
      return null;
    default:
      return opened satisfies never;
  }
}
