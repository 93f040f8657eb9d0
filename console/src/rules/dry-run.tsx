/** What a rule would have fitted in the last seven days; nothing is done. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ask } from "../api/client.ts";
import { ProblemError } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { Loaded } from "../ui/blocks.tsx";
import type { DryRun } from "./rules.ts";

const SHOWN = 20;

export function DryRunResult({ ruleId }: { ruleId: string }): ReactNode {
  const t = useT();
  const times = useTimes();
  const query = useQuery({
    queryKey: ["rules", ruleId, "dry-run"],
    queryFn: async () => {
      const answer = await ask<DryRun>("POST", `/v1/automation/rules/${ruleId}/dry-run`, {});
      if (answer.ok) return answer.value;
      throw new ProblemError(answer.problem);
    },
  });
  return (
    <div className="delivery-log">
      <Loaded query={query}>
        {({ looked, matched, truncated, matches }) => (
          <>
            <p className="small" role="status">
              {t("rules.tried", { matched, looked })} {truncated && t("rules.truncated")}
            </p>
            <ul className="small">
              {matches.slice(0, SHOWN).map(({ eventId, at, conversationId, text }) => (
                <li key={eventId}>
                  <Link to="/inbox/$tab/$conversationId" params={{ tab: "all", conversationId }}>
                    {times.moment(at)}
                  </Link>{" "}
                  <bdi>{text ?? ""}</bdi>
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </div>
  );
}
