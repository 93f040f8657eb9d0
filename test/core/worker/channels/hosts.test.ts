import { describe, expect, it } from "vitest";
import { refusalOf } from "../../../../worker/channels/hosts.ts";
import { download, outsideText, postOutside } from "../../../../worker/channels/outside.ts";

const INNER = [
  "https://127.0.0.1/",
  "https://127.1/",
  "https://2130706433/",
  "https://0x7f000001/",
  "https://0x7f.0.0.1/",
  "https://0177.0.0.1/",
  "https://017700000001/",
  "https://127.0.0.1./",
  "https://①②⑦.0.0.1/",
  "https://0/",
  "https://0.0.0.0/",
  "https://10.1.2.3/",
  "https://167772161/",
  "https://172.16.0.1/",
  "https://172.31.255.255/",
  "https://192.168.1.1/",
  "https://0xc0a80101/",
  "https://100.64.0.1/",
  "https://169.254.169.254/latest/meta-data/",
  "https://2852039166/",
  "https://0xa9fea9fe/",
  "https://0251.0376.0251.0376/",
  "https://198.18.0.1/",
  "https://224.0.0.1/",
  "https://255.255.255.255/",
  "https://[::1]/",
  "https://[::]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[::ffff:169.254.169.254]/",
  "https://[64:ff9b::a9fe:a9fe]/",
  "https://[fd00:ec2::254]/",
  "https://[fe80::1]/",
  "https://localhost/",
  "https://LOCALHOST./",
  "https://a.localhost/",
  "https://metadata.google.internal/",
  "https://metadata.google.internal./",
  "https://printer.local/",
  "https://db.corp/",
  "https://intranet/",
  "https://127.0.0.1.nip.io/",
  "https://169-254-169-254.sslip.io/",
  "https://localtest.me/",
  "https://app.lvh.me./",
  "https://7f000001.c0a80001.rbndr.us/",
];

describe("the door to the outside", () => {
  it.each(INNER)("refuses %s", (href) => expect(refusalOf(new URL(href), null, false)).not.toBeNull());

  it.each([
    ["http://example.com/", "plain http"],
    ["ftp://example.com/", "another scheme"],
    ["file:///etc/passwd", "a file"],
    ["https://user:pw@example.com/", "a password inside"],
    ["https://example.com@127.0.0.1/", "a name before the address"],
    ["https://evil.example/", "a host that is not the platform's"],
    ["https://api.telegram.org.evil.example/", "a host that begins like the platform's"],
    ["https://evilapi.telegram.org/", "a host that ends like the platform's"],
  ])("refuses %s: %s", (href) => expect(refusalOf(new URL(href), ["api.telegram.org", "*.weixin.qq.com"], false)).not.toBeNull());

  it.each(["https://api.telegram.org/x", "https://sz.weixin.qq.com/y"])("takes %s", (href) =>
    expect(refusalOf(new URL(href), ["api.telegram.org", "*.weixin.qq.com"], false)).toBeNull(),
  );
  it("takes any public host where none is named, and loopback on one's own machine only", () => {
    expect(refusalOf(new URL("https://shop.example.com:8443/orders"), null, false)).toBeNull();
    expect(refusalOf(new URL("http://127.0.0.1:9000/"), null, true)).toBeNull();
    expect(refusalOf(new URL("http://10.0.0.1/"), null, true)).not.toBeNull();
  });

  it("follows no redirect, wherever it points", async () => {
    const asked: { href: string; redirect: unknown }[] = [];
    const door = {
      localMode: false,
      fetch: (async (href: string, init: RequestInit) => {
        asked.push({ href, redirect: init.redirect });
        return new Response(null, { status: 302, headers: { location: "http://169.254.169.254/latest/meta-data/" } });
      }) as typeof fetch,
    };
    await expect(download("https://files.example.com/a.png", door)).rejects.toThrow("302");
    await expect(outsideText("https://shop.example.com/orders", {}, door, 1_000)).rejects.toThrow("302");
    expect(await postOutside("https://shop.example.com/hook", {}, "{}", door, 1_000)).toMatchObject({ answer: "answered", status: 302 });
    expect(asked.map(({ redirect }) => redirect)).toEqual(["manual", "manual", "manual"]);
    expect(asked.every(({ href }) => href.includes("example.com"))).toBe(true);
  });
});
