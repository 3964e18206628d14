import type { Point } from '#lib/activities/track.ts';

/** A place on the earth, in degrees. */
export interface Place {
  latitude: number;
  longitude: number;
}

const METRES_PER_DEGREE = 111_195;

/** Where a place lies as seen from a centre, in metres to the east and to the south. Flat: good for the few kilometres of a privacy zone. */
export function seenFrom(centre: Place, place: Place): Point {
  const shrink = Math.cos((centre.latitude * Math.PI) / 180);
  const turn = ((place.longitude - centre.longitude + 540) % 360) - 180;
  return [turn * METRES_PER_DEGREE * shrink, (centre.latitude - place.latitude) * METRES_PER_DEGREE];
}

/** A track cut where it enters and leaves the circle around the origin. */
export function cutAt(radiusM: number, points: readonly Point[]): { hidden: Point[][]; seen: Point[][] } {
  const parts: { isHidden: boolean; points: Point[] }[] = [];
  for (const [at, point] of points.entries()) {
    const isHidden = Math.hypot(...point) <= radiusM;
    const open = parts.at(-1);
    if (open === undefined) parts.push({ isHidden, points: [point] });
    else if (open.isHidden === isHidden) open.points.push(point);
    else {
      const edge = crossing(radiusM, points[at - 1] ?? point, point);
      open.points.push(edge);
      parts.push({ isHidden, points: [edge, point] });
    }
  }
  const those = (isHidden: boolean) =>
    parts.filter((part) => part.isHidden === isHidden).map((part) => part.points);
  return { hidden: those(true), seen: those(false) };
}

/** Where a line from one side of the circle to the other meets it. */
function crossing(radiusM: number, [x1, y1]: Point, [x2, y2]: Point): Point {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const [a, b, c] = [dx * dx + dy * dy, 2 * (x1 * dx + y1 * dy), x1 * x1 + y1 * y1 - radiusM * radiusM];
  const root = Math.sqrt(Math.max(b * b - 4 * a * c, 0));
  const share = [(-b - root) / (2 * a), (-b + root) / (2 * a)].find((s) => s >= 0 && s <= 1) ?? 0;
  return [x1 + share * dx, y1 + share * dy];
}
