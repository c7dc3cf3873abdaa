/**
 * What every answer tells a browser (OWASP REST Security Cheat Sheet): to guess no type, to run and frame nothing, to
 * tell nobody where it came from, and to give the answer to no other site.
 */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** With RFC 6797's order to use HTTPS alone, where a server is told that it can be had that way. */
export const securityHeaders = (hstsSeconds = 0): Readonly<Record<string, string>> => ({
  ...SECURITY_HEADERS,
  ...(hstsSeconds === 0 ? {} : { 'strict-transport-security': `max-age=${hstsSeconds}; includeSubDomains` }),
});
