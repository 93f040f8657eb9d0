/** Files: uploaded by agents, keys and visitors; read by signed link or by whoever may see the conversation. */
import { Hono } from "hono";
import { customerOfConversation } from "../../../protocol/ids.ts";
import { viewConversation } from "../../pipeline/commands.ts";
import { fetchedFile, type KnownUpload, maySeeFile, upload, uploadOf } from "../../pipeline/files.ts";
import { isOwnKey, linkIsGood, signedPath } from "../../pipeline/media.ts";
import { actorOf, maySee, mayUse } from "../../tenants/roles.ts";
import { allowed } from "../auth.ts";
import { readBytes } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const MAX_UPLOAD_BYTES = 25 * 1024 * 1024;
const MAX_NAME = 200;
const LINK_LIFE_MS = 24 * 3_600_000;
const SHOWN = /^(image\/(png|jpeg|gif|webp)|audio\/|video\/|application\/pdf)/;

/** A file may never act in our origin. */
function fileAnswer(file: R2ObjectBody, name: string): Response {
  const type = file.httpMetadata?.contentType ?? "application/octet-stream";
  return new Response(file.body, {
    headers: {
      "content-type": type,
      "content-length": String(file.size),
      "content-disposition": `${SHOWN.test(type) ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(name)}`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=3600",
    },
  });
}

function uploaderOf(c: HttpContext): { tenant: string; by: string } | null {
  const principal = c.get("principal");
  if (!principal) return null;
  const may = principal.kind === "visitor" || mayUse(principal, "conversations:write");
  return may ? { tenant: principal.tenant, by: actorOf(principal) } : null;
}

/** Without a signed link: people and keys of the tenant, and the visitor whose conversation it is in. */
async function mayRead(c: HttpContext, key: string, known: KnownUpload | null): Promise<boolean> {
  const principal = c.get("principal");
  if (!principal || !isOwnKey(principal.tenant, key)) return false;
  return principal.kind === "visitor" ? maySeeFile(c.get("services"), principal, key, known) : mayUse(principal, "conversations:read");
}

export const media = new Hono<HttpEnv>()
  .post("/v1/uploads", async (c) => {
    const uploader = uploaderOf(c);
    if (!uploader) return problemAnswer("unauthenticated", "Give a key, sign in, or give a visitor token");
    const read = await readBytes(c.req.raw, MAX_UPLOAD_BYTES);
    if (!read.ok) return read.answer;
    if (read.body.length === 0) return problemAnswer("invalid", "The file is empty", { field: "" });
    const services = c.get("services");
    const name = decodeURIComponent(c.req.header("x-file-name") ?? "file")
      .replace(/[\\/\u0000-\u001f]/g, "_")
      .slice(0, MAX_NAME);
    const claimed = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
    const done = await upload(services, uploader.tenant, uploader.by, { bytes: read.body, claimed, name });
    if (!done.uploaded) {
      return done.why === "type"
        ? problemAnswer("unsupported_type", "Pages, scripts and programs are not taken")
        : problemAnswer("unavailable", "The file store does not answer; words still go through", {}, { "retry-after": "5" });
    }
    const { blobKey, mime, size } = done;
    return c.json({ blobKey, mime, name, size, url: await signedPath(services, blobKey, services.now() + LINK_LIFE_MS) }, 201);
  })
  .get("/v1/media/:key", async (c) => {
    const services = c.get("services");
    const key = c.req.param("key");
    const isSigned = await linkIsGood(services, key, Number(c.req.query("until") ?? 0), c.req.query("sig") ?? "");
    // Strangers cost no look-up.
    if (!isSigned && !c.get("principal")) return notFound("file");
    const known = await uploadOf(services, key);
    const may = isSigned || (await mayRead(c, key, known));
    const file = may ? await services.media.get(key) : null;
    return file ? fileAnswer(file, known?.name ?? "file") : notFound("file");
  })
  .get("/v1/conversations/:id/turns/:turnId/media/:index", async (c) => {
    const may = allowed(c, "conversations:read");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const { id, turnId, index } = c.req.param();
    const view = customerOfConversation(id) === null ? null : await viewConversation(services, may.user.tenant, id, { limit: 200 });
    if (!view || !maySee(may.user, view.conversation)) return notFound("conversation");
    const turn = view.turns.find((one) => one.id === turnId);
    const part = turn?.parts[Number(index)];
    if (!turn || part?.type !== "media") return notFound("file");
    if ("blobKey" in part.media.ref) {
      const file = await services.media.get(part.media.ref.blobKey);
      return file ? fileAnswer(file, part.media.name ?? "file") : notFound("file");
    }
    const looked = await services.accounts.find(turn.channel.accountId);
    if (looked.look !== "found") return notFound("file");
    const file = await fetchedFile(services, looked.account, turnId, Number(index), part);
    return file ? fileAnswer(file, part.media.name ?? `${part.media.kind}`) : notFound("file");
  });
