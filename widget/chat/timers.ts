/** Named timers: a new one replaces the old of the same name. */

export class Timers {
  private readonly running = new Map<string, ReturnType<typeof setTimeout>>();

  later(name: string, ms: number, work: () => void): void {
    this.cancel(name);
    this.running.set(
      name,
      setTimeout(() => {
        this.running.delete(name);
        work();
      }, ms),
    );
  }

  cancel(name: string): void {
    clearTimeout(this.running.get(name));
    this.running.delete(name);
  }

  isRunning(name: string): boolean {
    return this.running.has(name);
  }

  clear(): void {
    for (const name of [...this.running.keys()]) this.cancel(name);
  }
}
