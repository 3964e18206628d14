import type { Attachment } from 'svelte/attachments';

/** Rows are drawn anew when the window moved by so many pixels, not by each. */
const STEP_PX = 120;

/** Which part of an element the window shows. The page scrolls, not the element: so do phones' address bars and the Back key. */
export class Viewport {
  /** How much of the element lies above the window, in pixels. */
  above = $state(0);
  windowHeight = $state(0);
  /** Before it was measured it is taken to be as wide as the window. */
  width = $state(innerWidth);
  /** The size of the text, which the athlete may set larger at any time. */
  remPx = $state(16);
  #element: HTMLElement | null = null;

  readonly watch: Attachment<HTMLElement> = (element) => {
    this.#element = element;
    this.measure();
    const measure = (): void => this.measure();
    addEventListener('scroll', measure, { passive: true });
    addEventListener('resize', measure, { passive: true });
    // What stands before the list may grow, and then it moves without a scroll.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => {
      this.#element = null;
      removeEventListener('scroll', measure);
      removeEventListener('resize', measure);
      observer.disconnect();
    };
  };

  measure(): void {
    this.remPx = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    if (this.#element === null) return;
    const box = this.#element.getBoundingClientRect();
    this.above = Math.floor(-box.top / STEP_PX) * STEP_PX;
    this.windowHeight = innerHeight;
    this.width = box.width;
  }

  /** How much of the element lies above the window now, to the pixel. */
  aboveNow(): number {
    return this.#element === null ? 0 : -this.#element.getBoundingClientRect().top;
  }

  /** Scroll the window so that a height of the element lies right under the bars at its upper edge. */
  bring(height: number, barTop: number): void {
    scrollBy({ top: height - barTop - this.aboveNow(), behavior: 'instant' });
    this.measure();
  }

  /** Scroll the window so that what lies between two heights of the element is clear of the bars at its edges. */
  reveal(from: number, until: number, barTop: number, barBottom: number): void {
    if (this.#element === null) return;
    const offset = this.#element.getBoundingClientRect().top;
    const [top, bottom] = [offset + from - barTop, offset + until + barBottom - innerHeight];
    if (top < 0) scrollBy({ top, behavior: 'instant' });
    else if (bottom > 0) scrollBy({ top: bottom, behavior: 'instant' });
    this.measure();
  }
}
