import type { Attachment } from 'svelte/attachments';

/** Do something once, when an element comes near the screen. */
export function whenNear(act: () => void): Attachment {
  return (element) => {
    const watcher = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watcher.disconnect();
        act();
      },
      { rootMargin: '300px' }
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  };
}
