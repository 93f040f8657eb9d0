/** How a report's groups are called. */

import type { Group } from "../../../protocol/report-figures.ts";
import { useAgentNames, useTeamNames } from "../api/names.tsx";
import { useNamed, useT } from "../i18n/index.ts";
import { useChannelName } from "../inbox/channel-mark.tsx";

export function useGroupName(by: Group): (group: string) => string {
  const t = useT();
  const named = useNamed();
  const team = useTeamNames();
  const agent = useAgentNames();
  const channel = useChannelName();
  const asItIs = (group: string): string => group;
  const names: Record<Group, (group: string) => string> = { day: asItIs, team, agent, channel, intent: (intent) => named("intent", intent), label: asItIs };
  return (group) => (group === "" ? t("reports.nobody") : names[by](group));
}
