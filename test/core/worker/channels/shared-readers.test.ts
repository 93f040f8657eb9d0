import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExactJson } from "../../../../worker/channels/exact-json.ts";
import { cdata, readFlatXml } from "../../../../worker/channels/flat-xml.ts";
import { httpOutcome, outcomeOf } from "../../../../worker/channels/outcomes.ts";
import { retryAfterMs } from "../../../../worker/channels/retry-after.ts";
import { fingerprint } from "../../../../worker/channels/signatures.ts";
import { base64, base64Url, hex, sameText, unbase64, unhex } from "../../../../worker/crypto/bytes.ts";

describe("JSON with ids beyond 2^53", () => {
  test("keeps every digit of a long whole number, as text", () => {
    expect(parseExactJson(`{"MsgId":23456789012345678,"list":[-90071992547409931],"n":42,"f":1.25,"e":1e21}`)).toEqual({
      MsgId: "23456789012345678",
      list: ["-90071992547409931"],
      n: 42,
      f: 1.25,
      e: 1e21,
    });
  });

  test("leaves digits inside texts alone", () => {
    expect(parseExactJson(`{"a":"say \\"23456789012345678\\" :12345678901234567"}`)).toEqual({ a: `say "23456789012345678" :12345678901234567` });
  });

  test("reads everything JSON.parse reads, as JSON.parse reads it", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const plain = JSON.parse(text) as unknown;
        if (!/\d{16}/.test(text)) expect(parseExactJson(text)).toEqual(plain);
      }),
    );
  });

  test("answers undefined for what is no JSON, and for nesting without end", () => {
    expect(parseExactJson(`{"a":`)).toBeUndefined();
    expect(parseExactJson("[".repeat(100_000))).toBeUndefined();
    expect(parseExactJson(`{"a":"unclosed`)).toBeUndefined();
  });
});

describe("WeChat's flat XML", () => {
  test("gives texts, CDATA and the five entities, and the first of a repeated name", () => {
    expect({ ...readFlatXml("<xml>\n<A><![CDATA[<b>&amp;]]></A><B>1 &lt; &#20013; &#x1F600;</B><C/><A>second</A></xml>") }).toEqual({
      A: "<b>&amp;",
      B: "1 < 中 😀",
      C: "",
    });
  });

  test("does not let a customer's words become a field", () => {
    const words = "</Content><MsgId>666</MsgId>]]><MsgId>666</MsgId>";
    const fields = readFlatXml(`<xml><Content>${cdata(words)}</Content><MsgId>1</MsgId></xml>`);
    expect(fields?.Content).toBe(words);
    expect(fields?.MsgId).toBe("1");
  });

  test("brings any text through CDATA unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(readFlatXml(`<xml><T>${cdata(text)}</T></xml>`)?.T).toBe(text);
      }),
    );
  });

  test.each([
    `<!DOCTYPE xml [<!ENTITY x "y">]><xml><A>&x;</A></xml>`,
    `<xml><!DOCTYPE x><A>1</A></xml>`,
    `<xml><A href="x">1</A></xml>`,
    "<xml><A>1</A>",
    "<xml><A><![CDATA[1</A></xml>",
    "{}",
    "",
  ])("refuses %j", (text) => {
    expect(readFlatXml(text)).toBeNull();
  });

  test("knows no names of its own", () => {
    expect(readFlatXml("<xml><A>1</A></xml>")?.constructor).toBeUndefined();
  });
});

describe("encodings of signatures", () => {
  test("come back as they went", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect([...(unhex(hex(bytes)) ?? [])]).toEqual([...bytes]);
        expect([...(unbase64(base64(bytes)) ?? [])]).toEqual([...bytes]);
        expect([...(unbase64(base64Url(bytes)) ?? [])]).toEqual([...bytes]);
      }),
    );
  });

  test("are null where they are none", () => {
    expect(unhex("abc")).toBeNull();
    expect(unhex("zz")).toBeNull();
    expect(unbase64("*")).toBeNull();
  });

  test("are equal only when they are the same text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(sameText(a, b)).toBe(a === b);
      }),
    );
    expect(sameText("", "a")).toBe(false);
    expect(sameText("aa", "a")).toBe(false);
  });

  test("name a text the same way every time, and another text otherwise", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(fingerprint(a) === fingerprint(b)).toBe(a === b);
      }),
    );
    expect(fingerprint("退款")).toHaveLength(22);
  });
});

describe("outcomes by what is to be done", () => {
  const NOW = Date.parse("2026-01-01T00:00:00Z");

  test("read Retry-After as seconds or as a date", () => {
    expect(retryAfterMs("3", NOW)).toBe(3000);
    expect(retryAfterMs("Thu, 01 Jan 2026 00:00:05 GMT", NOW)).toBe(5000);
    expect(retryAfterMs("soon", NOW)).toBeUndefined();
    expect(retryAfterMs(null, NOW)).toBeUndefined();
  });

  test("do not send again where a message may have arrived", () => {
    expect(httpOutcome(504, new Headers(), "", NOW)).toEqual({ outcome: "unknown", code: "http_504" });
    expect(httpOutcome(503, new Headers({ "retry-after": "1" }), "", NOW)).toMatchObject({ outcome: "retry", class: "transient", afterMs: 1000 });
    expect(httpOutcome(200, new Headers(), "", NOW)).toBeNull();
  });

  test("take a duplicate for sent", () => {
    expect(outcomeOf("duplicate", 1)).toEqual({ outcome: "sent", providerIds: [] });
  });
});
