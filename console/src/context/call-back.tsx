/** A customer who asked to be called: the number, and what came of the call. */
import type { ReactNode } from "react";
import type { CallBack } from "../../../protocol/conversation.ts";
import { isMine, useActions } from "../conversation/actions.ts";
import { useOnce } from "../conversation/once.ts";
import { useT } from "../i18n/index.ts";
import type { Row } from "../state/model.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { toast } from "../ui/toasts.tsx";
import { Ago } from "./ago.tsx";
import { Section } from "./context-panel.tsx";

const SAID_MS = 4_000;

function Outcome({ row }: { row: Row }): ReactNode {
  const t = useT();
  const { calledBack } = useActions(row);
  const [busy, once] = useOnce();
  const tell = async (reached: boolean): Promise<void> => {
    if (await calledBack(reached)) toast({ id: "called-back", text: t(reached ? "call-back.done" : "call-back.again"), tone: "calm", lasts: SAID_MS });
  };
  return (
    <p className="row wrap">
      <button type="button" className="button small primary" disabled={busy} onClick={() => once(() => tell(true))}>
        {t("call-back.reached")}
      </button>
      <button type="button" className="button small" disabled={busy} onClick={() => once(() => tell(false))}>
        {t("call-back.not-reached")}
      </button>
    </p>
  );
}

export function CallBackTask({ row, callBack: { phone, at } }: { row: Row; callBack: CallBack }): ReactNode {
  const t = useT();
  if (phone === undefined) return null;
  return (
    <Section title={t("call-back.title")}>
      <div className="call-back">
        <p className="row">
          <a className="grow tabular call-back-number" href={`tel:${phone.replaceAll(/[^+\d]/g, "")}`}>
            {phone}
          </a>
          <CopyButton text={phone} label={t("call-back.copy")} />
        </p>
        <p className="small muted">
          {t("call-back.hint")} · <Ago at={at} />
        </p>
        {isMine(row) && <Outcome row={row} />}
      </div>
    </Section>
  );
}
