/** My canned replies: list, write, change, remove. */
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { newKey } from "../api/client.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { type Canned, dropCanned, saveCanned, useCannedReplies, VARIABLES } from "./canned-replies.ts";

function CannedDialog({ canned, onClose }: { canned: Canned; onClose: () => void }): ReactNode {
  const t = useT();
  const { register, handleSubmit, formState } = useForm<Canned>({ defaultValues: canned });
  const { errors } = formState;
  const submit = handleSubmit((form) => {
    saveCanned(form);
    onClose();
  });
  return (
    <FormDialog title={t("canned.one")} submitLabel={t("save")} busy={false} problem={null} onSubmit={() => void submit()} onClose={onClose}>
      <div className="two">
        <Field id="canned-shortcut" label={t("canned.shortcut")} wrong={errors.shortcut && t("canned.shortcut-wrong")}>
          <input
            id="canned-shortcut"
            className="input"
            maxLength={30}
            aria-invalid={!!errors.shortcut}
            {...register("shortcut", { required: true, pattern: /^\S+$/ })}
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
    </FormDialog>
  );
}

export function CannedSettings(): ReactNode {
  const t = useT();
  const replies = useCannedReplies((state) => state.replies);
  const [edited, setEdited] = useState<Canned | null>(null);
  return (
    <section className="section">
      <div className="page-head">
        <h2 className="grow">{t("canned.title")}</h2>
        <button type="button" className="button" onClick={() => setEdited({ id: newKey(), shortcut: "", title: "", text: "" })}>
          {t("canned.add")}
        </button>
      </div>
      <p className="muted">{t("canned.hint")}</p>
      <ul>
        {replies.map((one) => (
          <li key={one.id} className="row canned-line">
            <span className="kbd">/{one.shortcut}</span>
            <strong>{one.title}</strong>
            <span className="muted clip grow">{one.text}</span>
            <button type="button" className="button small" onClick={() => setEdited(one)} aria-label={`${t("edit")} ${one.title}`}>
              {t("edit")}
            </button>
            <button type="button" className="button small danger" onClick={() => dropCanned(one.id)} aria-label={`${t("remove")} ${one.title}`}>
              {t("remove")}
            </button>
          </li>
        ))}
      </ul>
      {edited && <CannedDialog canned={edited} onClose={() => setEdited(null)} />}
    </section>
  );
}
