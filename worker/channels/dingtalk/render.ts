/** Replies of a DingTalk robot: through the session hook while it lives, else by the robot's own API. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Attachment, type Identity, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asList, asNumber, asRecord, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import type { DingtalkConfig } from "./index.ts";

/** The hook came inside a message whose body nobody signed: it is called only where DingTalk itself lives. */
const HOOK_HOSTS = ["oapi.dingtalk.com", "api.dingtalk.com"] as const;
const DOWNLOAD_HOSTS = ["*.dingtalk.com", "*.aliyuncs.com"] as const;
/** Uploads and the directory are still on the older host, with the token in the query. */
const OLD_HOST = { base: "https://oapi.dingtalk.com", auth: "token", tokenAt: { in: "query", name: "access_token" } } as const;

export function renderDingtalk(message: OutboundMessage, config: DingtalkConfig, now: number): Rendering {
  return { calls: message.parts.flatMap((part, index) => callsOf(part, index, message, config, now)) };
}

function callsOf(part: Part, index: number, message: OutboundMessage, config: DingtalkConfig, now: number): HttpCall[] {
  if (part.type === "media") return mediaCalls(part.media, index, message, config);
  const text = textOf([part]);
  const { reply } = message;
  if (reply?.kind !== "url" || now >= reply.expiresAt) return [push(message, config, "sampleText", { content: text })];
  return [{ method: "POST", path: "", url: { href: reply.data, allowHosts: HOOK_HOSTS }, auth: "none", json: { msgtype: "text", text: { content: text } } }];
}

function push(message: OutboundMessage, config: DingtalkConfig, msgKey: string, param: Record<string, string>): HttpCall {
  const common = { robotCode: config.robotCode, msgKey, msgParam: JSON.stringify(param) };
  const target = message.thread.slice(message.thread.indexOf(":") + 1);
  if (message.thread.startsWith("group:")) {
    return { method: "POST", path: "/v1.0/robot/groupMessages/send", auth: "token", json: { ...common, openConversationId: target } };
  }
  return { method: "POST", path: "/v1.0/robot/oToMessages/batchSend", auth: "token", json: { ...common, userIds: [target] } };
}

function mediaCalls(media: Attachment, index: number, message: OutboundMessage, config: DingtalkConfig): HttpCall[] {
  const saved = `media${index}`;
  const isImage = media.kind === "image";
  const upload: HttpCall = {
    method: "POST",
    path: "/media/upload",
    ...OLD_HOST,
    query: { type: isImage ? "image" : "file" },
    upload: { field: "media", media },
    save: { name: saved, field: "media_id" },
  };
  const name = media.name ?? "file";
  const fileType = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? "file";
  const sending = isImage
    ? push(message, config, "sampleImageMsg", { photoURL: `{{${saved}}}` })
    : push(message, config, "sampleFile", { mediaId: `{{${saved}}}`, fileName: name, fileType });
  return [upload, sending];
}

/** A download code buys an address that lives a short while. */
export function mediaOfDingtalk(media: Attachment, config: DingtalkConfig): HttpCall[] | null {
  if (!("mediaId" in media.ref)) return null;
  return [
    {
      method: "POST",
      path: "/v1.0/robot/messageFiles/download",
      auth: "token",
      json: { downloadCode: media.ref.mediaId, robotCode: config.robotCode },
      save: { name: "file", field: "downloadUrl" },
    },
    { method: "GET", path: "", url: { href: "{{file}}", allowHosts: DOWNLOAD_HOSTS }, auth: "none" },
  ];
}

/** Name, union id, phone and e-mail of a member of the company, where the app may read the directory. */
export function evidenceOfDingtalk(identity: Identity, _config: DingtalkConfig) {
  if (identity.kind !== "user_id" || !identity.scope.startsWith("dingtalk:")) return null;
  const call: HttpCall = { method: "POST", path: "/topapi/v2/user/get", ...OLD_HOST, json: { userid: identity.value } };
  const read = (body: unknown): { ids: Identity[]; name?: string } | null => {
    const user = asRecord(asRecord(body)?.result);
    if (!user) return null;
    const ids: Identity[] = [];
    const unionid = asText(user.unionid);
    const phone = asText(user.mobile);
    const email = asText(user.email);
    const name = asText(user.name);
    if (unionid !== undefined) ids.push({ kind: "unionid", scope: "dingtalk", value: unionid, verified: true });
    if (phone !== undefined) ids.push({ kind: "phone", scope: "", value: `+${asText(user.state_code) ?? "86"}${phone}`, verified: true });
    if (email !== undefined) ids.push({ kind: "email", scope: "", value: email.toLowerCase(), verified: true });
    return { ids, ...(name === undefined ? {} : { name }) };
  };
  return { call, read };
}

/** Codes of the session hook and of the older host. */
const CLASS_OF_ERRCODE: Readonly<Record<number, ErrorClass>> = {
  [-1]: "transient",
  88: "rate",
  90018: "rate",
  130101: "rate",
  40001: "auth",
  40014: "auth",
  42001: "auth",
  310000: "policy", // keyword, signature or address rule of a custom robot
};

/** Codes of api.dingtalk.com are words; those of one kind begin alike. */
const CLASS_OF_CODE: readonly (readonly [RegExp, ErrorClass])[] = [
  [/^(InvalidAuthentication|invalidParameter\.token|token\.notExisted)/, "auth"],
  [/^Throttling|QpsLimit/, "rate"],
  [/^(staffId\.notExisted|invalidParameter\.userId|group\.disbanded|invalid\.openConversationId|miss\.openConversationId)/, "gone"],
  [/^(bot\.stopped|template\.stopped|Forbidden|resource\.not\.found|invalidParameter\.robotCode)/, "policy"],
  [/^(ServiceUnavailable|InternalError|unknownError|system)/, "transient"],
];

export function outcomeOfDingtalk(status: number, headers: Headers, body: string, now: number): Outcome {
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  const answer = jsonAnswer(body);
  if (!answer) return unreadableOutcome(status, body);
  const code = asText(answer.code);
  if (code !== undefined) return codeOutcome(code, asText(answer.message), status);
  const errcode = asNumber(answer.errcode);
  if (errcode !== undefined && errcode !== 0) return outcomeOf(CLASS_OF_ERRCODE[errcode] ?? "invalid", errcode, asText(answer.errmsg));
  if (status >= 400) return unreadableOutcome(status, body);
  // 200, and yet not delivered: the lists name who was left out.
  if (asList(answer.flowControlledStaffIdList).length > 0) return outcomeOf("rate", "flowControlledStaffIdList");
  if (asList(answer.invalidStaffIdList).length > 0) return outcomeOf("gone", "invalidStaffIdList");
  const id = asText(answer.processQueryKey);
  return { outcome: "sent", providerIds: id === undefined ? [] : [id] };
}

function codeOutcome(code: string, detail: string | undefined, status: number): Outcome {
  if (code === "unknown.send.result") return { outcome: "unknown", code, ...(detail === undefined ? {} : { detail }) };
  const kind = CLASS_OF_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? (status === 401 ? "auth" : "invalid");
  // The rate limit hides among the refusals of permission.
  return outcomeOf(code.includes("QpsLimit") ? "rate" : kind, code, detail);
}
