/** What is done to a conversation, with its refusals said in a toast. */
import type { Answer } from "../api/client.ts";
import { ask } from "../api/client.ts";
import type { ChangeAnswer } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { loadThread } from "../live/desk-link.ts";
import { deskNow, tellDesk } from "../state/desk.ts";
import type { Row } from "../state/model.ts";
import { change } from "../state/outgoing.ts";
import { toastProblem } from "../ui/toasts.tsx";

export interface Actions {
  take: () => Promise<boolean>;
  decline: (reason: string) => Promise<boolean>;
  resolve: () => Promise<boolean>;
  reopen: () => Promise<boolean>;
  snooze: (until: number) => Promise<boolean>;
  label: (add: string[], remove: string[]) => Promise<boolean>;
  priority: (priority: number) => Promise<boolean>;
  assign: (agentId: string | null) => Promise<boolean>;
  /** Cold: it leaves at once, through the line of its team. */
  transfer: (to: TransferTarget, note: string) => Promise<boolean>;
  /** A colleague is asked for help; the conversation stays mine. */
  consult: (to: ConsultTarget, note: string) => Promise<boolean>;
  /** The helper comes, or takes what is handed over. */
  acceptConsult: () => Promise<boolean>;
  declineConsult: (reason: string) => Promise<boolean>;
  /** By its owner: it is handed over, or the question is taken back. */
  endConsult: (how: "handover" | "take-back") => Promise<boolean>;
  /** `reached` false = the customer still waits for the call. */
  calledBack: (reached: boolean) => Promise<boolean>;
}

export type ConsultTarget = { kind: "agent"; agentId: string } | { kind: "team"; teamId: string };
export type TransferTarget = ConsultTarget | { kind: "bot" };

export function useActions(row: Pick<Row, "id" | "epoch">): Actions {
  const t = useT();
  const { id, epoch } = row;
  const told = async (answer: Answer<unknown>): Promise<boolean> => {
    if (answer.ok) return true;
    toastProblem(t, "action", answer.problem);
    if (answer.problem.status === 409) await loadThread(id, 1);
    return false;
  };
  const changed = async (verb: string, body: unknown): Promise<boolean> => told(await change(id, verb, body));
  return {
    take: async () => {
      tellDesk({ do: "offer_gone", conversationId: id });
      const answer = await ask<ChangeAnswer>("POST", `/v1/conversations/${id}/accept`, {});
      if (answer.ok) tellDesk({ do: "changed", conversation: answer.value.conversation });
      return told(answer);
    },
    decline: async (reason) => {
      tellDesk({ do: "offer_gone", conversationId: id });
      return told(await ask("POST", `/v1/conversations/${id}/decline`, { reason }));
    },
    resolve: () => changed("resolve", { epoch }),
    reopen: () => changed("reopen", { epoch }),
    snooze: (until) => changed("snooze", { until, epoch }),
    label: (add, remove) => changed("labels", { add, remove }),
    priority: (priority) => changed("priority", { priority }),
    assign: (agentId) => changed("assign", { agentId, epoch }),
    transfer: (to, note) => changed("transfer", { to, ...(note === "" ? {} : { note }), epoch }),
    consult: (to, note) => changed("consult", { to, ...(note === "" ? {} : { note }), epoch }),
    acceptConsult: () => changed("consult/accept", {}),
    declineConsult: (reason) => changed("consult/decline", reason === "" ? {} : { reason }),
    endConsult: (how) => changed(`consult/${how}`, { epoch }),
    calledBack: (reached) => changed("called-back", { reached }),
  };
}

export const isMine = (row: Row): boolean => row.owner.kind === "agent" && row.owner.agentId === deskNow().me;
