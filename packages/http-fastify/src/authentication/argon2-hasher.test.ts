import { describe, expect, it } from 'vitest';
import { createArgon2Hasher } from './argon2-hasher.js';

const cheap = createArgon2Hasher({ memoryKib: 64, passes: 1 });

describe('Argon2', () => {
  it('knows a password by its hash, and no other', async () => {
    const hash = await cheap.hash('correct horse');
    expect(hash).not.toContain('correct horse');
    expect(await cheap.verify('correct horse', hash)).toBe(true);
    expect(await cheap.verify('Correct horse', hash)).toBe(false);
  });

  it('says no where there is no account', async () => {
    expect(await cheap.verify('correct horse', undefined)).toBe(false);
  });

  it('hashes one password differently each time', async () => {
    expect(await cheap.hash('correct horse')).not.toBe(await cheap.hash('correct horse'));
  });

  it('costs by default what OWASP asks for, as Argon2id', async () => {
    expect(await createArgon2Hasher().hash('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('tells of a cost that there is none of', async () => {
    await expect(createArgon2Hasher({ memoryKib: 1 }).verify('correct horse', undefined)).rejects.toThrow(
      /memory/i,
    );
  });
});
