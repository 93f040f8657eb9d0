/** An account's way to its platform: token, files, network. */
import type { Attachment } from "../../protocol/message.ts";
import { type Caller, MAX_FILE_BYTES, performCalls } from "../channels/call.ts";
import type { UploadFile } from "../channels/call-body.ts";
import { download } from "../channels/outside.ts";
import type { Services } from "../services.ts";
import type { ChannelAccount } from "./channel-accounts.ts";

export function callerOf(services: Services, account: ChannelAccount): Caller {
  const spec = account.channel.token();
  return {
    channel: account.channel,
    baseUrl: account.baseUrl,
    localMode: services.localMode,
    fetch: services.fetch,
    now: services.now,
    token: async (failed) => {
      if (!spec) throw new Error("This channel has no access token");
      return services.tokens.get({ id: account.id, tenant: account.tenant, cacheKey: spec.cacheKey }, failed, services.now());
    },
    file: (media) => fileOf(services, account, media),
  };
}

/** The bytes of an attachment: our own store, the platform it came from, or a public address. Null = gone, refused or too large. */
export async function fileOf(services: Services, account: ChannelAccount, media: Attachment): Promise<UploadFile | null> {
  const named = (bytes: Uint8Array<ArrayBuffer>, mime: string | null): UploadFile => ({
    bytes,
    mime: media.mime ?? mime ?? "application/octet-stream",
    name: media.name ?? `${media.kind}.bin`,
  });
  try {
    if ("blobKey" in media.ref) {
      const stored = await services.media.get(media.ref.blobKey);
      return stored && stored.size <= MAX_FILE_BYTES ? named(new Uint8Array(await stored.arrayBuffer()), stored.httpMetadata?.contentType ?? null) : null;
    }
    const calls = account.channel.media(media);
    if (calls) {
      const { answer } = await performCalls(calls, callerOf(services, account), 0);
      return answer?.file ? named(answer.file, answer.headers.get("content-type")) : null;
    }
    if (!("url" in media.ref) || media.ref.auth) return null;
    const file = await download(media.ref.url, services);
    return named(file.bytes, file.mime);
  } catch {
    // Refused, gone, too large, cut off or not an address: there is no file for us.
    return null;
  }
}
