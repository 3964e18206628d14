import { describe, expect, it } from 'vitest';
import type { Activity } from '#lib/activities/loads.ts';
import type { Content, Note } from './content.ts';
import { neighbourOf, spanOf, weeksOf } from './weeks.ts';

function note(id: string, fromOn: string, untilOn: string | null): Note {
  return {
    id,
    kind: 'illness',
    from_on: fromOn,
    until_on: untilOn,
    severity: null,
    body_part: null,
    note: null,
    created_at: '2026-11-01T00:00:00Z',
    updated_at: '2026-11-01T00:00:00Z'
  };
}

function content(own: Partial<Content>): Content {
  return { activities: [], loads: new Map(), notes: [], rows: [], ...own };
}

const NOVEMBER = '2026-11-01';

describe('the days of a view', () => {
  it('are whole weeks around the month', () => {
    expect(spanOf('month', '2026-11-28')).toEqual({ from: '2026-10-26', to: '2026-12-06' });
    expect(spanOf('month', '2027-02-10')).toEqual({ from: '2027-02-01', to: '2027-02-28' });
    expect(spanOf('week', '2026-11-28')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
  });

  it('have a view before and after them', () => {
    expect(neighbourOf('month', '2026-01-31', -1)).toBe('2025-12-01');
    expect(neighbourOf('month', '2026-01-31', 1)).toBe('2026-02-01');
    expect(neighbourOf('week', '2026-01-01', -1)).toBe('2025-12-25');
  });
});

describe('the weeks of a month', () => {
  const span = spanOf('month', NOVEMBER);

  it('are there before their content', () => {
    const weeks = weeksOf(span, NOVEMBER, null);
    expect(weeks).toHaveLength(6);
    expect(weeks[0]?.days.map((day) => day.isOutside)).toEqual([true, true, true, true, true, true, false]);
    expect(weeks.every((week) => week.bands.length === 0)).toBe(true);
  });

  it('hold activities on their day, the first of a day first', () => {
    const of = (id: string, day: string) => ({ id, local_on: day }) as Activity;
    const found = [of('evening', '2026-11-25'), of('morning', '2026-11-25'), of('monday', '2026-11-23')];
    const week = weeksOf(span, NOVEMBER, content({ activities: found }))[4];
    expect(week?.days.map((day) => day.activities.map((one) => one.id))).toEqual([
      ['monday'],
      [],
      ['morning', 'evening'],
      [],
      [],
      [],
      []
    ]);
  });

  it('cut notes at their edges and keep notes of the same days apart', () => {
    const notes = [
      note('over', '2026-11-20', '2026-11-24'),
      note('beside', '2026-11-24', '2026-11-24'),
      note('after', '2026-11-26', '2026-11-27'),
      note('going', '2026-11-29', null)
    ];
    const weeks = weeksOf(span, NOVEMBER, content({ notes }));
    expect(weeks[3]?.bands).toMatchObject([{ first: 4, last: 6, lane: 0, begins: true, ends: false }]);
    expect(weeks[4]?.bands).toMatchObject([
      { note: { id: 'over' }, first: 0, last: 1, lane: 0, begins: false, ends: true },
      { note: { id: 'beside' }, first: 1, last: 1, lane: 1 },
      { note: { id: 'after' }, first: 3, last: 4, lane: 0 },
      { note: { id: 'going' }, first: 6, last: 6, lane: 0, begins: true, ends: false }
    ]);
    expect(weeks[4]?.laneCount).toBe(2);
    expect(weeks[5]?.bands).toMatchObject([{ first: 0, last: 6, begins: false, ends: false }]);
    expect(weeks[4]?.days[1]?.notes.map((one) => one.id)).toEqual(['over', 'beside']);
  });
});
