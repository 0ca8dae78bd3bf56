import { describe, expect, test } from 'vitest';
import { makeInputs } from '../../harness/executor/inputs.ts';
import type { Scenario } from '../../harness/scenario.ts';
import scenario from './payload.ts';

type Parcel = ReturnType<NonNullable<typeof scenario.inputs>>[number];

const parcelsOf = (payloadKiB: number, as: string): readonly Parcel[] =>
  makeInputs(scenario as unknown as Scenario, 'cpu/payload', { payloadKiB, as }, 1, 8) as readonly Parcel[];

/** The payload with another record, letter or byte in one place. */
function changedAt(payload: Parcel['payload'], position: number): Parcel['payload'] {
  if (typeof payload === 'string') return `${payload.slice(0, position)}~${payload.slice(position + 1)}`;
  if (payload instanceof Uint8Array)
    return payload.map((byte, index) => (index === position ? byte ^ 1 : byte));
  return payload.map((record, index) => (index === position ? { ...record, id: 1 } : record));
}

describe.each([
  ['objects', (payload: unknown) => JSON.stringify(payload).length - 1],
  ['string', (payload: unknown) => (payload as string).length],
  ['buffer', (payload: unknown) => (payload as Uint8Array).byteLength],
] as const)('as=%s', (as, byteCountOf) => {
  test.each([1, 16, 256])('%i KiB are that many bytes', (payloadKiB) => {
    for (const { payload } of parcelsOf(payloadKiB, as)) expect(byteCountOf(payload)).toBe(payloadKiB * 1024);
  });

  test('nothing is nothing, and still a task of its own', () => {
    const parcels = parcelsOf(0, as);
    expect(parcels.map(({ payload, positions }) => [payload.length, positions])).toEqual(
      parcels.map(() => [0, []]),
    );
    expect(new Set(parcels.map((parcel) => scenario.run(parcel, undefined))).size).toBe(8);
  });

  test('all inputs share one payload, so that eight take the memory of one', () => {
    expect(new Set(parcelsOf(1024, as).map(({ payload }) => payload)).size).toBe(1);
  });

  test('the first, the last and three between are looked at: where one is another, so is the output', () => {
    const [parcel] = parcelsOf(16, as);
    const { payload, positions } = parcel!;
    expect([positions.length, positions[0], positions.at(-1)]).toEqual([5, 0, payload.length - 1]);
    for (const position of positions) {
      const other = { ...parcel!, payload: changedAt(payload, position) };
      expect(scenario.run(other, undefined)).not.toBe(scenario.run(parcel!, undefined));
    }
  });

  test('buffers may be given away, other things may not', () => {
    const [parcel] = parcelsOf(1, as);
    const expected = as === 'buffer' ? [(parcel!.payload as Uint8Array).buffer] : [];
    expect(scenario.transferables?.(parcel!)).toEqual(expected);
  });
});

test('what JSON makes of it gives the same output', () => {
  for (const as of ['objects', 'string', 'buffer']) {
    const [parcel] = parcelsOf(16, as);
    const travelled = JSON.parse(JSON.stringify(parcel)) as Parcel;
    expect(scenario.run(travelled, undefined)).toBe(scenario.run(parcel!, undefined));
  }
});

test('another form is refused by name', () => {
  expect(() => parcelsOf(1, 'blob')).toThrow('as=blob is none of objects, string, buffer');
});
