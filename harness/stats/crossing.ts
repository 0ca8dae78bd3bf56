/** Where two cells change places along a parameter: out of their contrasts at a few of its values. Pure. */
import type { LogContrast } from './contrast.ts';
import { twoSidedT } from './student-t.ts';

/** The contrast ln(cell ÷ other) of two cells at one value of the parameter. */
export interface CurvePoint {
  readonly x: number;
  readonly contrast: LogContrast;
}

/**
 * One place where the lead changes. `low` and `high` hold it with 95 %; `low` is null where it may as well lie below
 * everything that was measured, `high` where above. `value` is null where no estimate lies between the values measured.
 */
export interface Crossing {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Whether the cell leads above it (and the other below), or the other way about. */
  readonly leadsAbove: boolean;
}

/** What a curve says: who leads at its ends, and where that changes. 0 means not told apart. */
export interface CurveReading {
  readonly crossings: readonly Crossing[];
  /** Sign of the lead at the smallest and at the largest value: 1 the cell, −1 the other, 0 not told apart. */
  readonly first: -1 | 0 | 1;
  readonly last: -1 | 0 | 1;
  /** Where one leads at both ends and no place was found: the values between which it is not told apart; null without any. */
  readonly gap: { readonly low: number; readonly high: number } | null;
}

/** Steps between two neighbours; what lies between two steps is interpolated. */
const STEPS = 64;

type Sign = -1 | 0 | 1;

interface Node {
  readonly x: number;
  readonly mean: number;
  /** Half of the interval's width. */
  readonly half: number;
  readonly sign: Sign;
}

/** A run of nodes with one sign. */
interface Stretch {
  readonly sign: Sign;
  readonly nodes: readonly Node[];
}

/** Values of a parameter as places on a straight axis, and back. */
export interface CurveAxis {
  readonly to: (x: number) => number;
  readonly from: (t: number) => number;
}

/**
 * Equal steps on this axis are equal ratios of x. Where 0 is among the values, ln(1 + x/x₀), x₀ being the smallest above 0:
 * equal steps near 0, equal ratios far from it.
 */
export function curveAxis(xs: readonly number[]): CurveAxis {
  if (xs.every((x) => x > 0)) return { to: Math.log, from: Math.exp };
  const smallest = Math.min(...xs.filter((x) => x > 0));
  return { to: (x) => Math.log1p(x / smallest), from: (t) => smallest * Math.expm1(t) };
}

/**
 * The straight line between two neighbours at the share `w` of the way: its variance is that of the weighted sum of two
 * independent estimates, its degrees of freedom by Satterthwaite 1946.
 */
function between(a: LogContrast, b: LogContrast, w: number): { mean: number; half: number } {
  const [varianceA, varianceB] = [((1 - w) * a.standardError) ** 2, (w * b.standardError) ** 2];
  const variance = varianceA + varianceB;
  const degreesOfFreedom =
    variance ** 2 / (varianceA ** 2 / a.degreesOfFreedom + varianceB ** 2 / b.degreesOfFreedom);
  return {
    mean: (1 - w) * a.mean + w * b.mean,
    half: twoSidedT(0.95, degreesOfFreedom) * Math.sqrt(variance),
  };
}

function nodesOf(points: readonly CurvePoint[]): Node[] {
  const axis = curveAxis(points.map(({ x }) => x));
  return points.flatMap((point, index) => {
    const next = points[index + 1];
    const steps = next === undefined ? 1 : STEPS;
    return Array.from({ length: steps }, (_, step): Node => {
      const w = step / STEPS;
      const { mean, half } = between(point.contrast, (next ?? point).contrast, w);
      const [t, tNext] = [axis.to(point.x), axis.to((next ?? point).x)];
      const x = step === 0 ? point.x : axis.from((1 - w) * t + w * tNext);
      return { x, mean, half, sign: Math.abs(mean) > half ? (Math.sign(mean) as Sign) : 0 };
    });
  });
}

function stretchesOf(nodes: readonly Node[]): Stretch[] {
  const stretches: { sign: Sign; nodes: Node[] }[] = [];
  for (const node of nodes) {
    const last = stretches.at(-1);
    if (last?.sign === node.sign) last.nodes.push(node);
    else stretches.push({ sign: node.sign, nodes: [node] });
  }
  return stretches;
}

/** Where the sign that is known at one node ceases to be known on the way to the other. */
function edgeBetween(known: Node, doubtful: Node): number {
  const boundAt = ({ mean, half }: Node): number => known.sign * mean - half;
  const w = boundAt(known) / (boundAt(known) - boundAt(doubtful));
  return known.x + w * (doubtful.x - known.x);
}

/** Where the estimate itself changes its sign between two of the nodes; of several such places the one in the middle. */
function rootOf(nodes: readonly Node[]): number | null {
  const roots = nodes.flatMap((node, index) => {
    const next = nodes[index + 1];
    if (next === undefined || node.mean === 0) return node.mean === 0 ? [node.x] : [];
    if (Math.sign(node.mean) === Math.sign(next.mean) || next.mean === 0) return [];
    const w = node.mean / (node.mean - next.mean);
    return [node.x + w * (next.x - node.x)];
  });
  return roots[Math.floor(roots.length / 2)] ?? null;
}

/**
 * Reads the curve through points whose values of x differ (two at least, none below 0), by straight lines over a logarithmic
 * axis. A crossing's interval is every x at which the 95 % interval of the line holds 0: the inversion of a test (Fieller
 * 1954), so it is as wide as the data leave it, and open where they leave it open. Where the sign is not known at one end the
 * place is open to that end; where the same side leads before and after, there is none. Throws a `RangeError` for fewer than
 * two points, or for values of x that are equal or below 0. Pure.
 */
export function readCurve(given: readonly CurvePoint[]): CurveReading {
  const points = [...given].sort((one, other) => one.x - other.x);
  if (points.length < 2 || points.some(({ x }, index) => !(x >= 0) || x === points[index - 1]?.x)) {
    throw new RangeError('A curve needs two points or more at different values of x, none below 0.');
  }
  const stretches = stretchesOf(nodesOf(points));
  const crossings = stretches.flatMap((stretch, index): Crossing[] => {
    const [before, after] = [stretches[index - 1], stretches[index + 1]];
    if (stretch.sign !== 0) {
      // Steps so small that no node of doubt lies between the two leads.
      const isJump = after !== undefined && after.sign === -stretch.sign;
      const [low, high] = [stretch.nodes.at(-1)!, after?.nodes[0]];
      return isJump && high !== undefined
        ? [{ value: rootOf([low, high]), low: low.x, high: high.x, leadsAbove: after.sign > 0 }]
        : [];
    }
    if (before === undefined && after === undefined) return [];
    if (before !== undefined && before.sign === after?.sign) return [];
    const around = [
      ...(before?.nodes.slice(-1) ?? []),
      ...stretch.nodes,
      ...(after?.nodes.slice(0, 1) ?? []),
    ];
    return [
      {
        value: rootOf(around),
        low: before === undefined ? null : edgeBetween(before.nodes.at(-1)!, stretch.nodes[0]!),
        high: after === undefined ? null : edgeBetween(after.nodes[0]!, stretch.nodes.at(-1)!),
        leadsAbove: (after?.sign ?? -(before?.sign ?? 0)) > 0,
      },
    ];
  });
  const doubtful = stretches.flatMap(({ sign, nodes }) => (sign === 0 ? nodes : []));
  const [first, last] = [stretches[0]!.sign, stretches.at(-1)!.sign];
  const hasGap = crossings.length === 0 && first !== 0 && first === last && doubtful.length > 0;
  const gap = hasGap ? { low: doubtful[0]!.x, high: doubtful.at(-1)!.x } : null;
  return { crossings, first, last, gap };
}
