import { describe, expect, it } from "vitest";
import { addConnector, lookupOf } from "../../../../worker/pipeline/orders.ts";
import { rotateKeys } from "../../../../worker/pipeline/rotate-keys.ts";
import type { Services } from "../../../../worker/services.ts";
import { loadProvider, saveProvider, secretPurpose } from "../../../../worker/tenants/identity-providers.ts";
import { type Keyring, keyringOf } from "../../../../worker/tenants/secrets.ts";
import { addWebhook, rotateSecret, wayTo } from "../../../../worker/webhooks/store.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const chance = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);
const OLD = Buffer.alloc(32, 1).toString("base64");
const NEW = `second:${Buffer.alloc(32, 2).toString("base64")}`;

const NOW = 1_700_000_000_000;

async function shop() {
  const db = sqliteD1();
  const old = await keyringOf(OLD);
  const seal = (text: string, purpose: string) => old.seal(text, purpose, chance);
  const insert = (sql: string, ...values: (string | number | null)[]) =>
    db
      .prepare(sql)
      .bind(...values)
      .run();
  await insert(
    "INSERT INTO tenants (id, name, settings, created_at) VALUES ('shop', 'Shop', ?1, 1)",
    JSON.stringify({ widgetSecret: await seal("widget", "widget-secret:shop"), autoReply: true }),
  );
  await insert("INSERT INTO tenants (id, name, settings, created_at) VALUES ('plain', 'Plain', '{}', 1)");
  for (let n = 0; n < 450; n++)
    await insert(
      "INSERT INTO channel_accounts (id, tenant, kind, name, config, path_secret, created_at, updated_at) VALUES (?1, 'shop', 'line', 'x', ?2, ?3, 1, 1)",
      `ch_${String(n).padStart(4, "0")}`,
      await seal(`{"n":${n}}`, `channel-config:ch_${String(n).padStart(4, "0")}`),
      await seal(`path ${n}`, `channel-path:ch_${String(n).padStart(4, "0")}`),
    );
  await insert("INSERT INTO totp_secrets (tenant, agent_id, secret, created_at) VALUES ('shop', 'ag_1', ?1, 1)", await seal("totp", "totp:shop:ag_1"));
  return db;
}

describe("secrets at rest with a new key", () => {
  it("are all sealed anew, open as before, and need the old key no more", async () => {
    const db = await shop();
    const ring = await keyringOf(`${NEW},${OLD}`);
    const services = { db, keyring: () => Promise.resolve(ring), chance } as unknown as Services;
    expect(await rotateKeys(services)).toEqual({ resealed: 902, current: 0, unreadable: [] });
    expect(await rotateKeys(services)).toEqual({ resealed: 0, current: 902, unreadable: [] });
    const alone = await keyringOf(NEW);
    const account = await db.prepare("SELECT config, path_secret AS path FROM channel_accounts WHERE id = 'ch_0449'").first<{ config: string; path: string }>();
    expect(await alone.open(account?.config ?? "", "channel-config:ch_0449")).toBe('{"n":449}');
    expect(await alone.open(account?.path ?? "", "channel-path:ch_0449")).toBe("path 449");
    const tenant = await db.prepare("SELECT settings FROM tenants WHERE id = 'shop'").first<{ settings: string }>();
    const settings = JSON.parse(tenant?.settings ?? "{}") as { widgetSecret: string; autoReply: boolean };
    expect(settings.autoReply).toBe(true);
    expect(await alone.open(settings.widgetSecret, "widget-secret:shop")).toBe("widget");
  });

  it("are rotated wherever they are written: webhooks, shops, identity providers open with the new key alone", async () => {
    const db = sqliteD1();
    const servicesWith = (ring: Keyring) => {
      const d1 = async <T>(work: () => Promise<T>) => ({ ok: true as const, value: await work() });
      return { db, keyring: () => Promise.resolve(ring), chance, now: () => NOW, d1 } as unknown as Services;
    };
    const old = await keyringOf(OLD);
    const writing = { db, sealing: old, tenant: "shop", by: "test", now: NOW, chance };
    const webhook = await addWebhook(writing, { url: "https://shop.example/hook", events: ["*"], description: "" }, "first");
    await rotateSecret(writing, webhook, "second", NOW + 1_000);
    const connector = { shop: "a.myshopify.com", accessToken: "token-of-the-shop" };
    await addConnector(servicesWith(old), "shop", { kind: "shopify", name: "Shop", config: connector });
    const draft = { name: "Entra", issuer: "https://id.example", clientId: "c", clientSecret: "of the provider", domains: ["shop.example"] };
    const roles = { createAgents: false, defaultRole: "agent" as const, defaultTeams: [], enabled: true };
    const provider = await saveProvider(db, old, "shop", { ...draft, ...roles }, null, NOW, chance);

    expect(await rotateKeys(servicesWith(await keyringOf(`${NEW},${OLD}`)))).toEqual({ resealed: 4, current: 0, unreadable: [] });

    const alone = await keyringOf(NEW);
    expect(await wayTo(db, alone, "shop", webhook, NOW)).toEqual({ url: "https://shop.example/hook", secrets: ["second", "first"] });
    expect((await lookupOf(servicesWith(alone), "shop")).shops).toHaveLength(1);
    expect((await lookupOf(servicesWith(old), "shop")).shops).toHaveLength(0);
    expect(await alone.open((await loadProvider(db, provider))?.clientSecret ?? "", secretPurpose(provider))).toBe("of the provider");
  });

  it("that no key opens are named, and left as they are", async () => {
    const db = await shop();
    const stranger = await keyringOf(NEW);
    const services = { db, keyring: () => Promise.resolve(stranger), chance } as unknown as Services;
    const { resealed, unreadable } = await rotateKeys(services);
    expect(resealed).toBe(0);
    expect(unreadable).toContainEqual({ table: "totp_secrets", key: "shop:ag_1" });
    expect(unreadable).toHaveLength(902);
  });

  it("do not open in another row, altered, or without their key", async () => {
    const ring = await keyringOf(OLD);
    const envelope = await ring.seal("secret", "channel-config:ch_1", chance);
    expect(await ring.open(envelope, "channel-config:ch_2")).toBeNull();
    expect(await ring.open(`${envelope.slice(0, -2)}AA`, "channel-config:ch_1")).toBeNull();
    expect(await (await keyringOf(NEW)).open(envelope, "channel-config:ch_1")).toBeNull();
    await expect(keyringOf("short")).rejects.toThrow(RangeError);
  });
});
