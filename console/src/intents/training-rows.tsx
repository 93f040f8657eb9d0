/** What agents said messages really meant, as a file to train with; the part held back stays for measuring. */
import { type ReactNode, useState } from "react";
import { downloadPage } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useT } from "../i18n/index.ts";
import { saveFile } from "../ui/save-file.ts";
import { toast, toastProblem } from "../ui/toasts.tsx";

async function allRows(): Promise<{ lines: string } | { problem: Problem }> {
  let lines = "";
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof downloadPage>> = await downloadPage(
      `/v1/intents/training-set?part=train${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    if (!page.ok) return { problem: page.problem };
    lines += page.value.text;
    cursor = page.value.next;
  }
  return { lines };
}

export function TrainingRows(): ReactNode {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const rows = await allRows();
    setBusy(false);
    if ("problem" in rows) toastProblem(t, "training", rows.problem);
    else if (rows.lines === "") toast({ id: "training", text: t("models.no-rows"), tone: "calm", lasts: 8_000 });
    else saveFile(new Blob([rows.lines], { type: "application/jsonl" }), "kefu-training-rows.jsonl");
  };
  return (
    <p className="row wrap">
      <span className="grow muted small">{t("models.rows-hint")}</span>
      <button type="button" className="button" disabled={busy} onClick={() => void save()}>
        {busy ? t("loading") : t("models.rows")}
      </button>
    </p>
  );
}
