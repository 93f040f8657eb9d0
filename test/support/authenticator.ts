/** A passkey authenticator in software (WebAuthn Level 3 §6): ES256, user verified, attestation "none". Its messages are built here by hand, so that it shares no code with the server. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 };
const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const sha256 = (data: string | Uint8Array): Buffer => createHash("sha256").update(data).digest();

/** What of CBOR (RFC 8949) is needed: small integers, byte strings, text, maps. */
function cbor(value: number | string | Uint8Array | Map<number | string, unknown>): Buffer {
  const head = (major: number, n: number): Buffer =>
    n < 24 ? Buffer.from([(major << 5) | n]) : n < 256 ? Buffer.from([(major << 5) | 24, n]) : Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one as number)])]);
}

interface Options {
  challenge: string;
  rp?: { id?: string };
  rpId?: string;
}

export class Authenticator {
  readonly id = randomBytes(16);
  counter = 0;
  private readonly privateKey: KeyObject;
  private readonly coseKey: Buffer;
  private readonly origin: string;

  constructor(origin: string) {
    this.origin = origin;
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.privateKey = privateKey;
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    this.coseKey = cbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, "base64url")],
        [-3, Buffer.from(y, "base64url")],
      ]),
    );
  }

  private data(rpId: string, flags: number, attested = Buffer.alloc(0)): Buffer {
    this.counter += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter, attested]);
  }

  private client(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  create({ challenge, rp }: Options): Record<string, unknown> {
    const length = Buffer.from([0, this.id.length]);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.coseKey]);
    const authData = this.data(rp?.id ?? "", FLAGS.present | FLAGS.verified | FLAGS.attested, attested);
    const attestationObject = cbor(
      new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]),
    );
    const response = { clientDataJSON: b64(this.client("webauthn.create", challenge)), attestationObject: b64(attestationObject), transports: ["internal"] };
    return { id: b64(this.id), rawId: b64(this.id), type: "public-key", response, clientExtensionResults: {} };
  }

  /** `verified` false = the user only touched it. */
  get({ challenge, rpId = "" }: Options, verified = true): Record<string, unknown> {
    const clientData = this.client("webauthn.get", challenge);
    const authData = this.data(rpId, FLAGS.present | (verified ? FLAGS.verified : 0));
    const signature = sign("sha256", Buffer.concat([authData, sha256(clientData)]), this.privateKey);
    const response = { clientDataJSON: b64(clientData), authenticatorData: b64(authData), signature: b64(signature) };
    return { id: b64(this.id), rawId: b64(this.id), type: "public-key", response, clientExtensionResults: {} };
  }
}
