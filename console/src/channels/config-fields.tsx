/** The configuration of a channel kind, field by field, as its schema says. */

import type { ChannelField } from "virtual:channel-forms";
import type { ReactNode } from "react";
import type { UseFormReturn } from "react-hook-form";
import { useNamed, useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";

export interface ChannelForm {
  name: string;
  teamId: string;
  baseUrl: string;
  config: Record<string, string | number | boolean>;
}

interface Props {
  fields: readonly ChannelField[];
  form: UseFormReturn<ChannelForm>;
}

export function ConfigFields({ fields, form }: Props): ReactNode {
  return fields.map((field) => <ConfigField key={field.name} field={field} form={form} />);
}

function ConfigField({ field, form: { register, formState } }: { field: ChannelField; form: UseFormReturn<ChannelForm> }): ReactNode {
  const t = useT();
  const named = useNamed();
  const id = `config-${field.name}`;
  const name = `config.${field.name}` as const;
  const label = named("field", field.name) === field.name.replaceAll("_", " ") ? field.name : named("field", field.name);
  const wrong = formState.errors.config?.[field.name];
  const hint = field.type === "list" ? t("channels.list-hint") : field.required ? undefined : t("optional");
  if (field.type === "switch")
    return (
      <label className="row">
        <input type="checkbox" {...register(name)} />
        {label}
      </label>
    );
  return (
    <Field id={id} label={label} hint={hint} wrong={wrong && (wrong.message || t("required"))}>
      {field.type === "choice" ? (
        <select id={id} className="input" {...register(name)}>
          {field.options?.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          className="input"
          type={field.secret ? "password" : field.type === "number" ? "number" : "text"}
          step="any"
          autoComplete="off"
          spellCheck={false}
          maxLength={field.maxLength}
          aria-invalid={!!wrong}
          {...register(name, { required: field.required })}
        />
      )}
    </Field>
  );
}

/** As the form shows it: what is set, else what the schema starts with. A masked secret stays masked. */
export function shownConfig(fields: readonly ChannelField[], config: Readonly<Record<string, unknown>>): ChannelForm["config"] {
  return Object.fromEntries(
    fields.map((field) => {
      const value = config[field.name] ?? field.initial ?? (field.type === "switch" ? false : "");
      return [field.name, Array.isArray(value) ? value.join(", ") : (value as string | number | boolean)];
    }),
  );
}

/** As the server wants it: empty optional fields are left out. */
export function givenConfig(fields: readonly ChannelField[], config: ChannelForm["config"]): Record<string, unknown> {
  const given = fields.flatMap((field): [string, unknown][] => {
    const value = config[field.name];
    if (field.type === "switch") return [[field.name, value === true]];
    const text = String(value ?? "").trim();
    if (text === "") return [];
    if (field.type === "number") return [[field.name, Number(text)]];
    return [[field.name, field.type === "list" ? text.split(/[\s,，]+/).filter(Boolean) : text]];
  });
  return Object.fromEntries(given);
}
