import { expect, it } from "vitest";
import { slotsOf } from "../../../../worker/intent/slots.ts";

const goods = (text: string): string[] => slotsOf(text).flatMap((slot) => (slot.name === "product" ? [text.slice(slot.start, slot.end)] : []));

it.each([
  ["我买的那个蓝牙耳机到哪了", ["蓝牙耳机"]],
  ["the headphones I ordered last week", ["headphones"]],
  ["给孩子买的多功能料理机坏了", ["多功能料理机"]],
  ["iPhone 16 Pro 256G有货吗", ["iPhone 16 Pro 256G"]],
  // A name that no list has is told by what is said around it.
  ["我买的飞天小火柴怎么还没发货", ["飞天小火柴"]],
  ["I ordered a Zorblax yesterday", ["Zorblax"]],
  // Nothing but goods does such things, or has them done to it.
  ["火花塞装上去还是抖", ["火花塞"]],
  ["刚换的空气滤芯尺寸不对", ["空气滤芯"]],
  ["缝纫线能单独买吗", ["缝纫线"]],
  ["my brake pads squeal, what can you do", ["brake pads"]],
  ["the dash cam won't fit my windscreen", ["dash cam"]],
  ["are bobbins sold separately", ["bobbins"]],
])("names the goods in: %s", (text, names) => {
  expect(goods(text)).toEqual(names);
});

it.each([
  "我买的东西到哪了",
  "我的快递到哪了",
  "手机号13800001111",
  "my phone is +1 415-555-0132",
  "the item I received is broken",
  "my refund hasn't arrived",
  "型号选错了能换吗",
  "箱子都压扁了",
  "my commission hasn't been paid",
  "can you email me the catalogue",
])("names none in: %s", (text) => {
  expect(goods(text)).toEqual([]);
});
