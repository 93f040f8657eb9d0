import { describe, expect, it } from "vitest";
import { Looking } from "../../../../durable-objects/agent-desk/looking.ts";
import { VIEW_LASTS_MS, Viewers } from "../../../../durable-objects/customer-session/viewers.ts";

const wei = { agentId: "ag_wei", name: "Wei", typing: false };
const ana = { agentId: "ag_ana", name: "Ana", typing: false };

describe("who looks at a conversation", () => {
  it("tells when somebody comes, writes or goes, and nothing when they only say it again", () => {
    const viewers = new Viewers();
    expect(viewers.note("cv", wei, true, 0)).toEqual([wei]);
    expect(viewers.note("cv", wei, true, 1_000)).toBeNull();
    expect(viewers.note("cv", ana, true, 2_000)).toEqual([wei, ana]);
    expect(viewers.note("cv", { ...ana, typing: true }, true, 3_000)).toEqual([wei, { ...ana, typing: true }]);
    expect(viewers.note("cv", wei, false, 4_000)).toEqual([{ ...ana, typing: true }]);
    expect(viewers.note("other", wei, true, 4_000)).toEqual([wei]);
  });

  it("forgets whoever has not said it for a while", () => {
    const viewers = new Viewers();
    viewers.note("cv", wei, true, 0);
    expect(viewers.note("cv", ana, true, VIEW_LASTS_MS + 1)).toEqual([ana]);
  });
});

describe("an agent's tabs", () => {
  it("leave a conversation only when the last of them does", () => {
    const looking = new Looking<{ tab: number }>();
    const [one, two] = [{ tab: 1 }, { tab: 2 }];
    expect(looking.turn(one, "cv_a")).toEqual({ left: null });
    expect(looking.turn(two, "cv_a")).toEqual({ left: null });
    expect(looking.turn(one, "cv_b")).toEqual({ left: null });
    expect(looking.turn(two, null)).toEqual({ left: "cv_a" });
    expect(looking.turn(one, "cv_b")).toEqual({ left: null });
    expect(looking.turn(one, null)).toEqual({ left: "cv_b" });
  });
});
