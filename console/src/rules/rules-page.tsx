/** Automation: when something happens and this holds, do that. In order, switched on one by one, tried on the past before. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, read } from "../api/client.ts";
import { useT } from "../i18n/index.ts";
import { Empty, Loaded } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { useEdited } from "../ui/edited.ts";
import { EditRemoveButtons } from "../ui/row-actions.tsx";
import { toastProblem } from "../ui/toasts.tsx";
import { DryRunResult } from "./dry-run.tsx";
import { RuleDialog } from "./rule-dialog.tsx";
import type { Rule } from "./rules.ts";

function RuleCard({ rule, onEdit, onRemove, onChanged }: { rule: Rule; onEdit: () => void; onRemove: () => void; onChanged: () => void }): ReactNode {
  const t = useT();
  const [tried, setTried] = useState(false);
  const toggle = async (): Promise<void> => {
    const answer = await ask("PATCH", `/v1/automation/rules/${rule.id}`, { enabled: !rule.enabled });
    if (!answer.ok) toastProblem(t, "rule", answer.problem);
    onChanged();
  };
  return (
    <li className="list-card">
      <div className="row">
        <label className="row switch grow">
          <input type="checkbox" checked={rule.enabled} onChange={() => void toggle()} />
          <strong>{rule.name}</strong>
        </label>
        <span className="chip mono">{rule.event}</span>
      </div>
      <p className="small muted">
        {[...rule.conditions.all, ...rule.conditions.any].map(({ field, op, value }) => `${field} ${t(`op.${op}`)} ${String(value)}`).join(" · ") ||
          t("rules.always")}
        {" → "}
        {rule.actions.map(({ action }) => t(`action.${action}`)).join(" · ")}
      </p>
      <p className="row wrap">
        <button type="button" className="button small" aria-expanded={tried} onClick={() => setTried(!tried)}>
          {t("rules.try")}
        </button>
        <EditRemoveButtons onEdit={onEdit} onRemove={onRemove} />
      </p>
      {tried && <DryRunResult ruleId={rule.id} />}
    </li>
  );
}

export function RulesPage(): ReactNode {
  const t = useT();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["rules"], queryFn: async () => (await read<{ rules: Rule[] }>("/v1/automation/rules")).rules });
  const reload = (): void => void queries.invalidateQueries({ queryKey: ["rules"] });
  const { edited, removed, add, edit, remove, close, done } = useEdited<Rule>(reload);
  return (
    <div className="page">
      <div className="page-inner">
        <div className="page-head">
          <h1 className="grow">{t("nav.rules")}</h1>
          <button type="button" className="button primary" onClick={add}>
            {t("rules.add")}
          </button>
        </div>
        <p className="muted">{t("rules.hint")}</p>
        <Loaded query={query}>
          {(rules) =>
            rules.length === 0 ? (
              <Empty text={t("rules.none")} />
            ) : (
              <ul className="card-list">
                {rules.map((rule) => (
                  <RuleCard key={rule.id} rule={rule} onEdit={() => edit(rule)} onRemove={() => remove(rule)} onChanged={reload} />
                ))}
              </ul>
            )
          }
        </Loaded>
        {edited && <RuleDialog rule={edited.known} onClose={close} onSaved={done} />}
        {removed && (
          <ConfirmDialog
            title={t("rules.remove-title")}
            text={removed.name}
            go={t("remove")}
            run={() => ask("DELETE", `/v1/automation/rules/${removed.id}`)}
            onDone={done}
            onClose={close}
          />
        )}
      </div>
    </div>
  );
}
