import { describe, expect, it } from 'vitest';
import { NOTHING, type FamilyTotals } from '#lib/activities/totals.ts';
import type { Week } from './week.ts';
import { weekInBrief, weekSentence } from './week-words.ts';

const HOUR_S = 3600;

function week(soFarH: number | null, byNowH: number | null, wholeH = 8): Week {
  const row = (hours: number): FamilyTotals => ({
    ...NOTHING,
    beginsOn: '2026-11-24',
    family: 'run',
    count: 1,
    durationS: hours * HOUR_S
  });
  const mean = (hours: number) => ({ ...NOTHING, count: hours > 0 ? 3 : 0, durationS: hours * HOUR_S });
  return {
    days: [],
    soFar: soFarH === null ? [] : [row(soFarH)],
    usual: byNowH === null ? null : { weeks: 6, whole: mean(wholeH), byNow: mean(byNowH), days: [] }
  };
}

describe('this week in words', () => {
  it.each([
    [
      week(5, 4),
      '5 h so far, 25 % more than usual by now (4 h). A whole week is usually 8 h.',
      '5 h, 25 % more'
    ],
    [
      week(3, 4),
      '3 h so far, 25 % less than usual by now (4 h). A whole week is usually 8 h.',
      '3 h, 25 % less'
    ],
    [week(4, 4), '4 h so far, as usual by now. A whole week is usually 8 h.', '4 h, as usual'],
    [week(null, 4), 'Nothing yet; by now it is usually 4 h. A whole week is usually 8 h.', 'nothing yet'],
    [week(1, 0), '1 h so far; by now there is usually nothing yet. A whole week is usually 8 h.', '1 h'],
    [week(null, 0, 0), 'Nothing this week, nor in the 6 weeks before.', 'nothing yet'],
    [week(2, 0, 0), '2 h so far, after 6 weeks with nothing.', '2 h'],
    [week(2, null), '2 h so far. Four full weeks are needed to say what is usual.', '2 h']
  ])('%#', (entry, sentence, brief) => {
    expect(weekSentence(entry, 'time')).toBe(sentence);
    expect(weekInBrief(entry, 'time')).toContain(brief);
  });

  it('does not take the unknown for nothing', () => {
    const unknown: Week = { ...week(2, 4), soFar: week(2, 4).soFar.map((row) => ({ ...row, load: null })) };
    expect(weekSentence(unknown, 'load')).toBe('Nothing is known of it so far.');
  });
});
