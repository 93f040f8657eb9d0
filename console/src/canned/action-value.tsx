/** The one value that an action of a macro wants. */
import type { ReactNode } from "react";
import type { UseFormRegisterReturn } from "react-hook-form";
import { useAgents, useTeams } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { useServerCanned } from "./kept-replies.ts";
import { type Kind, VALUE_OF } from "./macro-form.ts";

export function ActionValue({ kind, field }: { kind: Kind; field: UseFormRegisterReturn }): ReactNode {
  const t = useT();
  const agents = useAgents();
  const teams = useTeams();
  const { replies } = useServerCanned();
  const label = t(`action.${kind}`);
  const chosen = (options: readonly (readonly [string, string])[]): ReactNode => (
    <select className="input" aria-label={label} {...field}>
      <option value="">{t("macro.choose")}</option>
      {options.map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </select>
  );
  const wants = VALUE_OF[kind];
  switch (wants) {
    case "words":
      return <textarea className="input" rows={2} aria-label={label} {...field} />;
    case "labels":
      return <input className="input" aria-label={label} placeholder={t("macro.labels")} {...field} />;
    case "minutes":
      return <input className="input" type="number" min={1} aria-label={label} placeholder={t("macro.minutes")} {...field} />;
    case "priority":
      return chosen(([0, 1, 2, 3] as const).map((priority) => [String(priority), t(`priority.${priority}`)] as const));
    case "agent":
      return chosen((agents.data ?? []).map(({ id, name }) => [id, name] as const));
    case "team":
      return chosen((teams.data ?? []).map(({ id, name }) => [id, name] as const));
    case "canned":
      return chosen(replies.map(({ id, title }) => [id, title] as const));
    case "nothing":
      return <span className="grow" />;
    default:
      return wants satisfies never;
  }
}
