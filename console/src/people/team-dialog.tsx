import { type ReactNode, useState } from "react";
import { FormProvider, type UseFormRegister, useForm } from "react-hook-form";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import type { AgentShown, TeamShown } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { Field } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ShiftFields, type WithShifts } from "./shift-fields.tsx";
import { keptShifts, type Shift, typedShifts } from "./shifts.ts";
import "./people.css";

interface Form extends WithShifts {
  name: string;
  mode: "offer" | "auto" | "manual";
  /** seconds */
  lease: number;
  sla: number;
  wrapUp: number;
  members: string[];
}

const SECOND_MS = 1_000;
const MODES = ["offer", "auto", "manual"] as const;
/** What the server starts a team with, seconds. */
const USUAL = { lease: 20, sla: 60, wrapUp: 0 } as const;

const secondsOf = (value: unknown, usual: number): number => (typeof value === "number" ? value / SECOND_MS : usual);

const staffingOf = (settings: Record<string, unknown>): { shifts?: Shift[] } => (settings.staffing ?? {}) as { shifts?: Shift[] };

/** Settings that are not on this form stay as they are. */
function bodyOf({ name, mode, lease, sla, wrapUp, members, shifts }: Form, known: Record<string, unknown>): Record<string, unknown> {
  const staffing = { ...staffingOf(known), shifts: keptShifts(shifts) };
  const settings = { ...known, mode, leaseMs: lease * SECOND_MS, slaMs: sla * SECOND_MS, wrapUpMs: wrapUp * SECOND_MS, staffing };
  return { name, settings, members: members || [] };
}

function QueueFields({ register }: { register: UseFormRegister<Form> }): ReactNode {
  const t = useT();
  return (
    <>
      <Field id="team-mode" label={t("people.mode")}>
        <select id="team-mode" className="input" {...register("mode")}>
          {MODES.map((mode) => (
            <option key={mode} value={mode}>
              {t(`mode.${mode}`)}
            </option>
          ))}
        </select>
      </Field>
      <div className="three">
        <Field id="team-lease" label={t("team.lease")}>
          <input id="team-lease" className="input" type="number" min={5} max={300} {...register("lease", { valueAsNumber: true })} />
        </Field>
        <Field id="team-sla" label={t("team.sla")}>
          <input id="team-sla" className="input" type="number" min={1} max={86_400} {...register("sla", { valueAsNumber: true })} />
        </Field>
        <Field id="team-wrap-up" label={t("team.wrap-up")}>
          <input id="team-wrap-up" className="input" type="number" min={0} max={3_600} {...register("wrapUp", { valueAsNumber: true })} />
        </Field>
      </div>
    </>
  );
}

interface Props {
  team: TeamShown | null;
  agents: readonly AgentShown[];
  onDone: () => void;
  onClose: () => void;
}

export function TeamDialog({ team, agents, onDone, onClose }: Props): ReactNode {
  const t = useT();
  const [problem, setProblem] = useState<Problem | null>(null);
  const settings = team?.settings ?? {};
  const form = useForm<Form>({
    defaultValues: {
      name: team?.name ?? "",
      mode: (settings.mode as Form["mode"] | undefined) ?? "offer",
      lease: secondsOf(settings.leaseMs, USUAL.lease),
      sla: secondsOf(settings.slaMs, USUAL.sla),
      wrapUp: secondsOf(settings.wrapUpMs, USUAL.wrapUp),
      members: team?.members ?? [],
      shifts: typedShifts(staffingOf(settings).shifts ?? [], Date.now()),
    },
  });
  const { register, handleSubmit, formState } = form;
  const submit = handleSubmit(async (filled) => {
    const body = bodyOf(filled, settings);
    if (team) {
      const answer = await ask("PATCH", `/v1/teams/${team.id}`, body);
      return answer.ok ? onDone() : setProblem(answer.problem);
    }
    const { members, ...draft } = body;
    const added = await ask<{ id: string }>("POST", "/v1/teams", draft);
    if (!added.ok) return setProblem(added.problem);
    const joined = await ask("PATCH", `/v1/teams/${added.value.id}`, { members });
    return joined.ok ? onDone() : setProblem(joined.problem);
  });
  return (
    <FormDialog
      title={team ? team.name : t("people.add-team")}
      submitLabel={t("save")}
      busy={formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
      wide
    >
      <Field id="team-name" label={t("people.name")} wrong={formState.errors.name && t("required")}>
        <input id="team-name" className="input" aria-invalid={!!formState.errors.name} {...register("name", { required: true })} />
      </Field>
      <QueueFields register={register} />
      <FormProvider {...form}>
        <ShiftFields />
      </FormProvider>
      <fieldset className="choice-list">
        <legend className="field-label">{t("people.members")}</legend>
        {agents
          .filter((agent) => !agent.disabled)
          .map((agent) => (
            <label key={agent.id} className="choice">
              <input type="checkbox" value={agent.id} {...register("members")} />
              {agent.name}
            </label>
          ))}
      </fieldset>
    </FormDialog>
  );
}
