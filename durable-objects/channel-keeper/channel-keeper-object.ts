/** One object per platform app: its access token, fetched once for everybody. One per pulled account: its cursor, and who is pulling. */
import { DurableObject } from "cloudflare:workers";
import type { EnginePort, KeeperPort } from "../../protocol/ports.ts";
import { beginPull, endPull, type KeptToken, NO_PULL, type Pull, usable } from "./keeping.ts";

type TokenAnswer = Awaited<ReturnType<KeeperPort["token"]>>;

export class ChannelKeeper extends DurableObject<{ ENGINE: EnginePort }> implements KeeperPort {
  private fetching: Promise<TokenAnswer> | null = null;
  private pull: Pull = NO_PULL;

  async token(_key: string, accountId: string, tenant: string, failed: string | null): Promise<TokenAnswer> {
    const kept = await this.ctx.storage.get<KeptToken>("token");
    if (kept && kept.token !== failed && usable(kept, Date.now())) return { outcome: "token", token: kept.token, expiresAt: kept.expiresAt };
    this.fetching ??= this.fetchAnew(tenant, accountId).finally(() => {
      this.fetching = null;
    });
    return this.fetching;
  }

  async cursor(_key: string): Promise<string | null> {
    return (await this.ctx.storage.get<string>("cursor")) ?? null;
  }

  async saveCursor(_key: string, cursor: string): Promise<void> {
    await this.ctx.storage.put("cursor", cursor);
  }

  async beginPull(_key: string, at: number): Promise<boolean> {
    const { begins, pull } = beginPull(this.pull, at);
    this.pull = pull;
    return begins;
  }

  /** True = the bell rang meanwhile: look once more. */
  async endPull(_key: string): Promise<boolean> {
    const { again, pull } = endPull(this.pull, Date.now());
    this.pull = pull;
    return again;
  }

  private async fetchAnew(tenant: string, accountId: string): Promise<TokenAnswer> {
    const refreshToken = await this.ctx.storage.get<string>("refresh");
    const answer = await this.env.ENGINE.fetchToken(tenant, accountId, refreshToken);
    if (answer.outcome === "failed") return answer;
    // A refresh token works once: it is kept before the access token is used.
    if (answer.refreshToken !== undefined) await this.ctx.storage.put("refresh", answer.refreshToken);
    const expiresAt = Date.now() + Math.max(1, answer.ttlS - answer.earlyS) * 1_000;
    await this.ctx.storage.put("token", { token: answer.token, expiresAt } satisfies KeptToken);
    return { outcome: "token", token: answer.token, expiresAt };
  }
}
