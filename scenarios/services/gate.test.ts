import { expect, test } from 'vitest';
import { Gate } from './gate.ts';

/** Enters `count` and tells who is inside so far, with what each gave to end itself. */
function enter(gate: Gate, count: number) {
  const begun: number[] = [];
  const leaves = Array.from({ length: count }, (_, index) => gate.enter(() => begun.push(index)));
  return { begun, leave: (index: number) => leaves[index]!() };
}

test('lets so many in, and the next in turn for each that leaves', () => {
  const { begun, leave } = enter(new Gate(2), 5);
  expect(begun).toEqual([0, 1]);
  leave(1);
  expect(begun).toEqual([0, 1, 2]);
  leave(0);
  leave(2);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('leaving twice gives one place', () => {
  const { begun, leave } = enter(new Gate(1), 3);
  leave(0);
  leave(0);
  expect(begun).toEqual([0, 1]);
});

test('who stops waiting is passed over, and takes no place with him', () => {
  const { begun, leave } = enter(new Gate(1), 3);
  leave(1);
  leave(0);
  expect(begun).toEqual([0, 2]);
  leave(2);
});

test('one that ends as soon as it begins lets the next in', () => {
  const gate = new Gate(1);
  const begun: string[] = [];
  const leaveFirst = gate.enter(() => begun.push('first'));
  const leaveSecond = gate.enter(() => {
    begun.push('second');
    queueMicrotask(() => leaveSecond());
  });
  gate.enter(() => begun.push('third'));
  leaveFirst();
  expect(begun).toEqual(['first', 'second']);
  return Promise.resolve().then(() => expect(begun).toEqual(['first', 'second', 'third']));
});
