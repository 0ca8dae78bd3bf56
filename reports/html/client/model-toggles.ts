/** The legend of models: each a button that hides its rows, its series in all charts and its column of the matrix. */

/** The models that the reader has hidden. */
export class ModelToggles {
  readonly #models: readonly string[];
  readonly #hidden = new Set<string>();
  readonly #buttons: readonly HTMLButtonElement[];

  /** `onChange` is called when a button was pressed. */
  constructor(bar: HTMLElement, models: readonly string[], onChange: () => void) {
    this.#models = models;
    this.#buttons = [...bar.querySelectorAll<HTMLButtonElement>('.toggle')];
    for (const button of this.#buttons) {
      button.addEventListener('click', () => {
        const model = this.#modelOf(button);
        if (!this.#hidden.delete(model)) this.#hidden.add(model);
        this.#show();
        onChange();
      });
    }
  }

  #modelOf(element: HTMLElement): string {
    return this.#models[Number(element.dataset.model)] ?? '';
  }

  /** In the order of the legend. */
  get hiddenModels(): string[] {
    return this.#models.filter((model) => this.#hidden.has(model));
  }

  isHidden(model: string): boolean {
    return this.#hidden.has(model);
  }

  /** Hides exactly these; names that the page does not know are left out. */
  hide(models: readonly string[]): void {
    this.#hidden.clear();
    for (const model of models) if (this.#models.includes(model)) this.#hidden.add(model);
    this.#show();
  }

  #show(): void {
    for (const button of this.#buttons) button.ariaPressed = String(!this.isHidden(this.#modelOf(button)));
    for (const cell of document.querySelectorAll<HTMLElement>('.matrix [data-model]')) {
      cell.hidden = this.isHidden(this.#modelOf(cell));
    }
  }
}
