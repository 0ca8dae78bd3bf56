import { expect, test } from 'vitest';
import { shouldColor, styleOf } from './style.ts';

test.each([
  [{}, null, true, true],
  [{}, null, false, false],
  [{ TERM: 'dumb' }, null, true, false],
  [{ NO_COLOR: '1' }, null, true, false],
  [{ NO_COLOR: '' }, null, true, true],
  [{ FORCE_COLOR: '1' }, null, false, true],
  [{ FORCE_COLOR: '' }, null, false, true],
  [{ FORCE_COLOR: '0' }, null, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, null, false, true],
  [{ FORCE_COLOR: '1', TERM: 'dumb' }, null, true, true],
  [{ NO_COLOR: '1' }, true, false, true],
  [{ FORCE_COLOR: '1' }, false, true, false],
])('%j, asked %j, terminal %j: %j', (env, asked, isTTY, expected) => {
  expect(shouldColor({ asked, isTTY, env })).toBe(expected);
});

test('paint is reset after the text, and an empty text stays empty', () => {
  expect(styleOf(true).good('ok')).toBe('\u001b[32mok\u001b[39m');
  expect(styleOf(true).bold('')).toBe('');
  expect(styleOf(false).bad('x')).toBe('x');
});
