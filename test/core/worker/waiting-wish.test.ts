/** What the widget takes for a number or an address is never refused by the server. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { phoneFrom } from "../../../widget/chat/contact.ts";
import { waitingWishSchema } from "../../../worker/http/routes/queueing.ts";

const typed = fc.string({ unit: fc.constantFrom(..."0123456789+-() .（）　０１２３"), minLength: 1, maxLength: 40 });

it("the server calls every number that the widget lets through", () => {
  fc.assert(
    fc.property(typed, (text) => {
      const phone = phoneFrom(text);
      if (phone !== null) expect(waitingWishSchema.safeParse({ conversationId: "cv_1", wish: "callback", contact: { phone } }).success).toBe(true);
    }),
  );
  expect(phoneFrom("+44 (0)20 7946 0958")).toBe("+44 20 7946 0958");
});
