import { channelContract } from "../../../contract/channel-contract.ts";
import { douyinFixture } from "../../../fixtures/channels/douyin.ts";

channelContract(douyinFixture);
