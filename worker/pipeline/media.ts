/**
 * Files under unguessable keys. What customers send is fetched from its platform soon after it was recorded, since platforms keep it
 * for hours or days only; it is found again under a key derived from the turn, so that no turn need be rewritten.
 */
import type { Attachment, Part } from "../../protocol/message.ts";
import { sameText } from "../crypto/bytes.ts";
import { hmacSha256Base64Url } from "../crypto/hash.ts";
import type { Services } from "../services.ts";

/** ms a link to a file is good for */
const LINK_LIFE_MS = 7 * 24 * 3_600_000;

const macOf = (services: Services, text: string): Promise<string> => hmacSha256Base64Url(services.secrets.auth, text);

/** Where the file of a turn's part lies once it was fetched. */
export const fetchedKey = async (services: Services, tenant: string, turnId: string, index: number): Promise<string> =>
  `media/${tenant}/${await macOf(services, `fetched\n${tenant}\n${turnId}\n${index}`)}`;

/** A key may come from a link or another's archive: only those of this tenant are ours to touch. */
export const isOwnKey = (tenant: string, key: string): boolean => key.startsWith(`media/${tenant}/`);

/** Where the file of a part lies, uploaded or copied from its platform; null = it is no file, or not this tenant's. */
export async function keyOfPart(services: Services, tenant: string, turnId: string, index: number, part: Part): Promise<string | null> {
  if (part.type !== "media") return null;
  const { ref } = part.media;
  if (!("blobKey" in ref)) return fetchedKey(services, tenant, turnId, index);
  return isOwnKey(tenant, ref.blobKey) ? ref.blobKey : null;
}

/** A link that anybody may open until it ends. */
export async function signedPath(services: Services, blobKey: string, until: number): Promise<string> {
  return `/v1/media/${encodeURIComponent(blobKey)}?until=${until}&sig=${await macOf(services, `link\n${blobKey}\n${until}`)}`;
}

export const linkIsGood = async (services: Services, blobKey: string, until: number, sig: string): Promise<boolean> =>
  services.now() < until && sameText(sig, await macOf(services, `link\n${blobKey}\n${until}`));

/** Public addresses of a reply's files, for platforms that fetch or show them themselves. */
export async function linkTo(services: Services, _tenant: string, parts: readonly Part[]): Promise<(media: Attachment) => string | null> {
  const links = new Map<string, string>();
  const { origin } = services;
  for (const part of parts) {
    if (part.type !== "media" || !("blobKey" in part.media.ref) || origin.public === null) continue;
    links.set(part.media.ref.blobKey, origin.public + (await signedPath(services, part.media.ref.blobKey, services.now() + LINK_LIFE_MS)));
  }
  return (media) => {
    if ("blobKey" in media.ref) return links.get(media.ref.blobKey) ?? null;
    return "url" in media.ref && !media.ref.auth ? media.ref.url : null;
  };
}
