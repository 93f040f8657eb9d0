/** The tenant's own models: which one answers, how each did on the messages held back, and the way there and back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type Answer, ask, read } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useMay } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { Loaded } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { ActionsHead } from "../ui/row-actions.tsx";
import { TableBox } from "../ui/table-box.tsx";
import { toast, toastProblem } from "../ui/toasts.tsx";
import { TrainingRows } from "./training-rows.tsx";
import { UploadModel } from "./upload-model.tsx";

interface Score {
  rows: number;
  top1: number;
  microF1: number;
}
interface ModelShown {
  name: string;
  version: string;
  score: { candidate: Score; live: Score } | null;
  createdAt: number;
}
interface Shelf {
  models: ModelShown[];
  live: string | null;
  previous: string | null;
}
const KEY = ["models"] as const;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function ScoreCell({ score }: { score: ModelShown["score"] }): ReactNode {
  const t = useT();
  if (!score) return <span className="muted">{t("models.unmeasured")}</span>;
  const { candidate, live } = score;
  return (
    <>
      <span className="tabular">{percent(candidate.top1)}</span>
      <span className="small muted block">{t("models.beside", { live: percent(live.top1), rows: candidate.rows })}</span>
    </>
  );
}

interface LineProps {
  model: ModelShown;
  live: boolean;
  writes: boolean;
  busy: boolean;
  onLive: () => void;
  onRemove: () => void;
}

function ModelLine({ model, live, writes, busy, onLive, onRemove }: LineProps): ReactNode {
  const t = useT();
  const times = useTimes();
  return (
    <tr>
      <th scope="row">
        {model.name} {live && <span className="chip ok">{t("models.live")}</span>}
        <span className="small muted block">{model.version}</span>
      </th>
      <td>
        <ScoreCell score={model.score} />
      </td>
      <td className="small">{times.moment(model.createdAt)}</td>
      {writes && (
        <td>
          {!live && (
            <span className="row">
              <button type="button" className="button small" disabled={busy} onClick={onLive} aria-label={`${t("models.go-live")} ${model.name}`}>
                {t("models.go-live")}
              </button>
              <button type="button" className="button small danger" onClick={onRemove} aria-label={`${t("remove")} ${model.name}`}>
                {t("remove")}
              </button>
            </span>
          )}
        </td>
      )}
    </tr>
  );
}

/** Making live measures first: a worse one is refused with both scores, and one that cannot be measured asks once more. */
function useGoLive(reload: () => void): { busy: boolean; unmeasured: string | null; go: (name: string) => void; settle: () => void } {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const [unmeasured, setUnmeasured] = useState<string | null>(null);
  const refused = (name: string, problem: Problem): void => {
    const { candidate, live } = problem as Partial<Record<"candidate" | "live", Score>>;
    if (problem.held !== undefined) setUnmeasured(name);
    else if (candidate && live) {
      const text = t("models.worse", { name, candidate: percent(candidate.top1), live: percent(live.top1) });
      toast({ id: "model", text, tone: "alarm", lasts: 12_000 });
    } else toastProblem(t, "model", problem);
  };
  const go = async (name: string): Promise<void> => {
    setBusy(true);
    const answer = await ask("POST", `/v1/models/${name}/live`, {});
    setBusy(false);
    if (answer.ok) toast({ id: "model", text: t("models.is-live", { name }), tone: "calm", lasts: 6_000 });
    else refused(name, answer.problem);
    reload();
  };
  return { busy, unmeasured, go: (name) => void go(name), settle: () => setUnmeasured(null) };
}

type Asked = { what: "remove"; name: string } | { what: "back" } | null;

function Questions({ asked, shelf, onDone, onClose }: { asked: Asked; shelf: Shelf; onDone: () => void; onClose: () => void }): ReactNode {
  const t = useT();
  if (asked === null) return null;
  const back = asked.what === "back";
  const run = (): Promise<Answer<unknown>> => (back ? ask("POST", "/v1/models/rollback") : ask("DELETE", `/v1/models/${asked.name}`));
  return (
    <ConfirmDialog
      title={back ? t("models.back-title") : t("models.remove-title")}
      text={back ? t("models.back-text", { name: shelf.previous ?? t("models.common") }) : t("models.remove-text", { name: asked.name })}
      go={back ? t("models.back") : t("remove")}
      run={run}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

function ShelfTable({ shelf, writes, onAsk, reload }: { shelf: Shelf; writes: boolean; onAsk: (asked: Asked) => void; reload: () => void }): ReactNode {
  const t = useT();
  const { busy, unmeasured, go, settle } = useGoLive(reload);
  return (
    <>
      <TableBox>
        <table>
          <caption className="hidden-text">{t("models.title")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("people.name")}</th>
              <th scope="col">{t("models.score")}</th>
              <th scope="col">{t("keys.since")}</th>
              {writes && <ActionsHead />}
            </tr>
          </thead>
          <tbody>
            {shelf.models.map((model) => (
              <ModelLine
                key={model.name}
                model={model}
                live={model.name === shelf.live}
                writes={writes}
                busy={busy}
                onLive={() => go(model.name)}
                onRemove={() => onAsk({ what: "remove", name: model.name })}
              />
            ))}
          </tbody>
        </table>
      </TableBox>
      {unmeasured !== null && (
        <ConfirmDialog
          title={t("models.unmeasured-title")}
          text={t("models.unmeasured-text", { name: unmeasured })}
          go={t("models.go-live")}
          run={() => ask("POST", `/v1/models/${unmeasured}/live`, { unmeasured: true })}
          onDone={() => {
            settle();
            reload();
          }}
          onClose={settle}
        />
      )}
    </>
  );
}

export function OwnModels(): ReactNode {
  const t = useT();
  const writes = useMay("intents:write");
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked>(null);
  const query = useQuery({ queryKey: KEY, queryFn: () => read<Shelf>("/v1/models") });
  const reload = (): void => void queries.invalidateQueries({ queryKey: KEY });
  return (
    <section className="section">
      <h2>{t("models.title")}</h2>
      <p className="muted">{t("models.hint")}</p>
      {writes && <TrainingRows />}
      <Loaded query={query}>
        {(shelf) => (
          <>
            <p className="row wrap">
              <span className="grow">{t("models.answers", { name: shelf.live ?? t("models.common") })}</span>
              {writes && (shelf.live !== null || shelf.previous !== null) && (
                <button type="button" className="button" onClick={() => setAsked({ what: "back" })}>
                  {t("models.back")}
                </button>
              )}
            </p>
            {shelf.models.length > 0 && <ShelfTable shelf={shelf} writes={writes} onAsk={setAsked} reload={reload} />}
            <Questions
              asked={asked}
              shelf={shelf}
              onDone={() => {
                setAsked(null);
                reload();
              }}
              onClose={() => setAsked(null)}
            />
          </>
        )}
      </Loaded>
      {writes && <UploadModel onDone={reload} />}
    </section>
  );
}
