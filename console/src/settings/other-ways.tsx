/** What the widget asks a visitor to agree to, and the other ways it offers to reach the business. */
import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useFieldArray, useFormContext } from "react-hook-form";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { type SettingsForm, WORD_LANGUAGES } from "./settings-form.ts";

const MOST_WAYS = 6;
const PAGE = /^https:\/\/\S+$/i;
const ADDRESS = /^(https:\/\/|mailto:|tel:)\S+$/i;

export function Consent(): ReactNode {
  const t = useT();
  const { register, watch, formState } = useFormContext<SettingsForm>();
  const wrong = formState.errors.consent;
  return (
    <>
      <label className="row switch">
        <input type="checkbox" {...register("asksConsent")} />
        <span>
          {t("workspace.consent")}
          <span className="small muted block">{t("workspace.consent-hint")}</span>
        </span>
      </label>
      {watch("asksConsent") && (
        <fieldset className="words-fields">
          <legend className="hidden-text">{t("workspace.consent")}</legend>
          <div className="two">
            <Field id="consent-policy" label={t("workspace.consent-policy")} hint={t("workspace.consent-policy-hint")} wrong={wrong?.policy && t("required")}>
              <input id="consent-policy" className="input" maxLength={100} placeholder="2026-11" {...register("consent.policy", { required: true })} />
            </Field>
            <Field id="consent-url" label={t("workspace.consent-url")} wrong={wrong?.url && t("workspace.https-wrong")}>
              <input id="consent-url" className="input mono" placeholder="https://" {...register("consent.url", { required: true, pattern: PAGE })} />
            </Field>
          </div>
          <div className="two">
            {WORD_LANGUAGES.map((language) => (
              <Field key={language} id={`consent.text.${language}`} label={`${t("workspace.consent-text")} (${language})`}>
                <input id={`consent.text.${language}`} className="input" maxLength={1_000} lang={language} {...register(`consent.text.${language}`)} />
              </Field>
            ))}
          </div>
        </fieldset>
      )}
    </>
  );
}

function Way({ index, onRemove }: { index: number; onRemove: () => void }): ReactNode {
  const t = useT();
  const { register, formState, getValues } = useFormContext<SettingsForm>();
  const at = `links.${index}` as const;
  const wrong = formState.errors.links?.[index];
  const some = (): boolean => getValues(`${at}.url`).trim() !== "" || getValues(`${at}.picture`).trim() !== "";
  const fits = (text: string, pattern: RegExp): boolean => (text.trim() === "" ? some() : pattern.test(text.trim()));
  return (
    <li className="pre-chat">
      <div className="two">
        {WORD_LANGUAGES.map((language) => (
          <Field key={language} id={`${at}.label.${language}`} label={`${t("workspace.way-label")} (${language})`}>
            <input id={`${at}.label.${language}`} className="input" maxLength={200} lang={language} {...register(`${at}.label.${language}`)} />
          </Field>
        ))}
      </div>
      <div className="two">
        <Field id={`${at}.url`} label={t("workspace.way-url")} wrong={wrong?.url && t("workspace.way-wrong")}>
          <input id={`${at}.url`} className="input mono" placeholder="https://" {...register(`${at}.url`, { validate: (text) => fits(text, ADDRESS) })} />
        </Field>
        <Field id={`${at}.picture`} label={t("workspace.way-picture")} wrong={wrong?.picture && t("workspace.https-wrong")}>
          <input id={`${at}.picture`} className="input mono" placeholder="https://" {...register(`${at}.picture`, { validate: (text) => fits(text, PAGE) })} />
        </Field>
      </div>
      <button type="button" className="button small danger" onClick={onRemove}>
        <X size={14} strokeWidth={1.5} aria-hidden />
        {t("remove")}
      </button>
    </li>
  );
}

export function OtherWays(): ReactNode {
  const t = useT();
  const { fields, append, remove } = useFieldArray<SettingsForm, "links">({ name: "links" });
  return (
    <fieldset className="words-fields">
      <legend className="field-label">{t("workspace.ways")}</legend>
      <p className="hint">{t("workspace.ways-hint")}</p>
      <ul>
        {fields.map((field, index) => (
          <Way key={field.id} index={index} onRemove={() => remove(index)} />
        ))}
      </ul>
      {fields.length < MOST_WAYS && (
        <button type="button" className="button" onClick={() => append({ label: {}, url: "", picture: "" })}>
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          {t("workspace.way-add")}
        </button>
      )}
    </fieldset>
  );
}
