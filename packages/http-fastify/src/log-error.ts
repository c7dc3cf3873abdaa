/** What a log holds of an error, for pino's serializer of `err`. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack: string | undefined;
  readonly cause?: LoggedError;
}

const EMAIL = /[^\s@"'`<>()=,;:]{1,64}@[^\s@"'`<>()=,;:]{1,255}/g;
const MAX_CAUSES = 5;

/**
 * What went wrong, where, and because of what. Other members of an error stay out: a database puts values of rows into
 * them (`detail` of PostgreSQL), a client requests with their headers. E-mail addresses in texts are masked, and with
 * them the passwords of connection strings.
 */
export const logError = (error: unknown, causes: number = MAX_CAUSES): LoggedError => {
  if (!(error instanceof Error))
    return { type: typeof error, message: mask(String(error)), stack: undefined };
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return {
    type: error.name,
    message: mask(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    stack: error.stack === undefined ? undefined : mask(error.stack),
    ...(cause === undefined || causes === 0 ? {} : { cause: logError(cause, causes - 1) }),
  };
};

const mask = (text: string): string => text.replaceAll(EMAIL, '[email]');
