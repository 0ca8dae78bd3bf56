/** Who is inside, and whether they are too many. Pure. */
export class Crowd {
  readonly #limit: number;
  #insideCount = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Lets everybody in: a service that is asked too much works on what it cannot answer as well. `isTooMany` tells whether there were
   * already as many as the limit; `leave` ends it, and calling that again does nothing.
   */
  enter(): { readonly isTooMany: boolean; readonly leave: () => void } {
    const isTooMany = this.#insideCount >= this.#limit;
    this.#insideCount += 1;
    let isOver = false;
    const leave = (): void => {
      if (isOver) return;
      isOver = true;
      this.#insideCount -= 1;
    };
    return { isTooMany, leave };
  }
}
