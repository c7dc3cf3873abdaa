import { attendedTime } from './attended-time.js';
import { loadShedder, type LoadBounds, type LoadShedder } from './load-shedder.js';
import { watchEventLoop } from './watch-event-loop.js';

/** A shedder that looks by itself after what is in flight. Keeps no process alive. */
export const watchLoad = (
  bounds: LoadBounds,
): { readonly shedder: LoadShedder; readonly stop: () => void } => {
  const loop = watchEventLoop();
  const time = attendedTime(() => shedder.look());
  const shedder = loadShedder(bounds, loop.delayMs, time.nowMs);
  return {
    shedder,
    stop: () => {
      loop.stop();
      time.stop();
    },
  };
};
