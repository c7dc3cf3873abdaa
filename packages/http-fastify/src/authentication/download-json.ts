/** Bounds on what is fetched from another server. */
export interface DownloadBounds {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/**
 * What is at an address, as JSON. Redirections are not followed: where keys come from is configured, and by nobody else.
 *
 * @throws Error where it is not there, takes too long, or is too large
 */
export const downloadJson = async (url: URL, { timeoutMs, maxBytes }: DownloadBounds): Promise<unknown> => {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${url.href} answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | undefined = response.body ?? undefined;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Error(`${url.href} answered more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
};
