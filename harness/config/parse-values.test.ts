import { expect, test } from 'vitest';
import { CrossoverError } from '../errors.ts';
import {
  parseAssignments,
  parseByteCount,
  parseCount,
  parseCounts,
  parseDurationMs,
  parseList,
  parsePercent,
  parseScalar,
} from './parse-values.ts';

/** The value, or the text of the usage error. */
function outcomeOf(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    if (error instanceof CrossoverError && error.code === 'CROSSOVER_USAGE') return error.message;
    throw error;
  }
}

const NOT_A_DURATION = 'is not a duration with its unit, such as 50ms, 1.5s or 2m.';
test.each([
  ['50ms', 50],
  ['1.5s', 1500],
  ['.5s', 500],
  ['2m', 120_000],
  ['2min', 120_000],
  ['1h', 3_600_000],
  ['250us', 0.25],
  [' 90 s ', 90_000],
  ['90', `--budget: "90" ${NOT_A_DURATION}`],
  ['0s', `--budget: "0s" ${NOT_A_DURATION}`],
  ['-5s', `--budget: "-5s" ${NOT_A_DURATION}`],
  ['5 parsecs', `--budget: "5 parsecs" ${NOT_A_DURATION}`],
  ['5constructor', `--budget: "5constructor" ${NOT_A_DURATION}`],
  ['', `--budget: "" ${NOT_A_DURATION}`],
])('duration %j', (text, expected) => {
  expect(outcomeOf(() => parseDurationMs(text, '--budget'))).toEqual(expected);
});

test.each([
  ['64KiB', 65_536],
  ['1.5MiB', 1_572_864],
  ['10MB', 10_000_000],
  ['512B', 512],
  ['64', '--size: "64" is not a size with its unit, such as 64KiB or 10MB.'],
  ['64kib', '--size: "64kib" is not a size with its unit, such as 64KiB or 10MB.'],
])('size %j', (text, expected) => {
  expect(outcomeOf(() => parseByteCount(text, '--size'))).toEqual(expected);
});

test.each([
  ['3%', 0.03],
  ['0.5 %', 0.005],
  ['3', '--margin: "3" is not a share in per cent, such as 3% or 0.5%.'],
  ['0%', '--margin: "0%" is not a share in per cent, such as 3% or 0.5%.'],
  ['100%', '--margin: "100%" is not a share below 100%.'],
])('per cent %j', (text, expected) => {
  expect(outcomeOf(() => parsePercent(text, '--margin'))).toEqual(expected);
});

test.each([
  ['5', 5],
  ['1e3', '--blocks: "1e3" is not a whole number from 1 on.'],
  ['0', '--blocks: "0" is not a whole number from 1 on.'],
  ['2.5', '--blocks: "2.5" is not a whole number from 1 on.'],
  ['', '--blocks: "" is not a whole number from 1 on.'],
  ['99999999999999999999', '--blocks: "99999999999999999999" is not a whole number from 1 on.'],
])('count %j', (text, expected) => {
  expect(outcomeOf(() => parseCount(text, '--blocks'))).toEqual(expected);
});

test('lists drop repetitions and refuse gaps', () => {
  expect(parseCounts('1,2, 4,2', '--pool-size')).toEqual([1, 2, 4]);
  expect(parseList('a,b', '--models')).toEqual(['a', 'b']);
  expect(outcomeOf(() => parseList('a,,b', '--models'))).toBe(
    '--models: "a,,b" is not values separated by single commas.',
  );
});

test.each([
  ['1000', 1000],
  ['1e6', 1_000_000],
  ['1_000_000', 1_000_000],
  ['-0.5', -0.5],
  ['true', true],
  ['json', 'json'],
  ['0x10', '0x10'],
  ['1e999', '1e999'],
  ['', ''],
])('scalar %j', (text, expected) => {
  expect(parseScalar(text)).toBe(expected);
});

test.each([
  [['n=1000,10000'], { n: [1000, 10_000] }],
  [['n=1', 'n=2,1', 'mode=a'], { n: [1, 2], mode: ['a'] }],
  [['query=a=b'], { query: ['a=b'] }],
  [['payloadBytes=64KiB,100'], { payloadBytes: [65_536, 100] }],
  [['delayMs=1.5s,5'], { delayMs: [1500, 5] }],
  [['idleTimeoutMs=0,50ms,never'], { idleTimeoutMs: [0, 50, 'never'] }],
  [['delayMs=5x'], '--param delayMs: "5x" is not a duration with its unit, such as 50ms, 1.5s or 2m.'],
  [['mode=5s'], { mode: ['5s'] }],
  [['payloadBytes=9big'], '--param payloadBytes: "9big" is not a size with its unit, such as 64KiB or 10MB.'],
  [[], {}],
  [['n'], '--param: "n" is not a name and its values, such as name=1,2.'],
  [['=1'], '--param: "=1" is not a name and its values, such as name=1,2.'],
  [['n='], '--param n: "" is not values separated by single commas.'],
])('assignments %j', (texts, expected) => {
  expect(outcomeOf(() => parseAssignments(texts, '--param'))).toEqual(expected);
});
