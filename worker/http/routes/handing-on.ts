/** A conversation is given to somebody, by hand or through a line. To nobody who is not there: then nothing changes. */
import { Hono } from "hono";
import type { z } from "zod";
import * as api from "../../../protocol/api.ts";
import type { TransferTo } from "../../../protocol/ports.ts";
import { assignTaker, type Taker, transferTaker } from "../../pipeline/takers.ts";
import { allowed } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { change, seen } from "../conversation-change.ts";
import { problemAnswer } from "../problems.ts";

const FIELD = { unknown_agent: "agentId", unknown_team: "teamId", not_of_team: "teamId" } as const;

/** Who may not see the conversation hears that, and nothing of people and teams. */
async function refusal(c: HttpContext, taker: Exclude<Taker, { outcome: "there" }>, within: string): Promise<Response> {
  const known = await seen(c, "conversations:write", { limit: 1 });
  if (!known.ok) return known.answer;
  if (taker.outcome === "unreachable") return problemAnswer("unavailable", "Colleagues cannot be looked up just now", {}, { "retry-after": "2" });
  const { reason, detail } = taker;
  return problemAnswer("refused", detail, { reason, field: `${within}${FIELD[reason]}` });
}

function wishOf(to: z.infer<typeof api.transferSchema>["to"]): TransferTo {
  if (to.kind !== "agent") return to;
  const { teamId, ...agent } = to;
  return teamId === undefined ? agent : { ...agent, teamId };
}

export const handingOn = new Hono<HttpEnv>()
  .post("/v1/conversations/:id/assign", async (c) => {
    const may = allowed(c, "conversations:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.assignSchema);
    if (!read.ok) return read.answer;
    const { agentId, teamId, reason, epoch } = read.body;
    const taker = await assignTaker(c.get("services"), may.user.tenant, agentId, teamId);
    if (taker.outcome !== "there") return refusal(c, taker, "");
    const { agentTeams } = taker;
    const optional = { ...(teamId === undefined ? {} : { teamId }), ...(reason === undefined ? {} : { reason }) };
    return change(c, { change: { change: "assign", agentId, agentTeams, ...optional }, epoch });
  })
  .post("/v1/conversations/:id/transfer", async (c) => {
    const may = allowed(c, "conversations:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.transferSchema);
    if (!read.ok) return read.answer;
    const { note, warm, epoch } = read.body;
    const to = wishOf(read.body.to);
    const taker = await transferTaker(c.get("services"), may.user.tenant, to);
    if (taker.outcome !== "there") return refusal(c, taker, "to.");
    const known = to.kind === "agent" ? { ...to, agentTeams: taker.agentTeams } : to;
    const optional = { ...(note === undefined ? {} : { note }), ...(warm === undefined ? {} : { warm }) };
    return change(c, { change: { change: "transfer", to: known, ...optional }, epoch });
  });
