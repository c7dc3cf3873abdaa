import type { Executes, Session, Sessions } from './sessions.js';

interface Held {
  readonly session: Promise<Session>;
  /** Gives it back. */
  readonly end: () => void;
  users: number;
}

/**
 * Carries out short statements of many on one connection, which is lent as long as any is under way: each goes out behind
 * those before it. After a statement that failed, those that come next are carried out on another.
 */
export const sharedSession = ({ lend }: Pick<Sessions, 'lend'>): Executes => {
  let held: Held | undefined;

  const hold = (): Held => {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const session = new Promise<Session>((resolve, reject) => {
      lend(async (lent) => {
        resolve(lent);
        await ended;
      }).catch(reject);
    });
    return { session, end, users: 0 };
  };

  return {
    executeQuery: async (query) => {
      const mine = (held ??= hold());
      mine.users += 1;
      try {
        const session = await mine.session;
        return await session.executeQuery(query);
      } catch (error) {
        if (held === mine) held = undefined;
        throw error;
      } finally {
        mine.users -= 1;
        if (mine.users === 0) {
          mine.end();
          if (held === mine) held = undefined;
        }
      }
    },
  };
};
