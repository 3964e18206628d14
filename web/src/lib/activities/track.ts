/** A point as drawn: degrees east and north, or a place in a drawing. */
export type Point = readonly [x: number, y: number];

/** A polyline as Google encodes it, precision 5, as longitude and latitude; what is cut off in the middle is left out. */
export function pointsOf(polyline: string): Point[] {
  const points: Point[] = [];
  let at = 0;
  let latitude = 0;
  let longitude = 0;
  const number = (): number => {
    let bits = 0;
    for (let shift = 0; ; shift += 5) {
      const chunk = polyline.charCodeAt(at++) - 63;
      if (Number.isNaN(chunk)) return NaN;
      bits |= (chunk & 0x1f) << shift;
      if (chunk < 0x20) return bits & 1 ? ~(bits >> 1) : bits >> 1;
    }
  };
  while (at < polyline.length) {
    latitude += number();
    longitude += number();
    if (Number.isNaN(latitude) || Number.isNaN(longitude)) break;
    points.push([longitude / 1e5, latitude / 1e5]);
  }
  return points;
}

/** Points of the earth in a box of that size, north up, shape kept, centred, `margin` free all round. */
export function fitted(points: readonly Point[], width: number, height: number, margin = 2): Point[] {
  if (points.length === 0) return [];
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [west, east, south, north] = [min(xs), max(xs), min(ys), max(ys)];
  // A degree of longitude shrinks with latitude.
  const narrowing = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const spanX = (east - west) * narrowing;
  const spanY = north - south;
  const scale = Math.min(
    spanX > 0 ? (width - 2 * margin) / spanX : Infinity,
    spanY > 0 ? (height - 2 * margin) / spanY : Infinity
  );
  const perDegree = Number.isFinite(scale) ? scale : 0;
  return points.map(([x, y]) => [
    width / 2 + (x - (west + east) / 2) * narrowing * perDegree,
    height / 2 - (y - (south + north) / 2) * perDegree
  ]);
}

/** Points as the `d` of an SVG path. */
export function pathOf(points: readonly Point[]): string {
  return points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

function min(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

function max(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
