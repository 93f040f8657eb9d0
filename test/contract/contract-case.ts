/** One case of the channel contract: a sentence about the product, and a check that throws when it is not true. */
import assert from "node:assert/strict";
import type { ChannelEvent } from "../../protocol/channels.ts";
import type { RawRequest } from "../../worker/channels/channel.ts";
import type { BoundChannel } from "../../worker/channels/registry.ts";
import type { CaseId, ChannelFixture, RawConfig } from "./channel-fixture.ts";

export interface ContractCase {
  id: CaseId;
  title: string;
  run(fixture: ChannelFixture): Promise<void>;
}

/** The fixture's channel over a configuration; a fixture's configuration must be one the schema accepts. */
export function bound(fixture: ChannelFixture, config: RawConfig = fixture.config): BoundChannel {
  const binding = fixture.channel.bind(config);
  if (!binding.ok) throw new Error(`fixture configuration of ${fixture.channel.kind}: ${binding.field}: ${binding.detail}`);
  return binding.channel;
}

/** The events of a payload: parsed, or read as a page where the channel only rings. */
export function eventsOf(fixture: ChannelFixture, payload: string, request: RawRequest, now = fixture.now): ChannelEvent[] {
  const channel = bound(fixture);
  if (fixture.pages?.isPage(payload)) {
    const page = channel.pull(fixture.pages.hint, "cursor")?.read(JSON.parse(payload) as unknown, now);
    assert.ok(page, "the page was not understood");
    return page.events;
  }
  const result = channel.parse(payload, request, now);
  assert.ok(result.ok, result.ok ? "" : result.why);
  return result.events;
}

/** A fixture must bring what a case needs, or say why the platform makes the case impossible. */
export function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the fixture has no "${name}" and no skip reason`);
  return value;
}
