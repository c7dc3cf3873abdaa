/**
 * The form of a password that is hashed: however a character was typed, it is the same password (NIST SP 800-63B-4
 * section 3.1.1.2).
 */
export const passwordForm = (password: string): string => password.normalize('NFKC');
