const EARTH_RADIUS_M = 6_371_008.8;
const RAD = Math.PI / 180;

/** The way between two positions over the sphere (haversine). */
export function metresBetween(
  fromLatitude: number,
  fromLongitude: number,
  toLatitude: number,
  toLongitude: number
): number {
  const up = Math.sin(((toLatitude - fromLatitude) * RAD) / 2);
  const across = Math.sin(((toLongitude - fromLongitude) * RAD) / 2);
  const h = up * up + Math.cos(fromLatitude * RAD) * Math.cos(toLatitude * RAD) * across * across;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}
