import { expect, test } from 'vitest';
import { knownModels as models } from '../harness/models/index.ts';
import { styleOf } from './palette.ts';
import { modelRank } from './view/simplicity.ts';

/** Those of today, and one that is planned. */
const MODELS = [...models.map(({ id }) => id), 'queue'];
/** One for each of the looks that are kept for others. */
const UNKNOWN = ['a', 'b', 'c', 'd'];

test.each(['light', 'dark'] as const)('no two models have one colour on a %s page', (theme) => {
  const colors = [...MODELS, ...UNKNOWN].map((model) => styleOf(model).color[theme]);
  expect(new Set(colors).size).toBe(colors.length);
});

test('no two models are drawn alike where colours cannot be told apart', () => {
  const looks = [...MODELS, ...UNKNOWN].map((model) => {
    const { point, dash } = styleOf(model);
    return `${point} ${dash.join()}`;
  });
  expect(new Set(looks).size).toBe(looks.length);
});

test('floors stand behind everything else', () => {
  const inOrder = [...MODELS, 'of a later version'].sort((one, other) => modelRank(one) - modelRank(other));
  expect(inOrder.slice(-3)).toEqual(['of a later version', 'floor:message', 'floor:atomics']);
});

test('every model has its place from simple to complex', () => {
  const unknown = modelRank('of a later version');
  const ranks = models.filter(({ isFloor }) => !isFloor).map(({ id }) => modelRank(id));
  expect(Math.max(...ranks)).toBeLessThan(unknown);
});
