import { describe, expect, it } from "vitest";
import { findColleagues, mentionsIn, nameBegun } from "../../../console/src/conversation/mention-words.ts";

const agents = [
  { id: "li", name: "李" },
  { id: "limei", name: "李梅" },
  { id: "ann", name: "Ann" },
  { id: "annlee", name: "Ann Lee" },
];

describe("names in a note", () => {
  it("are found whole: a longer one is not also the shorter that it begins with", () => {
    expect(mentionsIn("@李梅 请看一下", agents)).toEqual(["limei"]);
    expect(mentionsIn("@Ann Lee and @李", agents).sort()).toEqual(["annlee", "li"]);
    expect(mentionsIn("@Ann @Ann Lee", agents).sort()).toEqual(["ann", "annlee"]);
    expect(mentionsIn("mail ann@shop.example, no name", agents)).toEqual([]);
  });

  it("are begun by an @ at the start or after a gap, not inside an address", () => {
    expect(nameBegun("@")).toBe("");
    expect(nameBegun("请 @李")).toBe("李");
    expect(nameBegun("好的，@An")).toBe("An");
    expect(nameBegun("ann@shop")).toBeNull();
    expect(nameBegun("@Ann said")).toBeNull();
  });

  it("are offered by a part of the name or its pinyin initials", () => {
    expect(findColleagues(agents, "lm").map(({ id }) => id)).toEqual(["limei"]);
    expect(findColleagues(agents, "lee").map(({ id }) => id)).toEqual(["annlee"]);
    expect(findColleagues(agents, "")).toHaveLength(4);
  });
});
