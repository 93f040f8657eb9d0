import { describe, expect, it } from "vitest";
import { readBytes } from "../../../../worker/http/body.ts";

const MOST = 10;
const asked = (body: string, headers: Record<string, string>, stream = false): Request =>
  new Request("http://kefu.test/", {
    method: "POST",
    headers,
    body: stream ? new Blob([body]).stream() : body,
    ...(stream ? { duplex: "half" } : {}),
  } as RequestInit);
const statusOf = async (request: Request): Promise<number | string> => {
  const read = await readBytes(request, MOST);
  return read.ok ? new TextDecoder().decode(read.body) : read.answer.status;
};

describe("a body is read whole and never longer than allowed", () => {
  it("with its length stated", async () => {
    expect(await statusOf(asked("十个字节", { "content-length": "12" }))).toBe(413);
    expect(await statusOf(asked("0123456789", { "content-length": "10" }))).toBe("0123456789");
    expect(await statusOf(asked("", { "content-length": "0" }))).toBe("");
  });

  it("without a length, or with one that is no number", async () => {
    expect(await statusOf(asked("0123456789", {}, true))).toBe("0123456789");
    expect(await statusOf(asked("0123456789a", {}, true))).toBe(413);
    expect(await statusOf(asked("0123456789a", { "content-length": "ten" }, true))).toBe(413);
  });
});
