/** A tenant with nothing in it but a key: where an export goes, or where somebody begins without the demo's shop. */
import type { Services } from "../services.ts";
import { addKey } from "../tenants/api-keys.ts";
import { saveTenant, tenantSettingsSchema } from "../tenants/tenant.ts";

/** Null = there is one already. */
export async function beginTenant(services: Services, { tenant, name }: { tenant: string; name: string }): Promise<{ tenant: string; apiKey: string } | null> {
  const { db, chance } = services;
  const now = services.now();
  if (await db.prepare("SELECT 1 AS one FROM tenants WHERE id = ?1").bind(tenant).first()) return null;
  const { key } = await addKey(db, tenant, { name: "first", scopes: ["*"] }, "admin", now, chance);
  await saveTenant(db, { id: tenant, name, settings: tenantSettingsSchema.parse({}) }, now);
  services.tenants.forget(tenant);
  return { tenant, apiKey: key };
}
