/** Where colleagues ask for my help, or have it: above every list, until it is over. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useAgentNames } from "../api/names.tsx";
import { useT } from "../i18n/index.ts";
import { stageOf } from "../state/consults.ts";
import { useDesk } from "../state/desk.ts";
import type { Question } from "../state/model.ts";

function QuestionLink({ question: { conversationId, name, consult }, tab }: { question: Question; tab: string }): ReactNode {
  const t = useT();
  const agentName = useAgentNames();
  const state = stageOf(consult);
  return (
    <Link to="/inbox/$tab/$conversationId" params={{ tab, conversationId }} className="question" activeProps={{ className: "active" }}>
      <span className={`dot ${state === "joined" ? "ok" : "warn"}`} aria-hidden />
      <span className="grow clip" dir="auto">
        {name ?? t("customer.unnamed")}
      </span>
      <span className="small question-state clip">{t(`consult.question.${state}`, { name: agentName(consult.by) })}</span>
    </Link>
  );
}

export function Questions({ tab }: { tab: string }): ReactNode {
  const t = useT();
  const questions = Object.values(useDesk((state) => state.questions));
  if (questions.length === 0) return null;
  return (
    <section className="questions" aria-label={t("consult.questions")}>
      <h2 className="small">{t("consult.questions")}</h2>
      <ul>
        {questions
          .sort((a, b) => a.consult.at - b.consult.at)
          .map((question) => (
            <li key={question.conversationId}>
              <QuestionLink question={question} tab={tab} />
            </li>
          ))}
      </ul>
    </section>
  );
}
