/** The last column of a table whose rows can be changed. */
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";

export function ActionsHead(): ReactNode {
  const t = useT();
  return (
    <th scope="col">
      <span className="hidden-text">{t("actions")}</span>
    </th>
  );
}

export function EditAndRemove({ onEdit, onRemove }: { onEdit: () => void; onRemove: () => void }): ReactNode {
  const t = useT();
  return (
    <td>
      <span className="row">
        <button type="button" className="button small" onClick={onEdit}>
          {t("edit")}
        </button>
        <button type="button" className="button small danger" onClick={onRemove}>
          {t("remove")}
        </button>
      </span>
    </td>
  );
}
