declare const setTimeout: (callback: () => void, milliseconds: number) => unknown;
declare const clearTimeout: (timer: unknown) => void;

/** Waits for something no longer than it may take; what never ends is told apart from what fails. */
export const within = async <T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> => {
  let timer: unknown;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new Error(`${what} did not end within ${milliseconds} ms: a lock that is never freed, or a deadlock`),
      );
    }, milliseconds);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
};
