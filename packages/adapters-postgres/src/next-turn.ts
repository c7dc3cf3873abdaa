/** Lets something be done by the next turn of the event loop, once, however often it is asked for until then. */
export const onNextTurn = (act: () => void): (() => void) => {
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      act();
    });
  };
};
