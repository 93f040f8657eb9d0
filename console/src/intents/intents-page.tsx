/** C14: built-in and own intents, own models; a test box that shows what a message would be understood as. */
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api/client.ts";
import { useIntents, useMay, useServerHas } from "../api/queries.ts";
import type { BuiltInIntent, OwnIntent } from "../api/shapes.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { Loaded } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { useEdited } from "../ui/edited.ts";
import { ActionsHead, EditAndRemove } from "../ui/row-actions.tsx";
import { TableBox } from "../ui/table-box.tsx";
import { IntentDialog } from "./intent-dialog.tsx";
import { OwnModels } from "./own-models.tsx";
import { UnderstandBox } from "./understand-box.tsx";

function OwnTable({ own, onEdit, onRemove }: { own: OwnIntent[]; onEdit: (intent: OwnIntent) => void; onRemove: (intent: OwnIntent) => void }): ReactNode {
  const t = useT();
  const writes = useMay("intents:write");
  if (own.length === 0) return <p className="muted">{t("intents.none")}</p>;
  return (
    <TableBox>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("intents.name")}</th>
            <th scope="col">{t("intents.description")}</th>
            <th scope="col" className="number">
              {t("intents.examples")}
            </th>
            <th scope="col" className="number">
              {t("intents.threshold")}
            </th>
            {writes && <ActionsHead />}
          </tr>
        </thead>
        <tbody>
          {own.map((intent) => (
            <tr key={intent.name}>
              <td>{intent.name}</td>
              <td>{intent.description}</td>
              <td className="number">{intent.examples.length}</td>
              <td className="number">{intent.threshold.toFixed(2)}</td>
              {writes && <EditAndRemove onEdit={() => onEdit(intent)} onRemove={() => onRemove(intent)} />}
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function BuiltInList({ intents }: { intents: BuiltInIntent[] }): ReactNode {
  const named = useNamed();
  const topics = [...new Set(intents.map((intent) => intent.topic))];
  return (
    <dl className="stack">
      {topics.map((topic) => (
        <div key={topic}>
          <dt className="field-label">{named("topic", topic)}</dt>
          <dd className="row wrap">
            {intents
              .filter((intent) => intent.topic === topic)
              .map((intent) => (
                <span key={intent.name} className="chip" title={intent.name}>
                  {named("intent", intent.name)}
                </span>
              ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function IntentLists(): ReactNode {
  const t = useT();
  const writes = useMay("intents:write");
  const queries = useQueryClient();
  const query = useIntents();
  const { edited, removed, add, edit, remove, close, done } = useEdited<OwnIntent>(() => queries.invalidateQueries({ queryKey: ["intents"] }));
  return (
    <Loaded query={query}>
      {(intents) => (
        <>
          <section className="section">
            <div className="page-head">
              <h2 className="grow">{t("intents.own")}</h2>
              {writes && (
                <button type="button" className="button" onClick={add}>
                  {t("intents.add")}
                </button>
              )}
            </div>
            <OwnTable own={intents.filter((intent) => !intent.builtIn)} onEdit={edit} onRemove={remove} />
          </section>
          <section className="section">
            <h2>{t("intents.built-in")}</h2>
            <BuiltInList intents={intents.filter((intent) => intent.builtIn)} />
          </section>
          {edited && <IntentDialog intent={edited.known} onDone={done} onClose={close} />}
          {removed && (
            <ConfirmDialog
              title={t("intents.remove-title")}
              text={t("intents.remove-text", { name: removed.name })}
              go={t("remove")}
              run={() => ask("DELETE", `/v1/intents/${removed.name}`)}
              onDone={done}
              onClose={close}
            />
          )}
        </>
      )}
    </Loaded>
  );
}

export function IntentsPage(): ReactNode {
  const t = useT();
  const lists = useServerHas("/v1/intents");
  const trains = useServerHas("/v1/models");
  return (
    <div className="page">
      <div className="page-inner">
        <h1>{t("nav.intents")}</h1>
        <UnderstandBox />
        {lists && <IntentLists />}
        {trains && <OwnModels />}
      </div>
    </div>
  );
}
