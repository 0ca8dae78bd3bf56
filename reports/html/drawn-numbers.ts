/** Numbers as precise as a drawing can show them: chart data is the greater part of a large page. */

/** More digits than a screen has pixels; texts were made before from the full figures. */
const DIGITS = 6;

/** The same data with its fractions rounded to six significant digits; counts stay whole. Pure. */
export function drawnNumbers<Data>(data: Data): Data {
  const json = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value,
  );
  return JSON.parse(json) as Data;
}
