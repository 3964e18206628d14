/** What of a threshold's history tells whether it judges. */
export interface Dated {
  valid_from: string;
  is_confirmed: boolean;
}

/**
 * Those values of one sport and kind that judged days or still do, the oldest first: a confirmed one goes before every estimate from
 * its day on. A confirmed value of all sports, which also goes before a sport's estimates, is not seen from here.
 */
export function heldOf<Value extends Dated>(values: readonly Value[]): Value[] {
  const byDay = values.toSorted((a, b) => a.valid_from.localeCompare(b.valid_from));
  const confirmedFrom = byDay.find((value) => value.is_confirmed)?.valid_from;
  return byDay.filter(
    (value) => value.is_confirmed || confirmedFrom === undefined || value.valid_from < confirmedFrom
  );
}
