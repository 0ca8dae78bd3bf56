import { defineScenario, type Random } from '../../harness/scenario.ts';

interface Order {
  readonly id: number;
  readonly customer: string;
  readonly paid: boolean;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly cents: number }[];
}

/** Small, as what a service would answer after reading a large document. */
interface Summary {
  readonly orders: number;
  readonly lines: number;
  readonly cents: number;
  readonly firstCustomer: string;
}

const names = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Alan', 'Radia'];

function makeOrder(random: Random, id: number): Order {
  return {
    id,
    customer: `${names[random.integer(names.length)]} ${random.integer(100_000)}`,
    paid: random.next() < 0.8,
    lines: Array.from({ length: 1 + random.integer(5) }, () => ({
      sku: `SKU-${random.integer(1_000_000)}`,
      quantity: 1 + random.integer(9),
      cents: random.integer(100_000),
    })),
  };
}

function summarise(text: string): Summary {
  const orders: readonly Order[] = JSON.parse(text);
  let lines = 0;
  let cents = 0;
  for (const order of orders) {
    lines += order.lines.length;
    for (const line of order.lines) cents += line.quantity * line.cents;
  }
  return { orders: orders.length, lines, cents, firstCustomer: orders[0]?.customer ?? '' };
}

/** Allocation: a text of about a mebibyte becomes tens of thousands of objects that are garbage at once. */
export default defineScenario({
  id: 'cpu/json-parse',
  kind: 'cpu',
  summary: 'Parses a JSON text of about 1 MiB and returns a small summary.',
  lesson:
    'Parsing allocates, so workers also divide the garbage collection; the text itself must be copied to each.',
  params: { orders: [5_200] },
  inputs: ({ orders }: { orders: number }, random, count) =>
    Array.from({ length: count }, () =>
      JSON.stringify(Array.from({ length: orders }, (_, id) => makeOrder(random, id))),
    ),
  run: summarise,
});
