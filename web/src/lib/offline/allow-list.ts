/** Which answers may be kept on a device: what the screens read, never secrets, other people, live streams or files. */
const READABLE = [
  /^\/api\/v1\/(profile|app|fitness|loads|zones|records|predictions|thresholds|gear|activities)$/,
  /^\/api\/v1\/profile\/(zones|weights|notes)$/,
  /^\/api\/v1\/curves\/(power|pace)$/,
  /^\/api\/v1\/athletes\/me\/summary$/,
  /^\/api\/v1\/thresholds\/proposals$/,
  /^\/api\/v1\/activities\/months$/,
  /^\/api\/v1\/activities\/[0-9a-f-]{36}(\/(streams|laps|analysis|curves|w-balance|selection|neighbours))?$/
];

/** Whether a path's answer may be kept for its athlete. */
export function mayBeKept(path: string): boolean {
  return READABLE.some((pattern) => pattern.test(path));
}

/** How long a kept answer may be shown. */
export const KEPT_DAYS = 30;
/** How many answers of an athlete are kept; the oldest go first. */
export const KEPT_ANSWERS = 400;

/** Whether something saved then is too old to be shown now. */
export function isTooOld(savedAt: string | null, now: Date): boolean {
  const saved = savedAt === null ? NaN : Date.parse(savedAt);
  return !(now.getTime() - saved < KEPT_DAYS * 86_400_000);
}
