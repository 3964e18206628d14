import { afterEach, describe, expect, it, vi } from 'vitest';
import { draftOf, forgetDrafts, heldOf, hold, keepDraft } from './drafts.ts';

afterEach(() => {
  vi.restoreAllMocks();
  forgetDrafts();
});

describe('a draft', () => {
  it('is kept for its athlete until it is forgotten', () => {
    keepDraft('ana', 'note', { name: 'Yoga' });
    expect(draftOf('ana', 'note')).toEqual({ name: 'Yoga' });
    expect(draftOf('ben', 'note')).toBeNull();
    keepDraft('ana', 'note', null);
    expect(draftOf('ana', 'note')).toBeNull();
  });

  it('goes when another athlete comes, and when nobody is there any more', () => {
    keepDraft('ana', 'note', 1);
    keepDraft('ben', 'note', 2);
    hold('ana', 'ticks', new Set('a'));
    hold('ben', 'ticks', new Set('b'));
    forgetDrafts('ben');
    expect([draftOf('ana', 'note'), draftOf('ben', 'note')]).toEqual([null, 2]);
    expect([heldOf('ana', 'ticks'), heldOf('ben', 'ticks')]).toEqual([undefined, new Set('b')]);
    forgetDrafts();
    expect([draftOf('ben', 'note'), heldOf('ben', 'ticks')]).toEqual([null, undefined]);
    expect(sessionStorage.length).toBe(0);
  });

  it('lives as long as the page where storage is switched off', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    keepDraft('ana', 'note', 1);
    expect(draftOf('ana', 'note')).toBe(1);
    forgetDrafts();
    expect(draftOf('ana', 'note')).toBeNull();
  });
});
