/** One of the slices of a turn that go on beside each other: they hold the turn one after the other, and rest in between. */
export class Strand {
  #hasEnded = false;
  #startedMs: number | null = null;
  #pass: (() => void) | null = null;

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** When it first held the turn, on the machine's clock; null before. */
  get startedMs(): number | null {
    return this.#startedMs;
  }

  /** Has it go on; resolves when it rests, or is over. */
  async hold(goOn: () => void, nowMs: number): Promise<void> {
    if (this.#hasEnded) return;
    this.#startedMs ??= nowMs;
    const passed = new Promise<void>((resolve) => {
      this.#pass = resolve;
    });
    goOn();
    await passed;
  }

  /** It has told that it rests. */
  readonly rest = (): void => {
    const pass = this.#pass;
    this.#pass = null;
    pass?.();
  };

  /** However it came to that. */
  readonly end = (): void => {
    this.#hasEnded = true;
    this.rest();
  };
}
