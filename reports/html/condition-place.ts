/** A condition and where it stands on the page: what each of its figures is written with. */
import type { ConditionView } from '../view.ts';
import type { PageContext } from './page-context.ts';

/** One condition of one page. */
export interface ConditionPlace {
  readonly condition: ConditionView;
  /** What the ids of its figures begin with. */
  readonly anchor: string;
  readonly context: PageContext;
}

/** `cpu/sha256, 8 MiB · 8 in flight`: a condition as it is named in a label that is read out. */
export const titleOf = ({ scenario, label }: ConditionView): string =>
  label === '' ? scenario : `${scenario}, ${label}`;
