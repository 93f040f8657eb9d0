/** A colleague is asked for help with a conversation, and may take it over: warm transfer. */
import { Hono } from "hono";
import * as api from "../../../protocol/api.ts";
import { colleaguesOf } from "../../pipeline/colleagues.ts";
import { allowed } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { change, changing } from "../conversation-change.ts";
import { problemAnswer } from "../problems.ts";

const PATH = "/v1/conversations/:id/consult";

export const consults = new Hono<HttpEnv>()
  .post(PATH, async (c) => {
    const may = allowed(c, "conversations:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.consultSchema);
    if (!read.ok) return read.answer;
    const { to, note, epoch } = read.body;
    const colleagues = await colleaguesOf(c.get("services"), may.user.tenant, to);
    if (colleagues === "unreachable") return problemAnswer("unavailable", "Colleagues cannot be looked up just now", {}, { "retry-after": "2" });
    if ("none" in colleagues) return problemAnswer("invalid", colleagues.none, { field: to.kind === "agent" ? "to.agentId" : "to.teamId" });
    return change(c, { change: { change: "consult", to, asked: colleagues.asked, ...(note === undefined ? {} : { note }) }, epoch });
  })
  .post(
    `${PATH}/accept`,
    changing(api.consultAcceptSchema, () => ({ change: { change: "consult_answer", answer: "accept" } })),
  )
  .post(
    `${PATH}/decline`,
    changing(api.consultDeclineSchema, ({ reason }) => ({
      change: { change: "consult_answer", answer: "decline", ...(reason === undefined ? {} : { reason }) },
    })),
  )
  .post(
    `${PATH}/handover`,
    changing(api.consultStepSchema, ({ epoch }) => ({ change: { change: "consult_end", as: "handover" }, epoch })),
  )
  .post(
    `${PATH}/take-back`,
    changing(api.consultStepSchema, ({ epoch }) => ({ change: { change: "consult_end", as: "taken_back" }, epoch })),
  );
