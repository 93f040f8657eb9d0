/** Answers written beforehand for an intent: by language and channel, with variables; suggestions rest on them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask, read } from "../api/client.ts";
import { useMay } from "../api/queries.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { useChannelName } from "../inbox/channel-mark.tsx";
import { Empty, Loaded } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { ActionsHead, EditAndRemove } from "../ui/row-actions.tsx";
import { TableBox } from "../ui/table-box.tsx";
import { TemplateDialog, type TemplateShown } from "./template-dialog.tsx";
import "./templates.css";
import { useEdited } from "../ui/edited.ts";

interface TableProps {
  templates: readonly TemplateShown[];
  writes: boolean;
  onEdit: (template: TemplateShown) => void;
  onRemove: (template: TemplateShown) => void;
}

function TemplateTable({ templates, writes, onEdit, onRemove }: TableProps): ReactNode {
  const t = useT();
  const named = useNamed();
  const channelName = useChannelName();
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("nav.templates")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("templates.intent")}</th>
            <th scope="col">{t("language")}</th>
            <th scope="col">{t("filter.channel")}</th>
            <th scope="col">{t("knowledge.body")}</th>
            {writes && <ActionsHead />}
          </tr>
        </thead>
        <tbody>
          {templates.map((template) => (
            <tr key={template.id}>
              <th scope="row">{named("intent", template.intent)}</th>
              <td>{template.language}</td>
              <td>{template.channel === "" ? t("templates.every-channel") : channelName(template.channel)}</td>
              <td className="template-words" dir="auto">
                {template.text}
              </td>
              {writes && <EditAndRemove onEdit={() => onEdit(template)} onRemove={() => onRemove(template)} />}
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

export function TemplatesPage(): ReactNode {
  const t = useT();
  const named = useNamed();
  const writes = useMay("knowledge:write");
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["templates"], queryFn: async () => (await read<{ templates: TemplateShown[] }>("/v1/templates")).templates });
  const { edited, removed, add, edit, remove, close, done } = useEdited<TemplateShown>(() => queries.invalidateQueries({ queryKey: ["templates"] }));
  return (
    <div className="page">
      <div className="page-inner wide">
        <div className="page-head">
          <h1 className="grow">{t("nav.templates")}</h1>
          {writes && (
            <button type="button" className="button primary" onClick={add}>
              {t("templates.add")}
            </button>
          )}
        </div>
        <p className="muted">{t("templates.hint")}</p>
        <Loaded query={query}>
          {(templates) =>
            templates.length === 0 ? (
              <Empty text={t("templates.none")} />
            ) : (
              <TemplateTable templates={templates} writes={writes} onEdit={edit} onRemove={remove} />
            )
          }
        </Loaded>
        {edited && <TemplateDialog template={edited.known} onDone={done} onClose={close} />}
        {removed && (
          <ConfirmDialog
            title={t("templates.remove-title")}
            text={t("templates.remove-text", { name: named("intent", removed.intent), language: removed.language })}
            go={t("remove")}
            run={() => ask("DELETE", `/v1/templates/${removed.id}`)}
            onDone={done}
            onClose={close}
          />
        )}
      </div>
    </div>
  );
}
