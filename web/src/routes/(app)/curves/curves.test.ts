import { describe, expect, it } from 'vitest';
import { choiceOf, kindOf, toggled, usualKind } from './choice.ts';
import { curveOf, focusOf, modelAt, type Model, type Overlay } from './overlays.ts';
import { namedBetween, plotData } from './plot.ts';
import { showSpan } from '#lib/units/spans.ts';
import type { CurveScale } from './scale.svelte.ts';

const at = (query: string) => new URL(`http://paceline.test/curves${query}`);

const MODEL: Model = {
  level: 250,
  levelError: 4,
  reserve: 18_000,
  reserveError: 900,
  confidence: 'high',
  flags: [],
  efforts: [],
  fromS: 180,
  untilS: 1200
};
const WATTS: CurveScale = { plotted: (w) => w, text: String, mark: String, unit: 'W', isInverted: false };

function overlay(preset: Overlay['preset'], values: [number, number][], model: Model | null = null): Overlay {
  const holder = { id: 'a', name: 'Ride', day: '2026-05-01' };
  const points = values.map(([durationS, value]) => ({ durationS, value, holder, isStale: false }));
  const span = { from: '2026-01-01', to: '2026-05-01' };
  return { preset, span, points, model, whyNoModel: null, isUpdating: false };
}

describe('the choice of curves', () => {
  it('is in the address', () => {
    const choice = choiceOf(at('?ranges=all,6w,custom,nonsense&graded=1&sport=quidditch'), 'pace');
    // A custom range without its days is none.
    expect(choice).toMatchObject({ kind: 'pace', presets: ['6w', 'all'], isGraded: true, sport: 'ride' });
    expect(choiceOf(at('?ranges='), 'power')).toMatchObject({ kind: 'power', presets: ['90d', '1y'] });
  });

  it('begins with the curves of the sport done most', () => {
    expect(usualKind(['swim', 'run', 'ride'])).toBe('pace');
    expect(usualKind(['ride', 'run'])).toBe('power');
    expect(usualKind(['walk'])).toBe('power');
    expect(['', '?of=pace', '?of=power', '?of=x'].map((query) => kindOf(at(query)))).toEqual([
      null,
      'pace',
      'power',
      null
    ]);
  });

  it('keeps at least one range, in the order they are offered', () => {
    expect(toggled(['1y'], '6w')).toEqual(['6w', '1y']);
    expect(toggled(['6w', '1y'], '6w')).toEqual(['1y']);
    expect(toggled(['1y'], '1y')).toEqual(['1y']);
  });
});

describe('a curve', () => {
  it('knows who holds each point, and which are old', () => {
    const curve = curveOf(
      {
        basis: 'all',
        duration_s: [1, 2],
        holder: [1, 0],
        activities: [
          { id: 'old', name: 'Old', day: '2026-01-01' },
          { id: 'new', name: 'New', day: '2026-04-30' }
        ],
        not_computable: { code: 'x', reason: 'Too few.' },
        is_updating: true,
        power_w: [900, 800],
        critical_power: null
      },
      [900, 800],
      null,
      '2026-05-01'
    );
    expect(curve.points.map((point) => [point.holder.id, point.isStale])).toEqual([
      ['new', false],
      ['old', true]
    ]);
    expect(curve).toMatchObject({ whyNoModel: 'Too few.', isUpdating: true });
  });

  it('has a model only between the efforts that made it', () => {
    expect(modelAt(MODEL, 600)).toBe(280);
    expect(modelAt(MODEL, 179)).toBeNull();
    expect(modelAt(MODEL, 1201)).toBeNull();
  });

  it('is drawn over the durations of all, with gaps where it has none', () => {
    const overlays = [
      overlay('90d', [[300, 320]], MODEL),
      overlay('1y', [
        [300, 330],
        [7200, 200]
      ])
    ];
    expect(plotData(overlays, overlays[0], WATTS)).toEqual([
      [300, 7200],
      [320, null],
      [330, 200],
      [310, null]
    ]);
  });

  it('in focus is the one chosen, else the first with a model', () => {
    const overlays = [overlay('90d', []), overlay('1y', [], MODEL)];
    expect(focusOf({ focus: null }, overlays)?.preset).toBe('1y');
    expect(focusOf({ focus: '90d' }, overlays)?.preset).toBe('90d');
  });
});

describe('durations', () => {
  it('are marked as far as there is room', () => {
    expect(namedBetween(1, 18_000, 1400)).toHaveLength(13);
    expect(namedBetween(1, 18_000, 300).length).toBeLessThan(8);
  });

  it.each([
    [5, '5 s'],
    [300, '5 min'],
    [3600, '1 h'],
    [95, '1:35']
  ])('of %d are written %s', (seconds, text) => expect(showSpan(seconds)).toBe(text));
});
