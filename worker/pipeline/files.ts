/** Files in our own store: uploaded by people, or fetched from a platform right after the message was recorded, since platforms forget them. */
import type { Part } from "../../protocol/message.ts";
import type { Address } from "../../protocol/ports.ts";
import { base64Url } from "../crypto/bytes.ts";
import { sha256Hex } from "../crypto/hash.ts";
import type { Services } from "../services.ts";
import { fileOf } from "./caller.ts";
import type { ChannelAccount } from "./channel-accounts.ts";
import { askCustomer } from "./customers.ts";
import { fileType } from "./file-type.ts";
import { fetchedKey } from "./media.ts";

const KEY_BYTES = 24;

export type Uploaded = { uploaded: true; blobKey: string; mime: string; name: string; size: number } | { uploaded: false; why: "type" | "store" };

export async function upload(
  services: Services,
  tenant: string,
  by: string,
  file: { bytes: Uint8Array<ArrayBuffer>; claimed: string; name: string },
): Promise<Uploaded> {
  const { bytes, claimed, name } = file;
  const mime = fileType(bytes, claimed);
  if (mime === null) return { uploaded: false, why: "type" };
  const blobKey = `media/${tenant}/${base64Url(services.chance(new Uint8Array(KEY_BYTES)))}`;
  const now = services.now();
  try {
    await services.media.put(blobKey, bytes, { httpMetadata: { contentType: mime } });
    services.health.report("r2", "ok", "", now);
  } catch (error) {
    services.health.report("r2", "down", error instanceof Error ? error.message : "the file store failed", now);
    return { uploaded: false, why: "store" };
  }
  const sql = "INSERT INTO uploads (tenant, blob_key, mime, name, size, sha256, by, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
  await services.db
    .prepare(sql)
    .bind(tenant, blobKey, mime, name, bytes.length, await sha256Hex(bytes), by, now)
    .run();
  return { uploaded: true, blobKey, mime, name, size: bytes.length };
}

export interface KnownUpload {
  tenant: string;
  name: string;
  /** `visitor:cu_…`, `agent:…` or `key:…` */
  by: string;
}

/** Null = nobody uploaded it: it came by mail, or was fetched. */
export const uploadOf = (services: Services, blobKey: string): Promise<KnownUpload | null> =>
  services.db.prepare("SELECT tenant, name, by FROM uploads WHERE blob_key = ?1").bind(blobKey).first<KnownUpload>();

/** A visitor reads what they uploaded themselves, and what is in their own conversation. */
export async function maySeeFile(services: Services, visitor: Address, blobKey: string, upload: KnownUpload | null): Promise<boolean> {
  const isBy = (customerId: string): boolean => upload?.by === `visitor:${customerId}`;
  if (isBy(visitor.customerId)) return true;
  const { answer } = await askCustomer(services, visitor, (session, at) => session.sharesFile(at, blobKey));
  switch (answer.shared) {
    case "no":
      return false;
    case "with_customer":
      return true;
    case "by_customer":
      return answer.customerIds.some(isBy);
    default:
      return answer satisfies never;
  }
}

/** Copies the files of a recorded turn. What fails now is fetched when somebody looks at it. */
export async function keepFiles(services: Services, account: ChannelAccount, turnId: string, parts: readonly Part[]): Promise<void> {
  for (const [index, part] of parts.entries()) {
    if (part.type === "media" && !("blobKey" in part.media.ref)) await fetchedFile(services, account, turnId, index, part);
  }
}

/** The file behind a turn's part: our copy, or the platform's, which is copied now. Null = gone, refused or too large. */
export async function fetchedFile(
  services: Services,
  account: ChannelAccount,
  turnId: string,
  index: number,
  part: Extract<Part, { type: "media" }>,
): Promise<R2ObjectBody | null> {
  const key = await fetchedKey(services, account.tenant, turnId, index);
  const kept = await services.media.get(key);
  if (kept) return kept;
  const file = await fileOf(services, account, part.media);
  if (!file) return null;
  await services.media.put(key, file.bytes, { httpMetadata: { contentType: fileType(file.bytes, file.mime) ?? "application/octet-stream" } });
  return services.media.get(key);
}
