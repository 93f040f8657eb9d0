/** Changing and removing one of many; the last column of a table whose rows can be changed. */
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

interface Actions {
  onEdit: () => void;
  onRemove: () => void;
}

/** The two buttons by themselves, for what is not a table's row. */
export function EditRemoveButtons({ onEdit, onRemove }: Actions): ReactNode {
  const t = useT();
  return (
    <>
      <button type="button" className="button small" onClick={onEdit}>
        {t("edit")}
      </button>
      <button type="button" className="button small danger" onClick={onRemove}>
        {t("remove")}
      </button>
    </>
  );
}

export function EditAndRemove(actions: Actions): ReactNode {
  return (
    <td>
      <span className="row">
        <EditRemoveButtons {...actions} />
      </span>
    </td>
  );
}
