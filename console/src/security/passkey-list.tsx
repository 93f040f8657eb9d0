/** My passkeys: since when, last used, remove. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask, read } from "../api/client.ts";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { Loaded } from "../ui/blocks.tsx";
import { toastProblem } from "../ui/toasts.tsx";

interface Passkey {
  id: string;
  name: string;
  createdAt: number;
  lastUsedAt: number | null;
}

export function PasskeyList({ onAdd }: { onAdd: (() => void) | null }): ReactNode {
  const t = useT();
  const times = useTimes();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["me", "passkeys"], queryFn: async () => (await read<{ passkeys: Passkey[] }>("/v1/me/passkeys")).passkeys });
  const remove = async (id: string): Promise<void> => {
    const answer = await ask("DELETE", `/v1/me/passkeys/${encodeURIComponent(id)}`);
    if (!answer.ok) toastProblem(t, "passkey", answer.problem);
    await queries.invalidateQueries({ queryKey: ["me"] });
  };
  return (
    <>
      <div className="row">
        <span className="grow">{t("security.passkeys")}</span>
        {onAdd && (
          <button type="button" className="button" onClick={onAdd}>
            {t("security.passkey-add")}
          </button>
        )}
      </div>
      <Loaded query={query}>
        {(passkeys) => (
          <ul className="security-list">
            {passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
              <li key={id} className="row">
                <span className="grow">
                  {name}
                  <span className="small muted block">
                    {t("since", { time: times.moment(createdAt) })}
                    {lastUsedAt !== null && ` · ${t("security.used", { time: times.moment(lastUsedAt) })}`}
                  </span>
                </span>
                <button type="button" className="button small danger" aria-label={`${t("remove")} ${name}`} onClick={() => void remove(id)}>
                  {t("remove")}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}
