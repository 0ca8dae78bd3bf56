/** How fast something grows, from readings of it. Pure. */
import { mean } from './describe.ts';

/** Of ascending x. */
export type Point = readonly [x: number, y: number];

/**
 * The slope of the straight line through the points by least squares (Legendre 1805), in units of y per unit of x: of readings that
 * go up and down, as memory does between collections, all count and not the first and last alone. Null unless two of them differ in x.
 * Its interval is a matter of blocks: residuals inside of one process are not independent.
 */
export function leastSquaresSlope(points: readonly Point[]): number | null {
  if (points.length < 2) return null;
  const [centreX, centreY] = [0, 1].map((axis) => mean(points.map((point) => point[axis]!))) as [
    number,
    number,
  ];
  const spread = points.reduce((sum, [x]) => sum + (x - centreX) ** 2, 0);
  const shared = points.reduce((sum, [x, y]) => sum + (x - centreX) * (y - centreY), 0);
  return spread > 0 ? shared / spread : null;
}
