/** What was opened and must be closed, the last first. */
export interface ResourceStack {
  readonly hold: (name: string, close: () => Promise<void>) => void;
  /**
   * Closes everything in reverse order, each even if another fails. Calling it again is harmless.
   * @throws AggregateError of all that failed
   */
  readonly close: () => Promise<void>;
}

export const resourceStack = (): ResourceStack => {
  const held: { readonly name: string; readonly close: () => Promise<void> }[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (let next = held.pop(); next !== undefined; next = held.pop()) {
      const { name, close } = next;
      await close().catch((error: unknown) => {
        failures.push(new Error(`${name} could not be closed`, { cause: error }));
      });
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
  };
  return {
    hold: (name, close) => {
      held.push({ name, close });
    },
    close: () => (closing ??= closeAll()),
  };
};
