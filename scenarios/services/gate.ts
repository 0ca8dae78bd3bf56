/** So many at a time, the others in the order in which they came. Pure but for what it calls. */
export class Gate {
  readonly #limit: number;
  readonly #waiting = new Set<() => void>();
  #insideCount = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Calls `begin` at once, or when it is its turn. What it gives back ends it, inside or still waiting; calling that again does
   * nothing.
   */
  enter(begin: () => void): () => void {
    let isInside = false;
    let isOver = false;
    const start = (): void => {
      isInside = true;
      this.#insideCount += 1;
      begin();
    };
    if (this.#insideCount < this.#limit) start();
    else this.#waiting.add(start);
    return () => {
      if (isOver) return;
      isOver = true;
      if (isInside) this.#insideCount -= 1;
      this.#waiting.delete(start);
      this.#admit();
    };
  }

  #admit(): void {
    for (const start of this.#waiting) {
      if (this.#insideCount >= this.#limit) return;
      this.#waiting.delete(start);
      start();
    }
  }
}
