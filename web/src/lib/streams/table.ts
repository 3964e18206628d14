import { bareNumber, type ChartTable } from '#lib/charts/table.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { clock } from '#lib/units/convert.ts';
import { firstFrom } from './along.ts';
import { channelName, showChannel, type PaneKind } from './panes.ts';
import { CHANNELS, type Channel, type Recording } from './recording.ts';
import type { StreamView } from './StreamView.svelte.ts';

/** The shown samples as they were recorded, not smoothed; as many of them, at even steps, as a screen can hold. */
export function streamTable(
  view: StreamView,
  panes: readonly PaneKind[],
  family: string,
  most: number
): ChartTable {
  const { recording } = view;
  if (recording === null) return { columns: [], rows: [] };
  const channels: Channel[] = [
    ...(recording.columns.distance_m === undefined ? [] : (['distance_m'] as const)),
    ...panes.map((pane) => pane.channel)
  ];
  const [first, last] = shownRange(view, recording);
  const step = Math.max(1, Math.ceil((last - first + 1) / most));
  const rows: string[][] = [];
  for (let index = first; index <= last; index += step) {
    rows.push([
      clock(recording.elapsedS[index] ?? 0),
      ...channels.map((channel) => showChannel(channel, recording.columns[channel]?.[index], family))
    ]);
  }
  return {
    columns: [
      { name: t('streams.channel_time') },
      ...channels.map((channel) => ({ name: channelName(channel, family), isNumber: true }))
    ],
    rows
  };
}

/** Every shown sample with the bare numbers of the API, for a file; what was not recorded is left out. */
export function streamCsv(view: StreamView): ChartTable {
  const { recording } = view;
  if (recording === null) return { columns: [], rows: [] };
  const channels = CHANNELS.filter(
    (channel) => recording.columns[channel] !== undefined && !recording.derived.has(channel)
  );
  const [first, last] = shownRange(view, recording);
  const rows: string[][] = [];
  for (let index = first; index <= last; index++) {
    rows.push([
      bareNumber(recording.elapsedS[index]),
      ...channels.map((channel) => bareNumber(recording.columns[channel]?.[index]))
    ]);
  }
  return { columns: ['elapsed_s', ...channels].map((name) => ({ name })), rows };
}

function shownRange(view: StreamView, { elapsedS }: Recording): [first: number, last: number] {
  const last = Math.min(firstFrom(elapsedS, view.shownS.to), elapsedS.length - 1);
  return [firstFrom(elapsedS, view.shownS.from), last];
}
