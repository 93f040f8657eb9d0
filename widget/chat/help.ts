/** What is beside the conversation: the tenant's configuration, articles, files, and what the visitor told of themselves before the first word. */
import type { Stored } from "../bridge.ts";
import {
  type Article,
  askArticle,
  askArticles,
  askConfig,
  askFile,
  type Consent,
  type FoundArticle,
  tellConsent,
  tellHelped,
  type WidgetConfig,
} from "./server.ts";
import { isJudged, shelved, withJudged, withShelved } from "./shelf.ts";

export interface HelpPlan {
  tenant: string;
  stored: Stored;
  locale(): string;
  save(key: string, value: string | null): void;
  /** Waits for one that is on its way; null = there is none to be had. */
  token(): Promise<string | null>;
  changed(): void;
}

export class Help {
  config: WidgetConfig | null = null;
  private readonly plan: HelpPlan;
  private readonly files = new Map<string, Promise<string | null>>();
  private readonly searches = new Map<string, Promise<FoundArticle[] | null>>();

  constructor(plan: HelpPlan) {
    this.plan = plan;
  }

  async configure(): Promise<void> {
    const { tenant, locale, changed } = this.plan;
    this.config = (await askConfig(tenant, locale())) ?? this.config;
    changed();
  }

  /** Questions of the tenant that have no answer yet. */
  get asksFirst(): boolean {
    return (this.config?.preChat.length ?? 0) > 0 && this.plan.stored.about === undefined;
  }

  /** What has not been agreed to yet on this device; null = nothing is asked for. */
  get consent(): Consent | null {
    const wanted = this.config?.consent ?? null;
    return wanted && this.plan.stored.consent !== wanted.policy ? wanted : null;
  }

  /** The answers wait on the device for the message that takes them along. */
  introduce(about: Record<string, string>, agreed: Consent | null): void {
    if (this.asksFirst) this.plan.save("about", JSON.stringify(about));
    if (agreed) this.plan.save("consent", agreed.policy);
    this.plan.changed();
    void this.tellConsent();
  }

  /** Told until it has arrived: with every connection, once it was given. */
  async tellConsent(): Promise<void> {
    const { consent, consentTold } = this.plan.stored;
    if (consent === undefined || consent === consentTold) return;
    const known = await this.plan.token();
    if (known !== null && (await tellConsent(known, consent))) this.plan.save("consentTold", consent);
  }

  takeAbout(): { about?: Record<string, string> } {
    const kept = this.plan.stored.about;
    if (kept === undefined) return {};
    this.plan.save("about", null);
    try {
      return { about: JSON.parse(kept) as Record<string, string> };
    } catch {
      return {};
    }
  }

  /** The most helpful ones without words; the same question is asked once. */
  articles(words: string): Promise<FoundArticle[] | null> {
    const { locale, token } = this.plan;
    return once(this.searches, `${locale()} ${words}`, async () => {
      const known = await token();
      return known === null ? null : askArticles(known, words, locale());
    });
  }

  /** As it is now or, where it cannot be had, as it was read last. */
  async article(id: string): Promise<{ article: Article; isKept: boolean } | null> {
    const { token, stored, save } = this.plan;
    const known = navigator.onLine ? await token() : null;
    const article = known === null ? null : await askArticle(known, id);
    const kept = article ?? shelved(stored.articles, id);
    if (article) save("articles", withShelved(stored.articles, id, article));
    return kept && { article: kept, isKept: article === null };
  }

  isJudged(id: string): boolean {
    return isJudged(this.plan.stored.helped, id);
  }

  /** Whether it helped; asked once a device. */
  async judge(id: string, helped: boolean): Promise<void> {
    this.plan.save("helped", withJudged(this.plan.stored.helped, id));
    const known = await this.plan.token();
    if (known !== null) await tellHelped(known, id, helped);
  }

  /** A file's address. */
  file(blobKey: string): Promise<string | null> {
    return once(this.files, blobKey, async () => {
      const known = await this.plan.token();
      return known === null ? null : askFile(known, blobKey);
    });
  }
}

/** Asked once; what could not be had is asked for again. */
function once<T>(kept: Map<string, Promise<T | null>>, key: string, ask: () => Promise<T | null>): Promise<T | null> {
  const known = kept.get(key);
  if (known) return known;
  const asked = ask();
  kept.set(key, asked);
  void asked.then((found) => found ?? kept.delete(key));
  return asked;
}
