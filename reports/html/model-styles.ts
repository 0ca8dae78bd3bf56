/** The part of the style sheet that is made for the document: swatches of its models, heights of its charts, tints. */
import { HEAT_COLORS, styleOf, type ThemeName } from '../palette.ts';

/** Class names that hold no text of the document: a hostile model name never becomes CSS. */
export class SwatchClasses {
  /** The models in the order in which they occur. */
  readonly models: readonly string[];

  /** Numbers the models in the order in which they occur. */
  constructor(models: readonly string[]) {
    this.models = [...new Set(models)];
  }

  /** The class of a model's swatch. */
  classOf(model: string): string {
    return `k${this.models.indexOf(model)}`;
  }

  /** The rules for all classes. */
  get css(): string {
    return this.models
      .map((model) => {
        const { light, dark } = styleOf(model).color;
        return `.${this.classOf(model)}{--fill-light:${light};--fill-dark:${dark}}`;
      })
      .join('');
  }
}

/** One class per height in use, so that charts take their room before any script runs: `.tall-214{height:214px}`. */
export function heightRules(heightsPx: Iterable<number>): string {
  return [...new Set(heightsPx)].map((heightPx) => `.tall-${heightPx}{height:${heightPx}px}`).join('');
}

function tintsOf(theme: ThemeName, scope: string): string {
  return HEAT_COLORS[theme]
    .map((color, index) => `${scope} .heat-${index}{background-color:${color}}`)
    .join('');
}

/** The tints of the winners matrix in both themes. */
export function heatRules(): string {
  const byPreference = tintsOf('dark', ":root:not([data-theme='light'])");
  const byChoice = tintsOf('dark', ":root[data-theme='dark']");
  return `${tintsOf('light', ':root')}@media screen and (prefers-color-scheme:dark){${byPreference}}@media screen{${byChoice}}`;
}
