import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { ask, read } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useMay } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { Field, Loaded } from "../ui/blocks.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";

interface Article {
  title: string;
  body: string;
  language: string;
  category: string;
  audience: "public" | "agents";
  status: "draft" | "published" | "archived";
  format: "markdown" | "html" | "text";
}
/** A row of the table: the intents come as JSON text. */
interface StoredArticle extends Article {
  id: string;
  intents: string;
}

const NEW: Article = { title: "", body: "", language: "zh", category: "", audience: "public", status: "published", format: "markdown" };
const STATUSES = ["draft", "published", "archived"] as const;
const AUDIENCES = ["public", "agents"] as const;

interface Props {
  onDone: () => void;
  onClose: () => void;
}

export function ArticleDialog({ id, ...rest }: Props & { id: string | null }): ReactNode {
  const query = useQuery({
    queryKey: ["article", id],
    queryFn: () => read<StoredArticle>(`/v1/knowledge/articles/${encodeURIComponent(id ?? "")}`),
    enabled: id !== null,
  });
  if (id === null) return <Editor id={null} article={NEW} intents={[]} {...rest} />;
  return <Loaded query={query}>{(article) => <Editor id={id} article={article} intents={JSON.parse(article.intents) as string[]} {...rest} />}</Loaded>;
}

function Editor({ id, article, intents, onDone, onClose }: Props & { id: string | null; article: Article; intents: string[] }): ReactNode {
  const t = useT();
  const writes = useMay("knowledge:write");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [removing, setRemoving] = useState(false);
  const { title, body, language, category, audience, status, format } = article;
  const { register, handleSubmit, formState } = useForm<Article>({
    defaultValues: { title, body, language, category, audience, status, format },
    disabled: !writes,
  });
  const submit = handleSubmit(async (form) => {
    const answer = await ask("POST", "/v1/knowledge/articles", { ...form, intents, ...(id === null ? {} : { id }) });
    if (answer.ok) onDone();
    else setProblem(answer.problem);
  });
  const { errors } = formState;
  return (
    <FormDialog
      wide
      title={id === null ? t("knowledge.add") : title}
      submitLabel={writes ? t("save") : t("close")}
      busy={formState.isSubmitting}
      problem={problem}
      onSubmit={() => (writes ? void submit() : onClose())}
      onClose={onClose}
    >
      <Field id="article-title" label={t("knowledge.title")} wrong={errors.title && t("required")}>
        <input id="article-title" className="input" maxLength={500} aria-invalid={!!errors.title} {...register("title", { required: true })} />
      </Field>
      <Field id="article-body" label={t("knowledge.body")} hint={t("knowledge.body-hint")} wrong={errors.body && t("required")}>
        <textarea id="article-body" className="input" rows={12} dir="auto" aria-invalid={!!errors.body} {...register("body", { required: true })} />
      </Field>
      <div className="two">
        <Field id="article-language" label={t("language")}>
          <input id="article-language" className="input" maxLength={20} {...register("language", { required: true, minLength: 2 })} />
        </Field>
        <Field id="article-category" label={t("knowledge.category")}>
          <input id="article-category" className="input" maxLength={200} {...register("category")} />
        </Field>
        <Field id="article-audience" label={t("knowledge.audience")}>
          <select id="article-audience" className="input" {...register("audience")}>
            {AUDIENCES.map((one) => (
              <option key={one} value={one}>
                {t(`audience.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field id="article-status" label={t("knowledge.status")}>
          <select id="article-status" className="input" {...register("status")}>
            {STATUSES.map((one) => (
              <option key={one} value={one}>
                {t(`article.${one}`)}
              </option>
            ))}
          </select>
        </Field>
      </div>
      {id !== null && writes && (
        <button type="button" className="button danger self-start" onClick={() => setRemoving(true)}>
          {t("remove")}
        </button>
      )}
      {removing && id !== null && (
        <ConfirmDialog
          title={t("knowledge.remove-title")}
          text={t("knowledge.remove-text", { name: title })}
          go={t("remove")}
          run={() => ask("DELETE", `/v1/knowledge/articles/${encodeURIComponent(id)}`)}
          onDone={onDone}
          onClose={() => setRemoving(false)}
        />
      )}
    </FormDialog>
  );
}
