import { describe, expect, test } from "vitest";
import { feishu, feishuConfigSchema } from "../../../../worker/channels/feishu/index.ts";
import { aesCbcDecrypt } from "../../../../worker/channels/signatures.ts";
import { textOfBytes, unbase64 } from "../../../../worker/crypto/bytes.ts";
import { digest } from "../../../../worker/crypto/hash.ts";
import { channelContract } from "../../../contract/channel-contract.ts";
import { feishuFixture } from "../../../fixtures/channels/feishu.ts";
import vectors from "../../../fixtures/vectors/feishu.json" with { type: "json" };
import { larkHeaders } from "../../../support/fake-platforms/feishu-signing.ts";

channelContract(feishuFixture);

const config = feishuConfigSchema.parse(feishuFixture.config);

describe("sealed events of Feishu", () => {
  test("open to the words of the documentation's own example", async () => {
    const { encryptKey, encrypt, plain } = vectors.docsVector;
    const raw = unbase64(encrypt) ?? new Uint8Array(0);
    const opened = await aesCbcDecrypt(await digest("SHA-256", encryptKey), raw.slice(0, 16), raw.slice(16));
    expect(opened && textOfBytes(opened)).toBe(plain);
  });

  test("are refused in the clear, even when somebody could sign them", async () => {
    const body = `{"schema":"2.0","header":{"event_id":"1","event_type":"im.message.receive_v1"}}`;
    const request = {
      method: "POST",
      url: new URL("https://kefu.example/"),
      headers: new Headers(larkHeaders(config.encryptKey ?? "", body, feishuFixture.now / 1000)),
      body: new TextEncoder().encode(body),
    };
    expect((await feishu.verify(request, config, feishuFixture.now)).ok).toBe(false);
  });
});
