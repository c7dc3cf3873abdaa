interface Wanted {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token?: string;
  readonly idempotencyKey?: string;
  readonly body?: object;
}

/** The text of an HTTP/1.1 request. */
export const requestText = ({ method, path, token, idempotencyKey, body }: Wanted): string => {
  const payload = body === undefined ? '' : JSON.stringify(body);
  return [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Accept: application/json',
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    ...(idempotencyKey === undefined ? [] : [`Idempotency-Key: ${idempotencyKey}`]),
    ...(body === undefined ? [] : ['Content-Type: application/json', `Content-Length: ${payload.length}`]),
    '',
    payload,
  ].join('\r\n');
};
