/** C8: after a slash or an @, what fits; arrows choose, Enter or Tab takes. */
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import type { Picker } from "./picking.ts";
import "./canned.css";

export const PICKER_ID = "canned-picker";

export function CannedPicker({ picker }: { picker: Picker }): ReactNode {
  const t = useT();
  return (
    <div id={PICKER_ID} className="canned-picker" role="listbox" aria-label={picker.label}>
      {picker.found.map((one, index) => (
        <button
          key={one.id}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={index === picker.at}
          className="canned-option"
          onClick={() => picker.take(index)}
        >
          <span className="kbd">
            {picker.sign}
            {one.shortcut}
          </span>
          <strong className="canned-title">{one.title}</strong>
          {one.macro && <span className="chip">{t("macro.one")}</span>}
          <span className="muted clip">{picker.preview(one)}</span>
        </button>
      ))}
    </div>
  );
}
