import type { ChartTable } from '#lib/charts/table.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { clock } from '#lib/units/convert.ts';
import { firstFrom } from './along.ts';
import { channelName, showChannel, type PaneKind } from './panes.ts';
import type { Channel } from './recording.ts';
import type { StreamView } from './StreamView.svelte.ts';

/** The shown samples as they were recorded, neither smoothed nor thinned; with a limit, as many of them at even steps. */
export function streamTable(
  view: StreamView,
  panes: readonly PaneKind[],
  family: string,
  most = Infinity
): ChartTable {
  const { recording } = view;
  if (recording === null) return { columns: [], rows: [] };
  const channels: Channel[] = [
    ...(recording.columns.distance_m === undefined ? [] : (['distance_m'] as const)),
    ...panes.map((pane) => pane.channel)
  ];
  const first = firstFrom(recording.elapsedS, view.shownS.from);
  const last = Math.min(firstFrom(recording.elapsedS, view.shownS.to), recording.elapsedS.length - 1);
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
