import { channelContract } from "../../../contract/channel-contract.ts";
import { wechatMiniFixture } from "../../../fixtures/channels/wechat_mini.ts";

channelContract(wechatMiniFixture);
