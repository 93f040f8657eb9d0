/** A window of n messages that opens when the customer writes: how the platforms themselves count. */
export class FakeWindow {
  readonly #openMs: number;
  readonly #max: number;
  readonly #rights = new Map<string, { at: number; spent: number }>();

  constructor(openMs: number, max = Number.POSITIVE_INFINITY) {
    this.#openMs = openMs;
    this.#max = max;
  }

  open(customer: string, at: number): void {
    this.#rights.set(customer, { at, spent: 0 });
  }

  /** `closed` = never opened or over; `spent` = the count is used up; otherwise one is spent. */
  spend(customer: string, now: number): "ok" | "closed" | "spent" {
    const right = this.#rights.get(customer);
    if (!right || now >= right.at + this.#openMs) return "closed";
    if (right.spent >= this.#max) return "spent";
    right.spent += 1;
    return "ok";
  }
}
