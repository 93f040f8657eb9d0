import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import type { Role } from "../../../protocol/api.ts";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import type { AgentShown, TeamShown } from "../api/shapes.ts";
import { useSignIn } from "../api/sign-in-state.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";

interface Form {
  name: string;
  email: string;
  password: string;
  role: Role;
  capacity: number;
  skills: string;
  languages: string;
  teamIds: string[];
  disabled: boolean;
}

const PASSWORD_LEAST = 10;
const ROLES: readonly Role[] = ["agent", "supervisor", "admin"];
const words = (text: string): string[] => [...new Set(text.split(/[,，\s]+/).filter(Boolean))];

function bodyOf(form: Form, isNew: boolean): Record<string, unknown> {
  const { name, email, password, role, capacity, skills, languages, teamIds, disabled } = form;
  const known = { name, role, capacity, skills: words(skills), languages: words(languages), teamIds: teamIds || [], ...(password === "" ? {} : { password }) };
  return isNew ? { ...known, email } : { ...known, disabled };
}

interface Props {
  agent: AgentShown | null;
  teams: readonly TeamShown[];
  onDone: () => void;
  onClose: () => void;
}

export function AgentDialog({ agent, teams, onDone, onClose }: Props): ReactNode {
  const t = useT();
  const me = useSignIn((state) => state.signedIn?.agent.id);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { register, handleSubmit, formState } = useForm<Form>({
    defaultValues: {
      name: agent?.name ?? "",
      email: agent?.email ?? "",
      password: "",
      role: agent?.role ?? "agent",
      capacity: agent?.capacity ?? 5,
      skills: agent?.skills.join(", ") ?? "",
      languages: agent?.languages.join(", ") ?? "",
      teamIds: agent?.teamIds ?? [],
      disabled: agent?.disabled ?? false,
    },
  });
  const { errors, isSubmitting } = formState;
  const submit = handleSubmit(async (form) => {
    const body = bodyOf(form, agent === null);
    const answer = agent ? await ask("PATCH", `/v1/agents/${agent.id}`, body) : await ask("POST", "/v1/agents", body);
    if (answer.ok) onDone();
    else setProblem(answer.problem);
  });
  return (
    <FormDialog
      title={agent ? agent.name : t("people.add-agent")}
      submitLabel={t("save")}
      busy={isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field id="agent-name" label={t("people.name")} wrong={errors.name && t("required")}>
        <input id="agent-name" className="input" aria-invalid={!!errors.name} {...register("name", { required: true })} />
      </Field>
      {!agent && (
        <Field id="agent-email" label={t("email")} wrong={errors.email && t("required")}>
          <input id="agent-email" className="input" type="email" autoComplete="off" aria-invalid={!!errors.email} {...register("email", { required: true })} />
        </Field>
      )}
      <Field
        id="agent-password"
        label={agent ? t("people.new-password") : t("password")}
        hint={t("people.password-hint", { count: PASSWORD_LEAST })}
        wrong={errors.password && t("people.password-hint", { count: PASSWORD_LEAST })}
      >
        <input
          id="agent-password"
          className="input"
          type="password"
          autoComplete="new-password"
          aria-invalid={!!errors.password}
          {...register("password", { validate: (password) => (agent !== null && password === "") || password.length >= PASSWORD_LEAST })}
        />
      </Field>
      <div className="two">
        <Field id="agent-role" label={t("people.role")}>
          <select id="agent-role" className="input" {...register("role")}>
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field id="agent-capacity" label={t("people.capacity")} hint={t("people.capacity-hint")}>
          <input id="agent-capacity" className="input" type="number" min={0} max={100} {...register("capacity", { valueAsNumber: true, min: 0, max: 100 })} />
        </Field>
        <Field id="agent-skills" label={t("people.skills-only")} hint={t("channels.list-hint")}>
          <input id="agent-skills" className="input" {...register("skills")} />
        </Field>
        <Field id="agent-languages" label={t("people.languages")} hint={t("people.languages-hint")}>
          <input id="agent-languages" className="input" {...register("languages")} />
        </Field>
      </div>
      <fieldset className="choice-list">
        <legend className="field-label">{t("people.teams")}</legend>
        {teams.map((team) => (
          <label key={team.id} className="choice">
            <input type="checkbox" value={team.id} {...register("teamIds")} />
            {team.name}
          </label>
        ))}
      </fieldset>
      {agent && agent.id !== me && (
        <label className="row">
          <input type="checkbox" {...register("disabled")} />
          {t("people.disable")}
        </label>
      )}
    </FormDialog>
  );
}
