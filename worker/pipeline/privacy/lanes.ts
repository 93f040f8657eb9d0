/** Work that may go on side by side, a bounded number at once. The first failure is thrown to whoever asks next. */
export class Lanes {
  readonly #most: number;
  readonly #going = new Set<Promise<void>>();
  #failed: { error: unknown } | null = null;

  constructor(most: number) {
    this.#most = most;
  }

  /** Comes back when it has begun. */
  async begin(work: () => Promise<void>): Promise<void> {
    while (this.#going.size >= this.#most) await Promise.race(this.#going);
    this.#check();
    const going: Promise<void> = work()
      .catch((error: unknown) => {
        this.#failed ??= { error };
      })
      .finally(() => this.#going.delete(going));
    this.#going.add(going);
  }

  /** Comes back when all of it is over. */
  async over(): Promise<void> {
    while (this.#going.size > 0) await Promise.all(this.#going);
    this.#check();
  }

  #check(): void {
    if (this.#failed) throw this.#failed.error;
  }
}
