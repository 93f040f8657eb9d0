/** Where I am signed in; each can be ended, or all others at once. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask, read } from "../api/client.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { Loaded } from "../ui/blocks.tsx";
import { toastProblem } from "../ui/toasts.tsx";

interface SignInRow {
  id: string;
  method: string;
  userAgent: string;
  createdAt: number;
  refreshedAt: number;
  current: boolean;
}

/** Browser and system out of a user agent's long name. */
function deviceOf(userAgent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\/\d+/.exec(userAgent)?.[0]?.replace("Edg", "Edge").replace("OPR", "Opera").replace("/", " ");
  const system = /Windows|Mac OS X|Android|iPhone|iPad|Linux/.exec(userAgent)?.[0]?.replace("Mac OS X", "macOS");
  return [browser, system].filter(Boolean).join(" · ") || userAgent.slice(0, 60) || "?";
}

export function SignInList(): ReactNode {
  const t = useT();
  const named = useNamed();
  const times = useTimes();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["me", "sign-ins"], queryFn: async () => (await read<{ signIns: SignInRow[] }>("/v1/me/sign-ins")).signIns });
  const end = async (path: string): Promise<void> => {
    const answer = await ask("DELETE", path);
    if (!answer.ok) toastProblem(t, "sign-ins", answer.problem);
    await queries.invalidateQueries({ queryKey: ["me", "sign-ins"] });
  };
  return (
    <Loaded query={query}>
      {(rows) => (
        <>
          <div className="row">
            <span className="grow">{t("security.sign-ins")}</span>
            {rows.length > 1 && (
              <button type="button" className="button" onClick={() => void end("/v1/me/sign-ins")}>
                {t("security.end-others")}
              </button>
            )}
          </div>
          <ul className="security-list">
            {rows.map(({ id, userAgent, method, createdAt, refreshedAt, current }) => (
              <li key={id} className="row">
                <span className="grow">
                  {deviceOf(userAgent)} {current && <span className="chip ok">{t("security.here")}</span>}
                  <span className="small muted block">
                    {named("method", method)} · {t("since", { time: times.moment(createdAt) })} · {t("security.used", { time: times.moment(refreshedAt) })}
                  </span>
                </span>
                {!current && (
                  <button type="button" className="button small danger" onClick={() => void end(`/v1/me/sign-ins/${encodeURIComponent(id)}`)}>
                    {t("security.end")}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}
