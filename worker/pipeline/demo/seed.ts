/** A demo tenant: a team, two agents, a supervisor, a key, a few articles. Run twice it changes nothing; secrets are shown the first time only. */
import { newId } from "../../../protocol/ids.ts";
import { base64Url } from "../../crypto/bytes.ts";
import { putArticle } from "../../knowledge/ingest.ts";
import { writeOrders } from "../../orders/table.ts";
import type { Services } from "../../services.ts";
import { addKey } from "../../tenants/api-keys.ts";
import { addAgent, saveTeam } from "../../tenants/people.ts";
import { saveTenant, tenantSettingsSchema } from "../../tenants/tenant.ts";
import { DEMO_ARTICLES } from "./seed-articles.ts";
import { demoOrders } from "./seed-orders.ts";

export type Seeded =
  | { seeded: true; tenant: string; apiKey: string; widgetSecret: string; agents: Login[]; supervisor: Login; admin: Login }
  | { seeded: false; tenant: string };
interface Login {
  email: string;
  password: string;
}

const TEAM = "support";
const PASSWORD_BYTES = 12;

export async function seed(services: Services, tenant: string): Promise<Seeded> {
  const { db, chance } = services;
  const now = services.now();
  if (await db.prepare("SELECT 1 FROM tenants WHERE id = ?1").bind(tenant).first()) return { seeded: false, tenant };
  const person = async (name: string, role: "agent" | "supervisor" | "admin"): Promise<Login> => {
    const login = { email: `${name.toLowerCase().replace(" ", ".")}@${tenant}.example`, password: base64Url(chance(new Uint8Array(PASSWORD_BYTES))) };
    const draft = { ...login, name, role, teamIds: [TEAM], capacity: 5, perChannel: {}, skills: [], languages: [] };
    await addAgent(db, tenant, draft, now, chance, newId("ag", now, chance));
    return login;
  };
  await saveTeam(db, tenant, { id: TEAM, name: "Support 客服", settings: {} }, now);
  await services.queue(tenant, TEAM).configure(tenant, TEAM, {});
  const agents = [await person("Li Wei", "agent"), await person("Ana Silva", "agent")];
  const supervisor = await person("Chen Jing", "supervisor");
  const admin = await person("Max Admin", "admin");
  for (const article of DEMO_ARTICLES) await putArticle(db, tenant, article, "seed", now);
  await writeOrders(db, tenant, demoOrders(now), now);
  const { key } = await addKey(db, tenant, { name: "demo", scopes: ["*"], rate: 100_000 }, "seed", now, chance);
  const widgetSecret = base64Url(chance(new Uint8Array(32)));
  const sealed = await (await services.keyring()).seal(widgetSecret, `widget-secret:${tenant}`, chance);
  // The tenant's row comes last: a seeding that died before it is done again.
  await saveTenant(db, { id: tenant, name: "Demo shop 示例商店", settings: tenantSettingsSchema.parse({ defaultTeamId: TEAM, widgetSecret: sealed }) }, now);
  services.tenants.forget(tenant);
  return { seeded: true, tenant, apiKey: key, widgetSecret, agents, supervisor, admin };
}
