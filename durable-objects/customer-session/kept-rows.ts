/** Rows at hand: a bounded memory in front of a table, so that a busy customer is written without being read. */

export class KeptRows<T> {
  private readonly rows = new Map<string, T>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  get(key: string): T | undefined {
    return this.rows.get(key);
  }

  /** Keeps a row as the newest; the oldest goes when there are too many. */
  keep(key: string, row: T): T {
    this.rows.delete(key);
    this.rows.set(key, row);
    if (this.rows.size > this.most) {
      const oldest = this.rows.keys().next();
      if (!oldest.done) this.rows.delete(oldest.value);
    }
    return row;
  }

  forget(): void {
    this.rows.clear();
  }
}
