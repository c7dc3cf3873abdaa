import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const SWEEP_MS = 20;

/**
 * Watches the connections of a server, to let go of those that keep it from closing: Node closes what is idle when it
 * begins to close, and then waits for what becomes idle later, and for clients that connected and said nothing.
 *
 * @returns begins to let go. From then on a connection is closed as soon as nothing is asked on it; those that are in
 *   the middle of something after so many milliseconds are cut off.
 */
export const releaseConnections = (
  server: Server,
): ((cutAfterMs: number) => { readonly end: () => { readonly cut: number } }) => {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return (cutAfterMs) => {
    let cut = 0;
    const sweep = (): void => {
      server.closeIdleConnections();
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    };
    const sweeping = setInterval(sweep, SWEEP_MS);
    const cutting = setTimeout(() => {
      cut = open.size;
      server.closeAllConnections();
    }, cutAfterMs);
    return {
      end: () => {
        clearInterval(sweeping);
        clearTimeout(cutting);
        return { cut };
      },
    };
  };
};
