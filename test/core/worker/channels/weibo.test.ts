import { channelContract } from "../../../contract/channel-contract.ts";
import { weiboFixture } from "../../../fixtures/channels/weibo.ts";

channelContract(weiboFixture);
