/** The worker's second door: what the objects ask of it over a service binding to itself. It never calls the asking object back within a call. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { Outcome } from "../protocol/channels.ts";
import type { ReplyRoute } from "../protocol/conversation.ts";
import type {
  Address,
  AgentCommand,
  AgentState,
  Anticipation,
  Appointment,
  DeliverTask,
  EnginePort,
  Errand,
  NextStep,
  ProjectTask,
  RecordInput,
  ThinkTask,
} from "../protocol/ports.ts";
import type { Taken } from "../protocol/taken.ts";
import type { ContextTurn, Thought } from "../protocol/understanding.ts";
import type { WebhookEnginePort, WebhookOutcome, WebhookTask } from "../protocol/webhooks.ts";
import { fetchToken } from "./channels/access-token.ts";
import type { Env } from "./env.ts";
import { obeyAgent } from "./pipeline/agent-command.ts";
import { projectAndTell } from "./pipeline/announce.ts";
import { anticipate } from "./pipeline/anticipate.ts";
import { appointmentFor, roomFor } from "./pipeline/call-waiting.ts";
import { callerOf } from "./pipeline/caller.ts";
import { deliver, signal } from "./pipeline/deliver.ts";
import { doErrand } from "./pipeline/errands.ts";
import { tellQueues } from "./pipeline/presence.ts";
import { recordHere } from "./pipeline/record-event.ts";
import { doSteps } from "./pipeline/steps.ts";
import { thinkOrShed } from "./pipeline/think-or-shed.ts";
import { sendWebhook, webhookOff } from "./pipeline/webhooks.ts";
import { type Services, servicesOf } from "./services.ts";

type Token = Awaited<ReturnType<EnginePort["fetchToken"]>>;

export class Engine extends WorkerEntrypoint<Env> implements EnginePort, WebhookEnginePort {
  private get services(): Services {
    return servicesOf(this.env);
  }

  /** When this isolate is busy messages wait in their sessions, and nothing is lost. */
  async think(task: ThinkTask): Promise<Thought | Appointment> {
    return (await thinkOrShed(this.services, task)) ?? appointmentFor(this.services, task);
  }

  async roomToThink(address: Address): Promise<Appointment | null> {
    return roomFor(this.services, address);
  }

  /** What another process of this engine received for a customer of ours. */
  async record(input: RecordInput): Promise<Taken> {
    return recordHere(this.services, input);
  }

  async deliver(task: DeliverTask): Promise<Outcome> {
    return deliver(this.services, task);
  }

  async settle(address: Address, steps: readonly NextStep[]): Promise<string[]> {
    return doSteps(this.services, address, steps);
  }

  async errand(address: Address, errand: Errand): Promise<boolean> {
    return doErrand(this.services, address, errand);
  }

  async project(task: ProjectTask): Promise<boolean | "listened"> {
    return projectAndTell(this.services, task);
  }

  async anticipate(address: Address, words: string, context: readonly ContextTurn[]): Promise<Anticipation | null> {
    return anticipate(this.services, address, words, context);
  }

  async fetchToken(_tenant: string, accountId: string, refreshToken?: string): Promise<Token> {
    const looked = await this.services.accounts.find(accountId);
    if (looked.look !== "found") return { outcome: "failed", code: "no_account", detail: "The channel account cannot be opened" };
    return fetchToken(callerOf(this.services, looked.account), refreshToken);
  }

  async agentCommand(tenant: string, agentId: string, command: AgentCommand): ReturnType<EnginePort["agentCommand"]> {
    return obeyAgent(this.services, tenant, agentId, command);
  }

  async presenceChanged(tenant: string, agentId: string, state: AgentState, reason: string | undefined): Promise<void> {
    await tellQueues(this.services, tenant, agentId, state, reason);
  }

  async signal(address: Address, route: ReplyRoute, kind: "typing" | "read"): Promise<void> {
    await signal(this.services, address, route, kind);
  }

  async sendWebhook(task: WebhookTask): Promise<WebhookOutcome> {
    return sendWebhook(this.services, task);
  }

  async webhookOff(tenant: string, webhookId: string, detail: string): Promise<boolean> {
    return webhookOff(this.services, tenant, webhookId, detail);
  }
}
