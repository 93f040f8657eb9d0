/** Brings a trained model here: the manifest first, then its files one by one; each is checked by the server. */
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { type Answer, ask, upload } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { MANIFEST, MODEL_FILES, missingFiles } from "./model-files.ts";

const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;

async function putAll(name: string, files: readonly File[], onFile: (file: string) => void): Promise<Answer<unknown>> {
  const called = (wanted: string): File | undefined => files.find((file) => file.name === wanted);
  const path = `/v1/models/${name}`;
  let manifest: unknown;
  try {
    manifest = JSON.parse((await called(MANIFEST)?.text()) ?? "");
  } catch {
    return { ok: false, problem: { code: "invalid", status: 0, detail: `${MANIFEST}: no JSON` } };
  }
  onFile(MANIFEST);
  let answer: Answer<unknown> = await ask("PUT", path, manifest);
  for (const wanted of MODEL_FILES) {
    const file = called(wanted);
    if (!answer.ok || !file) return answer;
    onFile(wanted);
    answer = await upload(`${path}/${wanted}`, file, wanted, "application/octet-stream", "PUT");
  }
  return answer;
}

interface Form {
  name: string;
  files: FileList;
}

function UploadDialog({ onDone, onClose }: { onDone: () => void; onClose: () => void }): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [file, setFile] = useState<string | null>(null);
  const { register, handleSubmit, formState, watch } = useForm<Form>({ defaultValues: { name: "" } });
  const missing = missingFiles([...(watch("files") ?? [])]);
  const submit = handleSubmit(async ({ name, files }) => {
    setProblem(null);
    const answer = await putAll(name, [...files], setFile);
    setFile(null);
    if (answer.ok) onDone();
    else setProblem(answer.problem);
  });
  return (
    <FormDialog
      title={t("models.upload")}
      submitLabel={file === null ? t("models.upload") : t("models.uploading", { file })}
      busy={formState.isSubmitting || missing.length > 0}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field id="model-name" label={t("people.name")} hint={t("models.name-hint")} wrong={formState.errors.name && t("models.name-wrong")}>
        <input
          id="model-name"
          className="input mono"
          maxLength={40}
          aria-invalid={!!formState.errors.name}
          {...register("name", { required: true, pattern: NAME })}
        />
      </Field>
      <Field id="model-files" label={t("models.files")} hint={missing.length === 0 ? undefined : t("models.missing", { files: missing.join(", ") })}>
        <input id="model-files" className="input" type="file" multiple {...register("files", { required: true })} />
      </Field>
    </FormDialog>
  );
}

export function UploadModel({ onDone }: { onDone: () => void }): ReactNode {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <p>
        <button type="button" className="button" onClick={() => setOpen(true)}>
          {t("models.upload")}
        </button>
      </p>
      {open && (
        <UploadDialog
          onDone={() => {
            setOpen(false);
            onDone();
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
