/** API keys: who holds which rights, since when and how long; made, replaced, revoked. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, read } from "../api/client.ts";
import type { ApiKeyShown } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { Loaded } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { ActionsHead } from "../ui/row-actions.tsx";
import { TableBox } from "../ui/table-box.tsx";
import { KeyDialog, RotateDialog } from "./key-dialog.tsx";

interface TableProps {
  keys: ApiKeyShown[];
  onRotate: (key: ApiKeyShown) => void;
  onRevoke: (key: ApiKeyShown) => void;
}

function KeyTable({ keys, onRotate, onRevoke }: TableProps): ReactNode {
  const t = useT();
  const times = useTimes();
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("settings.keys")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("people.name")}</th>
            <th scope="col">{t("keys.scopes")}</th>
            <th scope="col">{t("keys.since")}</th>
            <th scope="col">{t("keys.used")}</th>
            <ActionsHead />
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <td>{key.name}</td>
              <td className="small">{Array.isArray(key.scopes) ? key.scopes.join(", ") : key.scopes}</td>
              <td className="small">{key.createdAt !== undefined && times.moment(key.createdAt)}</td>
              <td className="small">{key.lastUsedAt ? times.moment(key.lastUsedAt) : "–"}</td>
              <td>
                {key.revokedAt ? (
                  <span className="chip">{t("keys.revoked")}</span>
                ) : (
                  <span className="row wrap">
                    {key.expiresAt && <span className="chip">{t("keys.ends", { time: times.moment(key.expiresAt) })}</span>}
                    <button type="button" className="button small" onClick={() => onRotate(key)} aria-label={`${t("keys.rotate")} ${key.name}`}>
                      {t("keys.rotate")}
                    </button>
                    <button type="button" className="button small danger" onClick={() => onRevoke(key)} aria-label={`${t("keys.revoke")} ${key.name}`}>
                      {t("keys.revoke")}
                    </button>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

export function ApiKeys(): ReactNode {
  const t = useT();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [rotated, setRotated] = useState<ApiKeyShown | null>(null);
  const [revoked, setRevoked] = useState<ApiKeyShown | null>(null);
  const query = useQuery({ queryKey: ["keys"], queryFn: async () => (await read<{ keys: ApiKeyShown[] }>("/v1/keys")).keys });
  const reload = (): Promise<void> => queries.invalidateQueries({ queryKey: ["keys"] });
  return (
    <section className="section">
      <div className="page-head">
        <h2 className="grow">{t("settings.keys")}</h2>
        <button type="button" className="button" onClick={() => setAdding(true)}>
          {t("keys.add")}
        </button>
      </div>
      <Loaded query={query}>{(keys) => <KeyTable keys={keys} onRotate={setRotated} onRevoke={setRevoked} />}</Loaded>
      {adding && <KeyDialog onClose={() => setAdding(false)} onMade={() => void reload()} />}
      {rotated && <RotateDialog known={rotated} onMade={() => void reload()} onClose={() => setRotated(null)} />}
      {revoked && (
        <ConfirmDialog
          title={t("keys.revoke-title")}
          text={t("keys.revoke-text", { name: revoked.name })}
          go={t("keys.revoke")}
          run={() => ask("DELETE", `/v1/keys/${revoked.id}`)}
          onDone={() => {
            setRevoked(null);
            void reload();
          }}
          onClose={() => setRevoked(null)}
        />
      )}
    </section>
  );
}
