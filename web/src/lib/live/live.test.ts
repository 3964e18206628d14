import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteTag } from '#lib/api/revision.ts';
import { session } from '#lib/session/session.svelte.ts';

const { invalidate } = vi.hoisted(() => ({ invalidate: vi.fn(() => Promise.resolve()) }));
vi.mock('$app/navigation', () => ({ invalidate }));
const { DATA, live } = await import('./live.svelte.ts');

/** A server that speaks when it is told to. */
class Speaker extends EventTarget {
  static last: Speaker;
  constructor() {
    super();
    Speaker.last = this;
  }
  close(): void {}
  say(revision: number): void {
    this.dispatchEvent(new MessageEvent('revision', { data: JSON.stringify({ revision }) }));
    vi.runAllTimers();
  }
}

describe('live events', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('EventSource', Speaker);
    vi.spyOn(session, 'refresh').mockResolvedValue();
    invalidate.mockClear();
  });

  afterEach(() => {
    live.close();
    session.forget();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('bring what changed, the profile too, and nothing twice', () => {
    noteTag('W/"7-0badcafe-1.0"');
    live.open();
    Speaker.last.say(7);
    expect(invalidate).not.toHaveBeenCalled();
    Speaker.last.say(8);
    // After a break the server says again where it stands.
    Speaker.last.say(8);
    expect(invalidate.mock.calls).toEqual([[DATA]]);
    expect(session.refresh).toHaveBeenCalledOnce();
  });

  it('are news at the first word, if something was read before it changed', () => {
    noteTag('W/"9-0badcafe-1.0"');
    noteTag('W/"10-0badcafe-1.0"');
    noteTag(null);
    live.open();
    Speaker.last.say(10);
    expect(invalidate.mock.calls).toEqual([[DATA]]);
  });

  it('know nothing of who was here before', () => {
    noteTag('W/"3-0badcafe-1.0"');
    session.forget();
    noteTag('W/"9-0badcafe-1.0"');
    live.open();
    Speaker.last.say(9);
    expect(invalidate).not.toHaveBeenCalled();
  });
});
