/** Who the visitor is to the server: a token, asked for once, kept on the device, renewed daily, exchanged when the host says who is signed in. */
import type { Stored } from "../bridge.ts";
import { askToken, type Issued } from "./server.ts";

/** ms */
const RENEW_AFTER_MS = 24 * 3_600_000;

export interface PassPlan {
  tenant: string;
  stored: Stored;
  locale(): string;
  save(key: string, value: string | null): void;
}

export class VisitorPass {
  token: string | null;
  private readonly plan: PassPlan;
  /** Raised at every sign-out, so that an answer that was under way is nobody's. */
  private holder = 0;

  constructor(plan: PassPlan) {
    this.plan = plan;
    this.token = plan.stored.token ?? null;
  }

  get isOld(): boolean {
    return Date.now() - (Number(this.plan.stored.tokenAt) || 0) > RENEW_AFTER_MS;
  }

  /** A new or renewed token; with the host's own token, the pass of its signed-in user. */
  async issue(userToken?: string): Promise<Issued> {
    const { holder } = this;
    const { tenant, locale, save } = this.plan;
    const issued = await askToken({
      tenant,
      locale: locale(),
      ...(this.token === null ? {} : { token: this.token }),
      ...(userToken === undefined ? {} : { userToken }),
    });
    if (holder !== this.holder) return { outcome: "unreachable" };
    if (issued.outcome !== "issued") return issued;
    this.token = issued.token;
    save("token", issued.token);
    save("tokenAt", String(Date.now()));
    return issued;
  }

  drop(): void {
    this.holder += 1;
    this.token = null;
  }
}
