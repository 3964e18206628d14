import { describe, expect, it } from 'vitest';
import { channelGroups } from './channels.ts';

describe('channels in words', () => {
  it('are the position as one, what we know by name, and what we do not as its device calls it', () => {
    const channels = ['latitude_deg', 'longitude_deg', 'heart_rate_bpm', 'extra:Core temp'];
    expect(channelGroups(channels)).toEqual([
      { text: 'Position', channels: ['latitude_deg', 'longitude_deg'] },
      { text: 'Heart rate', channels: ['heart_rate_bpm'] },
      { text: 'Core temp', channels: ['extra:Core temp'] }
    ]);
  });
});
