/** Who is planned when: the forecast then knows of a shift's end before it comes. */
import { CalendarPlus, Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useFieldArray, useFormContext } from "react-hook-form";
import { useT } from "../i18n/index.ts";
import { endsTooEarly, nextShift, type TypedShift, weekAgain } from "./shifts.ts";

/** What the server takes. */
const MOST_SHIFTS = 2_000;
const MOST_AGENTS = 5_000;

export interface WithShifts {
  shifts: TypedShift[];
}

function ShiftLine({ index, onRemove }: { index: number; onRemove: () => void }): ReactNode {
  const t = useT();
  const { register, getValues, formState } = useFormContext<WithShifts>();
  const at = `shifts.${index}` as const;
  const wrong = formState.errors.shifts?.[index];
  const name = t("shifts.number", { number: index + 1 });
  return (
    <li className="shift">
      <label className="shift-part when">
        <span className="shift-label small muted">{t("shifts.from")}</span>
        <input type="datetime-local" className="input" aria-label={`${name}: ${t("shifts.from")}`} {...register(`${at}.from`, { required: true })} />
      </label>
      <label className="shift-part when">
        <span className="shift-label small muted">{t("shifts.to")}</span>
        <input
          type="datetime-local"
          className="input"
          aria-label={`${name}: ${t("shifts.to")}`}
          aria-invalid={!!wrong?.to}
          {...register(`${at}.to`, { validate: (to) => !endsTooEarly(getValues(`${at}.from`), to) })}
        />
      </label>
      <label className="shift-part">
        <span className="shift-label small muted">{t("shifts.agents")}</span>
        <input
          type="number"
          className="input"
          min={0}
          max={MOST_AGENTS}
          aria-label={`${name}: ${t("shifts.agents")}`}
          aria-invalid={!!wrong?.agents}
          {...register(`${at}.agents`, { valueAsNumber: true, validate: (count) => Number.isInteger(count) && count >= 0 && count <= MOST_AGENTS })}
        />
      </label>
      <button type="button" className="button icon small" aria-label={`${t("remove")} ${name}`} title={t("remove")} onClick={onRemove}>
        <X size={14} strokeWidth={1.5} />
      </button>
      {wrong && (
        <span className="wrong" role="alert">
          {t(wrong.agents ? "shifts.agents-wrong" : "shifts.too-early")}
        </span>
      )}
    </li>
  );
}

export function ShiftFields(): ReactNode {
  const t = useT();
  const { getValues } = useFormContext<WithShifts>();
  const { fields, append, remove } = useFieldArray<WithShifts, "shifts">({ name: "shifts" });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const room = MOST_SHIFTS - fields.length;
  return (
    <fieldset className="shifts">
      <legend className="field-label">{t("shifts.title")}</legend>
      <p className="hint">{t("shifts.hint", { zone })}</p>
      {fields.length > 0 && (
        <>
          <p className="shift shift-head small muted" aria-hidden>
            <span>{t("shifts.from")}</span>
            <span>{t("shifts.to")}</span>
            <span>{t("shifts.agents")}</span>
          </p>
          <ul>
            {fields.map((field, index) => (
              <ShiftLine key={field.id} index={index} onRemove={() => remove(index)} />
            ))}
          </ul>
        </>
      )}
      <p className="row wrap">
        {room > 0 && (
          <button type="button" className="button small" onClick={() => append(nextShift(getValues("shifts").at(-1), Date.now()))}>
            <Plus size={14} strokeWidth={1.5} aria-hidden />
            {t("shifts.add")}
          </button>
        )}
        {fields.length > 0 && room > 0 && (
          <button type="button" className="button small" onClick={() => append(weekAgain(getValues("shifts")).slice(0, room), { shouldFocus: false })}>
            <CalendarPlus size={14} strokeWidth={1.5} aria-hidden />
            {t("shifts.week-again")}
          </button>
        )}
      </p>
    </fieldset>
  );
}
