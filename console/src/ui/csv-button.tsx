/** Saves a list as CSV. `path` is asked when the button is pressed: periods end now. */
import type { ReactNode } from "react";
import { download } from "../api/client.ts";
import { useT } from "../i18n/index.ts";
import { saveFile } from "./save-file.ts";
import { toastProblem } from "./toasts.tsx";

export function CsvButton({ path, name }: { path: () => string; name: string }): ReactNode {
  const t = useT();
  const save = async (): Promise<void> => {
    const answer = await download(path(), "text/csv");
    if (!answer.ok) return toastProblem(t, "csv", answer.problem);
    saveFile(answer.value, name);
  };
  return (
    <button type="button" className="button" onClick={() => void save()}>
      CSV
    </button>
  );
}
