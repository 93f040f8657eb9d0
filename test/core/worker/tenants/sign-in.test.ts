import { Secret, TOTP } from "otpauth";
import { describe, expect, it } from "vitest";
import { hex, utf8 } from "../../../../worker/crypto/bytes.ts";
import { beginAttempt, forgive, PERSON, waitAfter } from "../../../../worker/tenants/attempts.ts";
import { hashPassword, weaknessOf } from "../../../../worker/tenants/passwords.ts";
import { addAgent, loadAgent } from "../../../../worker/tenants/people.ts";
import { newRecoveryCodes, offerTotp, removeTotp, takeRecoveryCode, takeTotp } from "../../../../worker/tenants/second-factor.ts";
import { keyringOf } from "../../../../worker/tenants/secrets.ts";
import { checkPassword } from "../../../../worker/tenants/sign-in.ts";
import { beginSignIn, endSignIns, isOpen, listSignIns, loadSignIn, renewSignIn } from "../../../../worker/tenants/sign-ins.ts";
import { giveTicket, peekTicket, TICKET_LIFE_MS, takeTicket } from "../../../../worker/tenants/tickets.ts";
import { base32, codeAt, stepOf, stepOfCode } from "../../../../worker/tenants/totp.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const chance = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);
const person = { tenant: "shop", agentId: "ag_1" };
const keyring = () => keyringOf(Buffer.alloc(32, 7).toString("base64"));
const SECRET = "signing secret of the deployment";

describe("codes of an authenticator app", () => {
  it("are those of RFC 6238's own table", async () => {
    const secret = utf8("12345678901234567890");
    // Appendix B, SHA-1, last six of eight digits.
    for (const [second, code] of [
      [59, "287082"],
      [1_111_111_109, "081804"],
      [1_234_567_890, "005924"],
      [20_000_000_000, "353130"],
    ] as const)
      expect(await codeAt(secret, stepOf(second * 1_000))).toBe(code);
  });

  it("agree with another implementation for any secret and time", async () => {
    for (let n = 0; n < 50; n++) {
      const secret = chance(new Uint8Array(20));
      const oracle = new TOTP({ secret: Secret.fromHex(hex(secret)) });
      const at = 1_700_000_000_000 + n * 987_654_321;
      expect(await codeAt(secret, stepOf(at))).toBe(oracle.generate({ timestamp: at }));
      expect(base32(secret)).toBe(oracle.secret.base32);
    }
  });

  it("are taken a step early or late, never twice, never older than the last one", async () => {
    const secret = chance(new Uint8Array(20));
    const now = 1_800_000_000_000;
    const step = stepOf(now);
    for (const drift of [-1, 0, 1]) expect(await stepOfCode(secret, await codeAt(secret, step + drift), now, 0)).toBe(step + drift);
    for (const drift of [-2, 2]) expect(await stepOfCode(secret, await codeAt(secret, step + drift), now, 0)).toBeNull();
    expect(await stepOfCode(secret, await codeAt(secret, step), now, step)).toBeNull();
    expect(await stepOfCode(secret, await codeAt(secret, step - 1), now, step)).toBeNull();
  });
});

describe("second factors", () => {
  it("count once a code was right, and each code once", async () => {
    const db = sqliteD1();
    const offered = await offerTotp(db, await keyring(), person, { account: "a@shop", issuer: "Kefu" }, 1, chance);
    const app = new TOTP({ secret: Secret.fromBase32(offered?.secret ?? "") });
    const now = 1_800_000_000_000;
    const code = app.generate({ timestamp: now });
    expect(await takeTotp(db, await keyring(), person, code, now, false)).toBe(false);
    expect(await takeTotp(db, await keyring(), person, "000000", now, true)).toBe(false);
    expect(await takeTotp(db, await keyring(), person, code, now, true)).toBe(true);
    expect(await takeTotp(db, await keyring(), person, code, now, false)).toBe(false);
    const later = now + 30_000;
    const next = app.generate({ timestamp: later });
    const both = await Promise.all([0, 1].map(async () => takeTotp(db, await keyring(), person, next, later, false)));
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await offerTotp(db, await keyring(), person, { account: "a@shop", issuer: "Kefu" }, 1, chance)).toBeNull();
    expect(await removeTotp(db, person)).toBe(true);
    expect(await takeTotp(db, await keyring(), person, app.generate({ timestamp: later + 60_000 }), later + 60_000, false)).toBe(false);
  });

  it("have recovery codes that work once each and only for their owner", async () => {
    const db = sqliteD1();
    const codes = await newRecoveryCodes(db, person, 1, chance);
    expect(new Set(codes).size).toBe(10);
    const [first = "", second = ""] = codes;
    expect(await takeRecoveryCode(db, { ...person, agentId: "ag_2" }, first, 2)).toBe(false);
    expect(await takeRecoveryCode(db, person, first.toLowerCase().replaceAll("-", " "), 2)).toBe(true);
    expect(await takeRecoveryCode(db, person, first, 3)).toBe(false);
    await newRecoveryCodes(db, person, 4, chance);
    expect(await takeRecoveryCode(db, person, second, 5)).toBe(false);
  });
});

describe("lock-out", () => {
  it("lets five failures through, then doubles the wait up to a quarter of an hour", () => {
    expect([1, 4, 5, 6, 7, 30].map((failures) => waitAfter(failures, PERSON))).toEqual([0, 0, 2_000, 4_000, 8_000, 15 * 60_000]);
  });

  it("counts attempts that come at once as if they came one after the other", async () => {
    const db = sqliteD1();
    const taken = await Promise.all(Array.from({ length: 50 }, () => beginAttempt(db, "s", PERSON, 1_000)));
    expect(taken.filter(({ ok }) => ok)).toHaveLength(5);
    expect(await beginAttempt(db, "s", PERSON, 2_000)).toEqual({ ok: false, waitMs: 1_000 });
    expect(await beginAttempt(db, "s", PERSON, 3_000)).toEqual({ ok: true, failures: 6 });
    expect(await beginAttempt(db, "s", PERSON, 3_001)).toEqual({ ok: false, waitMs: 3_999 });
    await forgive(db, "s");
    expect(await beginAttempt(db, "s", PERSON, 3_002)).toEqual({ ok: true, failures: 1 });
  });

  it("says nothing about which addresses exist", async () => {
    const db = sqliteD1();
    const draft = {
      name: "Li",
      email: "li@shop.example",
      password: "correct horse battery",
      role: "agent" as const,
      teamIds: [],
      capacity: 5,
      perChannel: {},
      skills: [],
      languages: [],
    };
    await addAgent(db, "shop", draft, 1, chance, "ag_1");
    for (let n = 0; n < 5; n++) {
      const [known, unknown] = await Promise.all(
        ["li@shop.example", "nobody@shop.example"].map((email) => checkPassword(db, { email, password: "wrong wrong wrong" }, 1_000)),
      );
      expect(known?.check).toBe(unknown?.check);
    }
    expect(await checkPassword(db, { email: "LI@shop.example ", password: draft.password }, 1_001)).toMatchObject({ check: "wait" });
    expect(await checkPassword(db, { email: "LI@shop.example ", password: draft.password }, 3_001)).toMatchObject({ check: "right", agent: { id: "ag_1" } });
  });
});

describe("sign-ins", () => {
  const begun = async () => {
    const db = sqliteD1();
    const draft = {
      name: "Li",
      email: "li@shop.example",
      password: "correct horse battery",
      role: "agent" as const,
      teamIds: [],
      capacity: 5,
      perChannel: {},
      skills: [],
      languages: [],
    };
    await addAgent(db, "shop", draft, 1, chance, "ag_1");
    const agent = await loadAgent(db, "shop:ag_1");
    if (!agent) throw new Error("no agent");
    const signedIn = await beginSignIn(db, SECRET, agent, { method: "password", userAgent: "Test" }, 1_000, chance);
    return { db, agent, signedIn, id: signedIn.refreshToken.split(".")[0] ?? "" };
  };

  it("renew with a token that changes each time; the one before is good for a minute, then it ends them", async () => {
    const { db, signedIn, id } = await begun();
    const first = await renewSignIn(db, SECRET, signedIn.refreshToken, 2_000, chance);
    if (!first.ok) throw new Error(first.why);
    expect(first.signedIn.refreshToken).not.toBe(signedIn.refreshToken);
    const lost = await renewSignIn(db, SECRET, signedIn.refreshToken, 30_000, chance);
    if (!lost.ok) throw new Error(lost.why);
    const state = await loadSignIn(db, id);
    expect(state && isOpen(state, 30_000)).toBe(true);
    // `first`'s token is now the former one; after the grace whoever brings it took it from somebody.
    expect(await renewSignIn(db, SECRET, first.signedIn.refreshToken, 200_000, chance)).toMatchObject({ ok: false, why: "reused", agentId: "ag_1" });
    expect(await renewSignIn(db, SECRET, lost.signedIn.refreshToken, 200_001, chance)).toEqual({ ok: false, why: "ended" });
  });

  it("end one by one or all but this one", async () => {
    const { db, agent, id } = await begun();
    const other = await beginSignIn(db, SECRET, agent, { method: "totp", userAgent: "Phone" }, 2_000, chance);
    const otherId = other.refreshToken.split(".")[0] ?? "";
    expect((await listSignIns(db, "shop", "ag_1", 3_000)).map(({ method }) => method)).toEqual(["totp", "password"]);
    expect(await endSignIns(db, { tenant: "shop", agentId: "ag_2" }, { only: otherId }, "x", 3_000)).toEqual([]);
    expect(await endSignIns(db, { tenant: "shop", agentId: "ag_1" }, { allBut: id }, "agent:ag_1", 3_000)).toEqual([otherId]);
    expect(await renewSignIn(db, SECRET, other.refreshToken, 3_001, chance)).toEqual({ ok: false, why: "ended" });
    expect(await listSignIns(db, "shop", "ag_1", 3_002)).toHaveLength(1);
  });
});

describe("tickets", () => {
  it("are given back once, for their purpose, in time", async () => {
    const db = sqliteD1();
    const give = () => giveTicket(db, "password_reset", { ...person, data: { a: 1 } }, 1_000, chance);
    const ticket = await give();
    expect(await takeTicket(db, "oidc", ticket, 1_001)).toBeNull();
    expect(await peekTicket(db, "password_reset", ticket, 1_001)).toMatchObject({ agentId: "ag_1", data: { a: 1 } });
    const both = await Promise.all([0, 1].map(() => takeTicket(db, "password_reset", ticket, 1_002)));
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await takeTicket(db, "password_reset", await give(), 1_000 + TICKET_LIFE_MS.password_reset)).toBeNull();
    const rows = await db.prepare("SELECT hash FROM sign_in_tickets").all<{ hash: string }>();
    expect(JSON.stringify(rows.results)).not.toContain(ticket);
  });
});

describe("passwords", () => {
  it.each([
    "1234567890",
    "0987654321",
    "qwertyuiop1",
    "Password123!",
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "abcdefghij",
    "short",
    "my-LiWei-pass",
    "1990010119900101",
  ])("refuse %s", (password) => expect(weaknessOf(password, ["liwei@shop.example", "Li Wei"])).not.toBeNull());
  it.each(["correct horse battery", "r7Tq-9_mZpXw3v", "今天天气真的很好啊我们去爬山"])("take %s", (password) =>
    expect(weaknessOf(password, ["li@shop.example", "Li Wei"])).toBeNull(),
  );
  it("are kept as salted hashes", async () => {
    const [one, other] = [await hashPassword("correct horse battery", chance), await hashPassword("correct horse battery", chance)];
    expect(one).toMatch(/^pbkdf2-sha256\$100000\$/);
    expect(one).not.toBe(other);
  });
});
