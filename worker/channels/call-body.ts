/** A described call as a request: templates filled, body built. Pure. */
import type { HttpCall } from "../../protocol/channels.ts";
import { asRecord, asText, parseExactJson } from "./exact-json.ts";

export interface UploadFile {
  bytes: Uint8Array<ArrayBuffer>;
  mime: string;
  name: string;
}

/** `{{name}}` anywhere in a call stands for what an earlier call saved; inside a JSON string it is escaped again. */
export function filled<T extends HttpCall>(call: T, saved: Readonly<Record<string, string>>): T {
  if (Object.keys(saved).length === 0) return call;
  const text = JSON.stringify(call).replace(/\{\{([\w.-]+)\}\}/g, (whole, name: string) => {
    const value = saved[name];
    return value === undefined ? whole : JSON.stringify(value).slice(1, -1);
  });
  return JSON.parse(text) as T;
}

/** A field of a JSON answer; dots lead inside. Numbers keep all their digits. Null = not there. */
export function savedField(body: string, path: string): string | null {
  let value: unknown = parseExactJson(body);
  for (const name of path.split(".")) value = asRecord(value)?.[name];
  return asText(value) ?? (typeof value === "number" || typeof value === "bigint" ? String(value) : null);
}

export function bodyOf(call: HttpCall, headers: Headers, file: UploadFile | null): { body?: BodyInit } {
  if (call.json !== undefined) {
    if (!headers.has("content-type")) headers.set("content-type", "application/json; charset=utf-8");
    return { body: JSON.stringify(call.json) };
  }
  if (call.form !== undefined) {
    const pairs = Array.isArray(call.form)
      ? call.form.map(([name, value]): [string, string] => [name, value])
      : Object.entries(call.form as Record<string, string>);
    return { body: new URLSearchParams(pairs) };
  }
  if (!call.upload || !file) return {};
  const form = new FormData();
  for (const [name, value] of Object.entries(call.upload.fields ?? {})) form.set(name, value);
  form.set(call.upload.field, new File([file.bytes], file.name, { type: file.mime }));
  return { body: form };
}
