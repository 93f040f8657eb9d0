/** Macros: list, write, change, remove. */
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api/client.ts";
import { useMay } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { LoadError } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { useEdited } from "../ui/edited.ts";
import { MacroDialog } from "./macro-dialog.tsx";
import { MACROS_KEY, type Macro, useMacros } from "./macros.ts";

export function MacroSettings(): ReactNode {
  const t = useT();
  const queries = useQueryClient();
  const shares = useMay("automation:write");
  const { has, macros, error } = useMacros();
  const reload = (): void => void queries.invalidateQueries({ queryKey: MACROS_KEY });
  const { edited, removed, add, edit, remove, close, done } = useEdited<Macro>(reload);
  if (!has) return null;
  return (
    <section className="section">
      <div className="page-head">
        <h2 className="grow">{t("macro.title")}</h2>
        <button type="button" className="button" onClick={add}>
          {t("macro.add")}
        </button>
      </div>
      <p className="muted">{t("macro.hint")}</p>
      {error !== null && <LoadError error={error} onRetry={reload} />}
      <ul>
        {macros.map((macro) => (
          <li key={macro.id} className="row canned-line">
            <strong>{macro.name}</strong>
            <span className="muted clip grow">{macro.actions.map(({ action }) => t(`action.${action}`)).join(" · ")}</span>
            {macro.shared && <span className="chip">{t("canned.is-shared")}</span>}
            {(!macro.shared || shares) && (
              <>
                <button type="button" className="button small" onClick={() => edit(macro)} aria-label={`${t("edit")} ${macro.name}`}>
                  {t("edit")}
                </button>
                <button type="button" className="button small danger" onClick={() => remove(macro)} aria-label={`${t("remove")} ${macro.name}`}>
                  {t("remove")}
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      {edited && <MacroDialog macro={edited.known} shares={shares} onClose={close} onSaved={done} />}
      {removed && (
        <ConfirmDialog
          title={t("macro.remove-title")}
          text={removed.name}
          go={t("remove")}
          run={() => ask("DELETE", `/v1/macros/${removed.id}`)}
          onDone={done}
          onClose={close}
        />
      )}
    </section>
  );
}
