/** One message, reply or note. */
import { Pencil } from "lucide-react";
import { memo, type ReactNode, useState } from "react";
import type { Turn } from "../../../protocol/conversation.ts";
import { useAgentNames } from "../api/names.tsx";
import { useNamed, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { dialogOnDemand } from "../ui/on-demand.tsx";
import { isCorrectable } from "./correction.ts";
import { DeliveryMark } from "./delivery-mark.tsx";
import { Parts } from "./parts.tsx";

const CorrectDialog = dialogOnDemand(() => import("./correct-dialog.tsx").then((module) => module.CorrectDialog));

function useSpeaker(turn: Turn, customerName: string | null): string {
  const t = useT();
  const agentName = useAgentNames();
  switch (turn.author.kind) {
    case "customer":
      return turn.author.name ?? customerName ?? t("customer.unnamed");
    case "agent":
      return turn.author.name ?? agentName(turn.author.id);
    case "bot":
      return turn.author.name ?? t("owner.bot");
    case "system":
      return t("system");
    default:
      return turn.author satisfies never;
  }
}

function Understood({ turn }: { turn: Turn }): ReactNode {
  const t = useT();
  const named = useNamed();
  const [correcting, setCorrecting] = useState(false);
  const intents = turn.intents ?? [];
  const slots = [...new Map((turn.slots ?? []).map((slot) => [`${slot.name} ${slot.value}`, slot])).values()];
  if (intents.length + slots.length === 0) return null;
  return (
    <div className="understood" title={t("understood")}>
      {intents.slice(0, 3).map((intent) => (
        <span key={intent.name} className="chip machine">
          {named("intent", intent.name)} <span className="tabular">{intent.confidence.toFixed(2).replace(/^0/, "")}</span>
        </span>
      ))}
      {slots.slice(0, 4).map((slot) => (
        <span key={`${slot.name}${slot.start}`} className="chip machine">
          {named("slot", slot.name)} {slot.value}
        </span>
      ))}
      {isCorrectable(turn) && (
        <button type="button" className="button icon small plain" aria-label={t("correct.open")} title={t("correct.open")} onClick={() => setCorrecting(true)}>
          <Pencil size={12} strokeWidth={1.5} />
        </button>
      )}
      {correcting && <CorrectDialog turn={turn} onClose={() => setCorrecting(false)} />}
    </div>
  );
}

export const TurnView = memo(function TurnView({ turn, follows, customerName }: { turn: Turn; follows: boolean; customerName: string | null }): ReactNode {
  const t = useT();
  const times = useTimes();
  const who = useSpeaker(turn, customerName);
  const kind = turn.kind === "note" ? "note" : turn.author.kind;
  return (
    <article className={`turn ${kind} ${follows ? "follows" : ""}`} aria-label={`${who} ${times.time(turn.at)}`}>
      {!follows && (
        <p className="turn-who">
          <span className="clip" dir="auto">
            {who}
          </span>
          {turn.kind === "note" && <span className="muted"> · {t("note")}</span>}
        </p>
      )}
      <div className="turn-body">
        {turn.deletedAt !== undefined ? (
          <p className="muted">{t("turn.recalled")}</p>
        ) : (
          <Parts parts={turn.parts} path={`/v1/conversations/${turn.conversationId}/turns/${turn.id}`} />
        )}
        {turn.choices && (
          <p className="row wrap">
            {turn.choices.map((choice) => (
              <span key={choice.id} className="chip">
                {choice.label}
              </span>
            ))}
          </p>
        )}
        <span className="turn-side">
          {turn.editedAt !== undefined && <span>{t("turn.edited")} </span>}
          <time dateTime={new Date(turn.at).toISOString()}>{times.time(turn.at)}</time>
          {turn.delivery && <DeliveryMark delivery={turn.delivery} />}
        </span>
      </div>
      {turn.kind === "message" && <Understood turn={turn} />}
    </article>
  );
});
