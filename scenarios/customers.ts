/** What scenarios ask databases: the rows of some customers, by key. */
import type { Random } from '../harness/scenario.ts';

/** How many the tables hold, numbered from 1. */
export const customerCount = 10_000;

export interface CustomersRequest {
  /** Ascending, none twice. */
  readonly ids: readonly number[];
}

export interface CustomerRow {
  readonly id: number;
  readonly name: string;
  readonly cents: number;
}

export interface CustomersSummary {
  readonly names: readonly string[];
  readonly cents: number;
}

export function summarise(rows: readonly CustomerRow[]): CustomersSummary {
  return { names: rows.map(({ name }) => name), cents: rows.reduce((sum, { cents }) => sum + cents, 0) };
}

/** Some requests for `customers` rows each, one fewer where a number was drawn twice. */
export function makeRequests(customers: number, random: Random, count: number): CustomersRequest[] {
  const draw = (): number => 1 + random.integer(customerCount);
  return Array.from({ length: count }, () => ({
    ids: [...new Set(Array.from({ length: customers }, draw))].sort((one, other) => one - other),
  }));
}
