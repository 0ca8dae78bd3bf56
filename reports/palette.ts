/**
 * How an execution model looks wherever it is drawn: one colour per theme, one point shape and one dash, so that no
 * chart depends on colour alone. The colours are Okabe & Ito's (2008), told apart under all common colour blindness;
 * a 1.5 px outline in the text colour gives them contrast on both backgrounds without changing them. There are no more of
 * them than models in common use: pools of other libraries have colours of Tol's muted scheme (2021), floors are grey.
 */

/** The two looks of a page or picture. */
export type ThemeName = 'light' | 'dark';

/** Names of Chart.js point styles that stay distinct at 8 px. */
export type PointShape =
  | 'circle'
  | 'rect'
  | 'triangle'
  | 'rectRot'
  | 'star'
  | 'cross'
  | 'crossRot'
  | 'line'
  | 'rectRounded';

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
  ['process-per-task', { color: same('#F0E442'), point: 'rectRounded', dash: [2, 3, 8, 3] }],
  ['threads:tinypool', { color: same('#CC6677'), point: 'star', dash: [6, 3, 1, 3] }],
  ['threads:workerpool', { color: same('#AA4499'), point: 'triangle', dash: [3, 3] }],
  ['processes:workerpool', { color: same('#117733'), point: 'rect', dash: [12, 3, 2, 3] }],
  ['floor:message', { color: same('#777777'), point: 'cross', dash: [1, 2] }],
  ['floor:atomics', { color: same('#AAAAAA'), point: 'line', dash: [1, 4] }],
  ['cluster', { color: same('#CC79A7'), point: 'star', dash: [12, 4] }],
  ['queue', { color: same('#56B4E9'), point: 'rectRounded', dash: [2, 2, 8, 2] }],
]);

/** For models that this version does not know: muted, and none of the colours above. */
const FALLBACK_STYLES: readonly ModelStyle[] = [
  { color: same('#882255'), point: 'rectRot', dash: [6, 2, 2, 2] },
  { color: same('#999933'), point: 'rect', dash: [10, 3] },
  { color: same('#6699CC'), point: 'triangle', dash: [3, 2] },
  { color: same('#DDCC77'), point: 'star', dash: [1, 3] },
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

/** Fills for the parts of a receipt, in the order of a task's way; they name no model, so they are greys and blues. */
export const RECEIPT_COLORS: Readonly<Record<string, Readonly<Record<ThemeName, string>>>> = {
  queue: { light: '#C9A227', dark: '#D4B13D' },
  'queue+send': { light: '#A9742B', dark: '#BD8A43' },
  send: { light: '#8B5E9E', dark: '#A67BB8' },
  run: { light: '#5B7FA6', dark: '#7195BC' },
  return: { light: '#9AA5B1', dark: '#8793A0' },
};

/** Tints from the best (0) over half of it (3) to a tenth and less (6); text in the text colour is readable on each. */
export const HEAT_COLORS: Readonly<Record<ThemeName, readonly string[]>> = {
  light: ['#A6CBEE', '#C6DEF3', '#E0ECF7', '#EEEDEA', '#FBE7D8', '#F6CFB0', '#EFB389'],
  dark: ['#1F5688', '#21456A', '#22364C', '#252B33', '#3F3024', '#5A3C24', '#764A22'],
};

/** What each tint means, for legends. */
export const HEAT_LABELS = ['best', '0.9×', '0.7×', '½', '0.3×', '0.2×', '≤ 0.1×'] as const;

const HEAT_BOUNDS = [-0.07, -0.3, -0.75, -1.25, -2, -3.3];

/** The tint of a log₂ ratio to the best: 0 … 6. Pure. */
export function heatOf(log2Ratio: number): number {
  const index = HEAT_BOUNDS.findIndex((bound) => log2Ratio >= bound);
  return index === -1 ? HEAT_BOUNDS.length : index;
}
