import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '#lib/api/client.ts';
import type { Activity, Analysis, Lap, Metric } from './activity.ts';
import { bestsShown, rankText, targetText, type Best } from './bests.ts';
import { bestCount, joined, ticksBetween } from './curve.ts';
import { saidByDevice } from './device-totals.ts';
import { barsOf, lapSpans, lapSpeed } from './laps.ts';
import LoadFigures from './LoadFigures.svelte';
import { bareMeasure, showMeasure } from './measures.ts';
import Metrics from './Metrics.svelte';
import { gradeText, showMetric } from './metrics.ts';
import NoRecording from './NoRecording.svelte';
import Notices from './Notices.svelte';
import { zoneRows } from './zones.ts';

afterEach(cleanup);

const metric = (over: Partial<Metric>): Metric => ({
  key: 'work_kj',
  value: null,
  not_computable: null,
  unit: 'kJ',
  evidence: 'measured',
  description: 'Mechanical work',
  reference: 'Definition',
  ...over
});
const analysis = (over: Partial<Analysis>): Analysis => ({
  activity_id: 'a',
  day: '2026-11-28',
  sport_family: 'ride',
  is_stale: false,
  not_computable: null,
  timer_s: 10,
  recorded_s: {},
  metrics: [],
  flaws: [],
  judgement: null,
  ...over
});
const activity = (over: Partial<Activity>) =>
  ({
    id: 'a',
    sport_family: 'ride',
    deleted_at: null,
    parent_id: null,
    duplicate_of: null,
    duplicates: [],
    is_manual: false,
    summary: {},
    ...over
  }) as unknown as Activity;
const lap = (over: Partial<Lap>): Lap => ({
  started_at: '2026-11-28T10:00:00Z',
  elapsed_s: 60,
  timer_s: null,
  distance_m: null,
  trigger: null,
  intensity: null,
  summary: {},
  ...over
});
const best = (over: Partial<Best>): Best => ({
  measure: 'distance',
  target: 5000,
  value: 1200,
  start_s: 0,
  end_s: 1200,
  rank_all_time: 3,
  rank_in_year: 1,
  ...over
});

describe('laps', () => {
  it('are stretches of the recording', () => {
    const first = Date.parse('2026-11-28T09:59:50Z');
    expect(lapSpans([lap({})], first)).toEqual([{ from: 10, to: 70 }]);
    expect(lapSpans([lap({})], first + 60_000)).toEqual([{ from: 0, to: 60 }]);
  });

  it('are as fast as the device says, else by distance and timer', () => {
    expect(lapSpeed(lap({ summary: { avg_speed_mps: 3 }, distance_m: 600 }))).toBe(3);
    expect(lapSpeed(lap({ distance_m: 150, timer_s: 50 }))).toBe(3);
    expect(lapSpeed(lap({ distance_m: 0 }))).toBeNull();
  });

  it('have bars that begin at nothing', () => {
    expect(barsOf([60, 120], [100, 200])).toEqual([
      { width: 0.5, height: 50 },
      { width: 1, height: 100 }
    ]);
    expect(barsOf([60], [null])[0]?.height).toBe(0);
  });
});

describe('best efforts', () => {
  it('are named as races are', () => {
    expect([400, 1609.344, 5000, 21_097.5, 42_195].map((target) => targetText(best({ target })))).toEqual([
      '400 m',
      '1 mi',
      '5 km',
      'Half marathon',
      'Marathon'
    ]);
    expect([5, 300, 3600, 5400].map((target) => targetText(best({ measure: 'power', target })))).toEqual([
      '5 s',
      '5 min',
      '1 h',
      '1 h 30 min'
    ]);
  });

  it('have their rank, or a dash', () => {
    expect([1, 2, 3, 4, 11, 22].map((rank) => rankText(rank))).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '22nd'
    ]);
    expect(rankText(null)).toBe('–');
  });

  it('show mean speeds only where there are no distances', () => {
    const speed = best({ measure: 'speed', target: 60 });
    expect(bestsShown([speed, best({})], 'speed')).toEqual([]);
    expect(bestsShown([speed], 'speed')).toEqual([speed]);
  });
});

describe('curves', () => {
  it('are joined over the durations of both', () => {
    const both = joined(
      { duration_s: [1, 5], value: [600, null] },
      { duration_s: [1, 60], value: [650, 300] }
    );
    expect(both).toEqual({ durations: [1, 60], own: [600, null], season: [650, 300] });
    expect(bestCount([600, 300], [650, 300])).toBe(1);
    expect(ticksBetween(1, 40_000)).toEqual([1, 5, 15, 60, 300, 1200, 3600, 10_800, 36_000]);
    expect(ticksBetween(5, 600)).toEqual([5, 15, 60, 300]);
  });
});

describe('values', () => {
  it('are written by their unit', () => {
    expect(showMetric(metric({ value: 1369.7 }), 'ride')).toBe('1,370 kJ');
    expect(showMetric(metric({ unit: 'W/bpm or m/s/bpm', value: 0.0195 }), 'run')).toBe('0.0195');
    expect(showMetric(metric({ unit: '%', value: 7.06 }), 'run')).toBe('7.1 %');
    expect(showMeasure('distance', 1200, 'run')).toBe('20:00');
    expect(bareMeasure('speed', 4, 'run')).toBe('4:10');
    expect(gradeText('B')).toMatch(/^Grade B/);
  });

  it('of zones have their unit once', () => {
    const rows = zoneRows(
      {
        scheme: 's',
        names: ['1', '2', '3'],
        lower_bounds: [0, 100, 200],
        upper_inclusive: true,
        is_estimated: false,
        is_extrapolated: false,
        seconds: [1, 2, 3],
        below_s: 0,
        missing_s: 0,
        three_zones_s: null
      },
      (bound) => `${bound} W`,
      String
    );
    expect(rows.map((row) => row.bounds)).toEqual(['to 100 W', '100–200 W', 'from 200 W']);
    expect(rows[0]?.name).toBe('Z1');
  });

  it('of the device stand beside ours', () => {
    const said = saidByDevice(activity({ summary: { total_ascent_m: 185, odd: 1 }, ascent_m: 250 }));
    expect(said).toEqual([{ name: 'Ascent', device: '185 m', ours: '250 m' }]);
  });
});

describe('the screen', () => {
  it('says why a metric has no value, and gives no 0 for it', () => {
    const reason = 'The recording holds no power.';
    const metrics = [metric({ not_computable: { code: 'no_power', reason } })];
    render(Metrics, { activity: activity({}), analysis: analysis({ metrics }) });
    expect(screen.getByText(reason)).toBeTruthy();
    expect(screen.queryByText(/^0/)).toBeNull();
  });

  it('keeps figures that are being computed anew, and says so', () => {
    const metrics = [metric({ value: 100 })];
    render(Metrics, { activity: activity({}), analysis: analysis({ metrics, is_stale: true }) });
    expect(screen.getByRole('status').textContent).toMatch(/computed anew/);
    expect(screen.getByText('100 kJ')).toBeTruthy();
  });

  it('waits for the load, shows it, or says what went wrong', async () => {
    const { rerender } = render(LoadFigures, { analysis: new Promise<Analysis>(() => undefined) });
    expect(screen.getByRole('status').textContent).toBe('Loading');
    await rerender({
      analysis: Promise.resolve(
        analysis({ not_computable: { code: 'no_streams', reason: 'There is no recording.' } })
      )
    });
    expect(await screen.findByText('There is no recording.')).toBeTruthy();
    await rerender({ analysis: Promise.reject(new ApiError(500, 'internal', 'Broken', 'req-1')) });
    expect(await screen.findByText(/req-1/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  it('offers a file to an activity without one', () => {
    render(NoRecording, { activity: activity({ is_manual: true }) });
    expect(screen.getByRole('link', { name: 'Add a file' }).getAttribute('href')).toBe('/import');
  });

  it('says of duplicates which one counts', () => {
    const pair = { other_id: 'b', is_primary: false, evidence: {}, found_at: '2026-11-28T10:00:00Z' };
    render(Notices, { activity: activity({ duplicates: [pair] }) });
    expect(screen.getByText(/does not count until you decide/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Decide' }).getAttribute('href')).toBe('/duplicates');
  });
});
