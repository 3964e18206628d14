export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const GAP_PX = 4;
const EDGE_PX = 8;

/** Where what a button shows has its corner: under the button, above it where only there is room for it, inside the view either way. */
export function placeBy(
  button: Box,
  shown: Pick<Box, 'width' | 'height'>,
  view: Pick<Box, 'width' | 'height'>,
  align: 'start' | 'middle' | 'end'
): Pick<Box, 'left' | 'top'> {
  const below = button.top + button.height + GAP_PX;
  const above = button.top - GAP_PX - shown.height;
  const isBelow = below + shown.height <= view.height - EDGE_PX || above < EDGE_PX;
  const share = { start: 0, middle: 0.5, end: 1 }[align];
  return {
    left: within(button.left + (button.width - shown.width) * share, view.width - shown.width - EDGE_PX),
    top: isBelow ? within(below, view.height - shown.height - EDGE_PX) : above
  };
}

function within(at: number, most: number): number {
  return Math.max(EDGE_PX, Math.min(at, most));
}

/** Put what a button shows beside it. It lies on top of the page and scrolls with it. */
export function placeBeside(
  button: HTMLElement,
  shown: HTMLElement,
  align: 'start' | 'middle' | 'end'
): void {
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const { left, top } = placeBy(
    button.getBoundingClientRect(),
    shown.getBoundingClientRect(),
    { width, height },
    align
  );
  shown.style.left = `${left + scrollX}px`;
  shown.style.top = `${top + scrollY}px`;
}
