const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a UUID as PostgreSQL prints it. Any other text names nothing that is stored. */
export const isUuid = (text: string): boolean => CANONICAL.test(text);
