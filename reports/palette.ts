/**
 * How an execution model looks wherever it is drawn: one colour per theme, one point shape and one dash, so that no
 * chart depends on colour alone. The colours are Okabe & Ito's (2008), told apart under all common colour blindness;
 * a 1.5 px outline in the text colour gives them contrast on both backgrounds without changing them.
 */

/** The two looks of a page or picture. */
export type ThemeName = 'light' | 'dark';

/** Names of Chart.js point styles that stay distinct at 8 px. */
export type PointShape = 'circle' | 'rect' | 'triangle' | 'rectRot' | 'star' | 'crossRot' | 'rectRounded';

/** How one model is drawn; `dash` is a canvas line dash in px, empty for a solid line. */
export interface ModelStyle {
  readonly color: Readonly<Record<ThemeName, string>>;
  readonly point: PointShape;
  readonly dash: readonly number[];
}

const same = (color: string): Readonly<Record<ThemeName, string>> => ({ light: color, dark: color });

const STYLES: ReadonlyMap<string, ModelStyle> = new Map<string, ModelStyle>([
  ['sequential', { color: { light: '#000000', dark: '#E6EDF3' }, point: 'crossRot', dash: [2, 3] }],
  ['single-loop', { color: same('#0072B2'), point: 'circle', dash: [] }],
  ['worker-threads', { color: same('#D55E00'), point: 'triangle', dash: [8, 3] }],
  ['worker-per-task', { color: same('#E69F00'), point: 'rectRot', dash: [8, 3, 2, 3] }],
  ['child-processes', { color: same('#009E73'), point: 'rect', dash: [4, 3] }],
  ['cluster', { color: same('#CC79A7'), point: 'star', dash: [12, 4] }],
  ['queue', { color: same('#56B4E9'), point: 'rectRounded', dash: [2, 2, 8, 2] }],
]);

/** For models that this version does not know: muted, and none of the colours above. */
const FALLBACK_STYLES: readonly ModelStyle[] = [
  { color: same('#882255'), point: 'rectRot', dash: [6, 2, 2, 2] },
  { color: same('#999933'), point: 'rect', dash: [10, 3] },
  { color: same('#6699CC'), point: 'triangle', dash: [3, 2] },
  { color: same('#AA4499'), point: 'star', dash: [1, 3] },
];

/** The look of a model by its id; an unknown one gets a look that depends on its name alone. Pure. */
export function styleOf(model: string): ModelStyle {
  const known = STYLES.get(model);
  if (known !== undefined) return known;
  let sum = 0;
  for (const character of model) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return (
    FALLBACK_STYLES[sum % FALLBACK_STYLES.length] ?? { color: same('#777777'), point: 'circle', dash: [] }
  );
}

const OPACITIES = [1, 0.55, 0.28];

/** The fill of a cell: its model's colour, paler for the second (`ordinal` 1) and third cell of the same model. Pure. */
export function shadeOf(model: string, ordinal: number, theme: ThemeName): string {
  const opacity = OPACITIES[Math.min(ordinal, OPACITIES.length - 1)] ?? 1;
  const color = styleOf(model).color[theme];
  return opacity === 1 ? color : withOpacity(color, opacity);
}

/** `#RRGGBB` with an opacity: `rgba(0, 114, 178, 0.55)`. */
function withOpacity(hexColor: string, opacity: number): string {
  const value = Number.parseInt(hexColor.slice(1), 16);
  return `rgba(${(value >> 16) & 255}, ${(value >> 8) & 255}, ${value & 255}, ${opacity})`;
}

/** Fills for the parts of a receipt, in the order of a task's way; they name no model, so they are greys and blues. */
export const RECEIPT_COLORS: Readonly<Record<string, Readonly<Record<ThemeName, string>>>> = {
  queue: { light: '#C9A227', dark: '#D4B13D' },
  'queue+send': { light: '#A9742B', dark: '#BD8A43' },
  send: { light: '#8B5E9E', dark: '#A67BB8' },
  run: { light: '#5B7FA6', dark: '#7195BC' },
  return: { light: '#9AA5B1', dark: '#8793A0' },
};
