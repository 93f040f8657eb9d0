/** My presence: what the queue may give me. */
import { Check, ChevronUp } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import type { AgentState } from "../../../protocol/ports.ts";
import { ask, signOut } from "../api/client.ts";
import { useSignIn } from "../api/sign-in-state.ts";
import { useT } from "../i18n/index.ts";
import { useDesk } from "../state/desk.ts";
import { toastProblem } from "../ui/toasts.tsx";

const STATES: readonly AgentState[] = ["online", "busy", "break", "wrap_up", "transfers_only", "hidden", "offline"];
export const toneOf = (state: string): string => (state === "online" ? "ok" : state === "offline" || state === "hidden" ? "" : "warn");

export function PresenceSwitch(): ReactNode {
  const t = useT();
  const agent = useSignIn((state) => state.signedIn?.agent);
  const presence = useDesk((state) => state.presence.state) as AgentState;
  const link = useDesk((state) => state.link);
  const choose = async (state: AgentState): Promise<void> => {
    const answer = await ask("POST", "/v1/agents/me/presence", { state });
    if (!answer.ok) toastProblem(t, "presence", answer.problem);
  };
  const shown = link === "live" ? t(`presence.${presence}`) : t("presence.unlinked");
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="rail-presence">
        <span className={`dot ${link === "live" ? toneOf(presence) : ""}`} />
        <span className="rail-text grow">
          <span className="clip block">{agent?.name}</span>
          <span className="small muted clip block">{shown}</span>
        </span>
        <ChevronUp size={16} strokeWidth={1.5} className="rail-text" aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" side="top" align="start" sideOffset={6} collisionPadding={8}>
          <div className="menu-title">{t("presence.title")}</div>
          {STATES.map((state) => (
            <DropdownMenu.Item key={state} className="menu-item" onSelect={() => void choose(state)}>
              <span className={`dot ${toneOf(state)}`} />
              <span className="grow">{t(`presence.${state}`)}</span>
              {state === presence && <Check size={16} strokeWidth={1.5} aria-label={t("chosen")} />}
            </DropdownMenu.Item>
          ))}
          <hr />
          <DropdownMenu.Item className="menu-item" onSelect={() => void signOut()}>
            {t("sign-out")}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
