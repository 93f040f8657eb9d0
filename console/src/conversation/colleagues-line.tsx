/** Who else has this conversation open, so that two do not answer at once. */
import { Eye } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useT } from "../i18n/index.ts";
import { sendFrame } from "../live/desk-link.ts";
import { useDesk } from "../state/desk.ts";

/** Said again so often, ms; the server believes it for 75 s. */
const AGAIN_MS = 30_000;

/** Says that I look at it, while the page is in sight. */
export function useViewing(conversationId: string): void {
  const link = useDesk((state) => state.link);
  useEffect(() => {
    if (link !== "live") return;
    const say = (): void => void sendFrame({ t: "viewing", conversationId: document.visibilityState === "visible" ? conversationId : null });
    say();
    const timer = setInterval(say, AGAIN_MS);
    document.addEventListener("visibilitychange", say);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", say);
      sendFrame({ t: "viewing", conversationId: null });
    };
  }, [conversationId, link]);
}

export function ColleaguesLine({ conversationId }: { conversationId: string }): ReactNode {
  const t = useT();
  const agents = useDesk((state) => state.viewers[conversationId]);
  if (!agents || agents.length === 0) return null;
  const typing = agents.filter((agent) => agent.typing);
  const names = (typing.length > 0 ? typing : agents).map(({ name }) => name).join(", ");
  return (
    <p className="colleagues small muted" role="status">
      <Eye size={14} strokeWidth={1.5} aria-hidden /> {t(typing.length > 0 ? "colleagues.typing" : "colleagues.here", { names })}
    </p>
  );
}
