/** Canned replies: list, write, change, remove, share; those that lie in this browser only can be moved to the server. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { type Answer, ask, newKey } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useMay } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { Field, LoadError } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { toastProblem } from "../ui/toasts.tsx";
import { type Canned, VARIABLES } from "./canned-replies.ts";
import { CANNED_KEY, dropCanned, keepAtServer, saveCanned, useCannedReplies, useServerCanned } from "./kept-replies.ts";

type Edited = { canned: Canned; isNew: boolean; isLocal: boolean };

function CannedDialog({ edited, shares, onSaved, onClose }: { edited: Edited; shares: boolean; onSaved: () => void; onClose: () => void }): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { register, handleSubmit, formState } = useForm<Canned>({ defaultValues: edited.canned });
  const { errors } = formState;
  const submit = handleSubmit(async (form) => {
    if (edited.isLocal) saveCanned(form);
    else {
      const answer = await keepAtServer(form, edited.isNew);
      if (!answer.ok) return setProblem(answer.problem);
    }
    onSaved();
    onClose();
  });
  return (
    <FormDialog
      title={t("canned.one")}
      submitLabel={t("save")}
      busy={formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <div className="two">
        <Field id="canned-shortcut" label={t("canned.shortcut")} wrong={errors.shortcut && t("canned.shortcut-wrong")}>
          <input
            id="canned-shortcut"
            className="input"
            maxLength={30}
            aria-invalid={!!errors.shortcut}
            {...register("shortcut", { required: true, pattern: /^[^\s/]+$/ })}
          />
        </Field>
        <Field id="canned-title" label={t("knowledge.title")} wrong={errors.title && t("required")}>
          <input id="canned-title" className="input" maxLength={100} aria-invalid={!!errors.title} {...register("title", { required: true })} />
        </Field>
      </div>
      <Field
        id="canned-text"
        label={t("knowledge.body")}
        hint={t("canned.variables", { names: VARIABLES.map((name) => `{{${name}}}`).join(" ") })}
        wrong={errors.text && t("required")}
      >
        <textarea id="canned-text" className="input" rows={5} dir="auto" aria-invalid={!!errors.text} {...register("text", { required: true })} />
      </Field>
      {!edited.isLocal && shares && (
        <label className="row switch">
          <input type="checkbox" {...register("shared")} />
          <span>{t("canned.shared")}</span>
        </label>
      )}
    </FormDialog>
  );
}

function Line({ canned, writes, onEdit, onRemove }: { canned: Canned; writes: boolean; onEdit: () => void; onRemove: () => void }): ReactNode {
  const t = useT();
  return (
    <li className="row canned-line">
      <span className="kbd">/{canned.shortcut}</span>
      <strong>{canned.title}</strong>
      <span className="muted clip grow">{canned.text}</span>
      {canned.shared && <span className="chip">{t("canned.is-shared")}</span>}
      {writes && (
        <>
          <button type="button" className="button small" onClick={onEdit} aria-label={`${t("edit")} ${canned.title}`}>
            {t("edit")}
          </button>
          <button type="button" className="button small danger" onClick={onRemove} aria-label={`${t("remove")} ${canned.title}`}>
            {t("remove")}
          </button>
        </>
      )}
    </li>
  );
}

export function CannedSettings(): ReactNode {
  const t = useT();
  const queries = useQueryClient();
  const shares = useMay("automation:write");
  const local = useCannedReplies((state) => state.replies);
  const server = useServerCanned();
  const [edited, setEdited] = useState<Edited | null>(null);
  const [removed, setRemoved] = useState<Edited | null>(null);
  const reload = (): void => void queries.invalidateQueries({ queryKey: CANNED_KEY });
  const failed = (problem: Problem): void => toastProblem(t, "canned", problem);
  const remove = async ({ canned, isLocal }: Edited): Promise<Answer<unknown>> => {
    if (!isLocal) return ask("DELETE", `/v1/canned-replies/${canned.id}`);
    dropCanned(canned.id);
    return { ok: true, value: null };
  };
  const move = async (): Promise<void> => {
    for (const canned of local) {
      const answer = await keepAtServer(canned, true);
      if (answer.ok) dropCanned(canned.id);
      else failed(answer.problem);
    }
    reload();
  };
  const add = (): void => setEdited({ canned: { id: newKey(), shortcut: "", title: "", text: "", shared: false }, isNew: true, isLocal: !server.has });
  return (
    <section className="section">
      <div className="page-head">
        <h2 className="grow">{t("canned.title")}</h2>
        {server.has && local.length > 0 && (
          <button type="button" className="button" onClick={() => void move()}>
            {t("canned.move", { count: local.length })}
          </button>
        )}
        <button type="button" className="button" onClick={add}>
          {t("canned.add")}
        </button>
      </div>
      <p className="muted">{server.has ? t("canned.server-hint") : t("canned.hint")}</p>
      {server.error !== null && <LoadError error={server.error} onRetry={reload} />}
      <ul>
        {server.replies.map((one) => (
          <Line
            key={one.id}
            canned={one}
            writes={!one.shared || shares}
            onEdit={() => setEdited({ canned: one, isNew: false, isLocal: false })}
            onRemove={() => setRemoved({ canned: one, isNew: false, isLocal: false })}
          />
        ))}
        {local.map((one) => (
          <Line
            key={one.id}
            canned={one}
            writes
            onEdit={() => setEdited({ canned: one, isNew: false, isLocal: true })}
            onRemove={() => setRemoved({ canned: one, isNew: false, isLocal: true })}
          />
        ))}
      </ul>
      {edited && <CannedDialog edited={edited} shares={shares} onSaved={reload} onClose={() => setEdited(null)} />}
      {removed && (
        <ConfirmDialog
          title={t("canned.remove-title")}
          text={removed.canned.title}
          go={t("remove")}
          run={() => remove(removed)}
          onDone={() => {
            setRemoved(null);
            reload();
          }}
          onClose={() => setRemoved(null)}
        />
      )}
    </section>
  );
}
