import { isMessageKey, t } from '#lib/i18n/index.svelte.ts';

/** What is one thing to an athlete; a position is two channels that mean nothing apart. */
export interface ChannelGroup {
  text: string;
  channels: readonly string[];
}

const POSITION = ['latitude_deg', 'longitude_deg'] as const;

/** Channels of a recording in words, in their order, the position as one. */
export function channelGroups(channels: readonly string[]): ChannelGroup[] {
  return channels
    .filter((channel) => channel !== POSITION[1])
    .map((channel) =>
      channel === POSITION[0]
        ? { text: t('fields.position'), channels: POSITION }
        : { text: channelName(channel), channels: [channel] }
    );
}

/** A channel in words; one that we have no name for is called as its device calls it. */
export function channelName(channel: string): string {
  const key = `streams.channel_${channel}`;
  if (isMessageKey(key)) return t(key);
  return channel.replace(/^extra:/, '').replaceAll('_', ' ');
}
