import { isMessageKey, t } from '#lib/i18n/index.svelte.ts';

/** A channel of a recording in words; one that we have no name for is called as its device calls it. */
export function channelName(channel: string): string {
  const key = `streams.channel_${channel}`;
  if (isMessageKey(key)) return t(key);
  return channel.replace(/^extra:/, '').replaceAll('_', ' ');
}
