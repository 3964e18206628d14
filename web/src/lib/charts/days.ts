import {
  daysAfter,
  daysBetween,
  monthOf,
  monthsAfter,
  showDay,
  weekOf,
  type Day
} from '#lib/units/days.svelte.ts';

const EPOCH: Day = '1970-01-01';

/** A day as a number, for the x scale of a chart: days have no time zone and no summer time. */
export function numberOfDay(day: Day): number {
  return daysBetween(EPOCH, day);
}

/** The day of such a number. */
export function dayOfNumber(number: number): Day {
  return daysAfter(EPOCH, Math.round(number));
}

/** Room a label needs, in pixels. */
const LABEL_PX = 62;

type Step = { days: number } | { months: number };

const LONGEST_STEP: Step = { months: 120 };

/** What marks may stand at: every so many days, weeks or months; the first with room for its labels is taken. */
const STEPS: readonly Step[] = [
  { days: 1 },
  { days: 2 },
  { days: 7 },
  { days: 14 },
  { months: 1 },
  { months: 2 },
  { months: 3 },
  { months: 6 },
  { months: 12 },
  { months: 24 },
  { months: 60 },
  LONGEST_STEP
];

const DAYS_PER_MONTH = 30.4;

/** Marks of an axis of days between two day numbers, at beginnings of weeks, months or years, as many as fit into a width. */
export function daySplits(first: number, last: number, widthPx: number): number[] {
  const most = Math.max(Math.floor(widthPx / LABEL_PX), 1);
  const fits = (step: Step) =>
    (last - first) / ('days' in step ? step.days : step.months * DAYS_PER_MONTH) <= most;
  const step = STEPS.find(fits) ?? LONGEST_STEP;
  const marks: number[] = [];
  let mark = firstMark(dayOfNumber(first), step);
  while (numberOfDay(mark) <= last) {
    if (numberOfDay(mark) >= first) marks.push(numberOfDay(mark));
    mark = 'days' in step ? daysAfter(mark, step.days) : monthsAfter(mark, step.months);
  }
  return marks;
}

function firstMark(day: Day, step: Step): Day {
  if ('days' in step) return step.days >= 7 ? weekOf(day) : day;
  if (step.months < 12) {
    const intoYear = (Number(day.slice(5, 7)) - 1) % step.months;
    return monthsAfter(monthOf(day), -intoYear);
  }
  const year = Number(day.slice(0, 4));
  return `${year - (year % (step.months / 12))}-01-01`;
}

/** The labels of such marks: days where they are days, months where they are months, years where they are years. */
export function dayLabels(marks: readonly number[]): string[] {
  const days = marks.map(dayOfNumber);
  if (days.every((day) => day.endsWith('-01-01'))) return days.map((day) => day.slice(0, 4));
  const areMonths = days.every((day) => day.endsWith('-01'));
  return days.map((day) => showDay(day, areMonths && days.length > 1 ? 'month-short' : 'day-month'));
}
