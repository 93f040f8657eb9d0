/**
 * Everything sealed is sealed anew with the newest of SECRETS_KEY. Each envelope is swapped only for itself, so a change made meanwhile
 * stays; run twice it does nothing. Kept answers are left: they go within a day.
 */
import type { Services } from "../services.ts";
import type { Keyring } from "../tenants/secrets.ts";

interface Sealed {
  table: string;
  column: string;
  /** What names the row, in the order in which the purpose wants it. */
  key: readonly string[];
  purpose(...key: string[]): string;
}

const SEALED: readonly Sealed[] = [
  { table: "channel_accounts", column: "config", key: ["id"], purpose: (id) => `channel-config:${id}` },
  { table: "channel_accounts", column: "path_secret", key: ["id"], purpose: (id) => `channel-path:${id}` },
  { table: "order_connectors", column: "config", key: ["tenant", "id"], purpose: (tenant, id) => `order-connector:${tenant}:${id}` },
  { table: "webhooks", column: "secret", key: ["id"], purpose: (id) => `webhook-secret:${id}` },
  { table: "webhooks", column: "former_secret", key: ["id"], purpose: (id) => `webhook-secret:${id}` },
  { table: "totp_secrets", column: "secret", key: ["tenant", "agent_id"], purpose: (tenant, agentId) => `totp:${tenant}:${agentId}` },
  { table: "identity_providers", column: "client_secret", key: ["id"], purpose: (id) => `oidc-secret:${id}` },
  { table: "tenants", column: "json_extract(settings, '$.widgetSecret')", key: ["id"], purpose: (id) => `widget-secret:${id}` },
];
const AT_ONCE = 200;

export interface Rotated {
  resealed: number;
  current: number;
  /** No known key opens them. */
  unreadable: { table: string; key: string }[];
}

export async function rotateKeys({ db, keyring, chance }: Services): Promise<Rotated> {
  const ring = await keyring();
  const rotated: Rotated = { resealed: 0, current: 0, unreadable: [] };
  for (const sealed of SEALED) await rotateColumn(db, ring, sealed, chance, rotated);
  return rotated;
}

async function rotateColumn(
  db: D1Database,
  ring: Keyring,
  { table, column, key, purpose }: Sealed,
  chance: Services["chance"],
  rotated: Rotated,
): Promise<void> {
  const name = `${key.join(" || char(10) || ")}`;
  const page = `SELECT ${name} AS name, ${column} AS envelope FROM ${table} WHERE ${column} IS NOT NULL AND ${name} > ?1 ORDER BY ${name} LIMIT ${AT_ONCE}`;
  const set = column.startsWith("json_extract") ? "settings = json_set(settings, '$.widgetSecret', ?3)" : `${column} = ?3`;
  const swap = `UPDATE ${table} SET ${set} WHERE ${name} = ?1 AND ${column} = ?2 RETURNING 1 AS done`;
  for (let after = ""; ; ) {
    const { results } = await db.prepare(page).bind(after).all<{ name: string; envelope: string }>();
    for (const row of results) {
      if (ring.isCurrent(row.envelope)) {
        rotated.current += 1;
        continue;
      }
      const what = purpose(...row.name.split("\n"));
      const text = await ring.open(row.envelope, what);
      if (text === null) rotated.unreadable.push({ table, key: row.name.replace("\n", ":") });
      else if (
        await db
          .prepare(swap)
          .bind(row.name, row.envelope, await ring.seal(text, what, chance))
          .first()
      )
        rotated.resealed += 1;
    }
    if (results.length < AT_ONCE) return;
    after = results.at(-1)?.name ?? after;
  }
}
