/** What a message really meant, said by whoever read it: kept for measuring and for the tenant's own next model. */
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import type { Turn } from "../../../protocol/conversation.ts";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useIntents } from "../api/queries.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { deskNow } from "../state/desk.ts";
import { Loaded } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { toast } from "../ui/toasts.tsx";
import { contextOf, MOST_MEANINGS, textOf } from "./correction.ts";

export function CorrectDialog({ turn, onClose }: { turn: Turn; onClose: () => void }): ReactNode {
  const t = useT();
  const named = useNamed();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { register, handleSubmit, formState, watch } = useForm<{ intents: string[] }>({
    defaultValues: { intents: (turn.intents ?? []).map(({ name }) => name).slice(0, MOST_MEANINGS) },
  });
  const query = useIntents();
  const chosen = watch("intents");
  const submit = handleSubmit(async ({ intents }) => {
    const { conversationId } = turn;
    const context = contextOf(deskNow().threads[conversationId]?.turns ?? [], turn);
    const answer = await ask("POST", "/v1/intents/corrections", { text: textOf(turn), context, intents, conversationId });
    if (!answer.ok) return setProblem(answer.problem);
    toast({ id: "corrected", text: t("correct.done"), tone: "calm", lasts: 4_000 });
    onClose();
  });
  return (
    <FormDialog
      title={t("correct.title")}
      submitLabel={t("save")}
      busy={formState.isSubmitting || chosen.length === 0 || chosen.length > MOST_MEANINGS}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p className="words clip" dir="auto">
        {textOf(turn)}
      </p>
      <p className="muted small">{t("correct.hint", { count: MOST_MEANINGS })}</p>
      <Loaded query={query}>
        {(choices) => (
          <fieldset className="choice-list">
            <legend className="hidden-text">{t("correct.title")}</legend>
            {choices.map(({ name }) => (
              <label key={name} className="choice">
                <input type="checkbox" value={name} {...register("intents")} />
                {named("intent", name)}
              </label>
            ))}
          </fieldset>
        )}
      </Loaded>
    </FormDialog>
  );
}
