/** The tenant's settings: its name, what the bot may do by itself, who may embed the widget, and how the widget looks and asks. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { FormProvider, useForm, useFormContext } from "react-hook-form";
import { ask, read } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useServerHas } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { Field, Loaded } from "../ui/blocks.tsx";
import { problemWords } from "../ui/problem-words.ts";
import { toast } from "../ui/toasts.tsx";
import { Consent, OtherWays } from "./other-ways.tsx";
import { PreChatFields } from "./pre-chat-fields.tsx";
import { type ChangeOfSettings, changeOf, formOf, type SettingsForm, type SettingsShown, WORD_LANGUAGES } from "./settings-form.ts";

const LANGUAGE_NAMES: Readonly<Record<string, string>> = { "zh-CN": "简体中文", en: "English" };

/** One line of words for each language the widget speaks. */
function Words({ name, label, hint }: { name: "greeting" | "title"; label: string; hint: string }): ReactNode {
  const { register } = useFormContext<SettingsForm>();
  return (
    <fieldset className="words-fields">
      <legend className="field-label">{label}</legend>
      <p className="hint">{hint}</p>
      <div className="two">
        {WORD_LANGUAGES.map((language) => (
          <Field key={language} id={`${name}-${language}`} label={LANGUAGE_NAMES[language] ?? language}>
            <input id={`${name}-${language}`} className="input" maxLength={1_000} lang={language} {...register(`${name}.${language}`)} />
          </Field>
        ))}
      </div>
    </fieldset>
  );
}

function Look(): ReactNode {
  const t = useT();
  const { register } = useFormContext<SettingsForm>();
  return (
    <>
      <div className="three">
        <Field id="widget-colour" label={t("workspace.colour")} hint={t("workspace.colour-hint")}>
          <input id="widget-colour" type="color" className="input" {...register("colour")} />
        </Field>
        <Field id="widget-side" label={t("workspace.side")}>
          <select id="widget-side" className="input" {...register("side")}>
            <option value="right">{t("workspace.right")}</option>
            <option value="left">{t("workspace.left")}</option>
          </select>
        </Field>
      </div>
      <label className="row switch">
        <input type="checkbox" {...register("articles")} />
        <span>
          {t("workspace.articles")}
          <span className="small muted block">{t("workspace.articles-hint")}</span>
        </span>
      </label>
    </>
  );
}

function Bot(): ReactNode {
  const t = useT();
  const { register, watch } = useFormContext<SettingsForm>();
  const percent = { type: "number", min: 50, max: 100, step: 1, className: "input" } as const;
  return (
    <>
      <label className="row switch">
        <input type="checkbox" {...register("autoReply")} />
        <span>
          {t("workspace.auto-reply")}
          <span className="small muted block">{t("workspace.auto-reply-hint")}</span>
        </span>
      </label>
      <div className="two">
        <Field id="auto-confidence" label={t("workspace.auto-confidence")}>
          <input id="auto-confidence" {...percent} disabled={!watch("autoReply")} {...register("autoReplyConfidence", { valueAsNumber: true })} />
        </Field>
        <Field id="ready-confidence" label={t("workspace.ready-confidence")}>
          <input id="ready-confidence" {...percent} {...register("readyConfidence", { valueAsNumber: true })} />
        </Field>
      </div>
    </>
  );
}

function Form({ shown }: { shown: SettingsShown }): ReactNode {
  const t = useT();
  const queries = useQueryClient();
  const form = useForm<SettingsForm>({ defaultValues: formOf(shown) });
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = form.handleSubmit(async (values) => {
    setProblem(null);
    const change: ChangeOfSettings = changeOf(values);
    const answer = await ask<SettingsShown>("PATCH", "/v1/settings", change);
    if (!answer.ok) return setProblem(answer.problem);
    queries.setQueryData(["settings"], answer.value);
    form.reset(formOf(answer.value));
    toast({ id: "settings", text: t("workspace.saved"), tone: "calm", lasts: 3_000 });
  });
  const { isDirty, isSubmitting, errors } = form.formState;
  return (
    <FormProvider {...form}>
      <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <Field id="tenant-name" label={t("workspace.name")} wrong={errors.name && t("required")}>
          <input id="tenant-name" className="input" maxLength={200} {...form.register("name", { required: true })} />
        </Field>
        <Bot />
        <h3>{t("workspace.widget")}</h3>
        <Look />
        <Words name="title" label={t("workspace.title")} hint={t("workspace.title-hint")} />
        <Words name="greeting" label={t("workspace.greeting")} hint={t("workspace.greeting-hint")} />
        <PreChatFields />
        <Consent />
        <OtherWays />
        <Field id="widget-origins" label={t("workspace.origins")} hint={t("workspace.origins-hint")}>
          <textarea id="widget-origins" className="input mono" rows={3} placeholder="https://shop.example" {...form.register("origins")} />
        </Field>
        {problem && (
          <p className="alarm-text small" role="alert">
            {problemWords(t, problem)}
          </p>
        )}
        <div className="row wrap">
          {isDirty && <span className="small muted grow">{t("workspace.unsaved")}</span>}
          <button type="button" className="button" disabled={!isDirty} onClick={() => form.reset()}>
            {t("workspace.undo")}
          </button>
          <button type="submit" className="button primary" disabled={!isDirty || isSubmitting}>
            {t("save")}
          </button>
        </div>
      </form>
    </FormProvider>
  );
}

export function Workspace(): ReactNode {
  const t = useT();
  const has = useServerHas("/v1/settings", "patch");
  const query = useQuery({ queryKey: ["settings"], queryFn: () => read<SettingsShown>("/v1/settings"), enabled: has, staleTime: Number.POSITIVE_INFINITY });
  if (!has) return null;
  return (
    <section className="section">
      <h2>{t("workspace.heading")}</h2>
      <Loaded query={query}>{(shown) => <Form shown={shown} />}</Loaded>
    </section>
  );
}
