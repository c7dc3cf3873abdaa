import { createRequire } from 'node:module';
import type { PasswordBlocklist } from '@slotkeeper/domain';
import type * as LanguageCommon from '@zxcvbn-ts/language-common';

// A require, for who asks wants to know at once; and not an import, for most servers never open an account.
const require = createRequire(import.meta.url);

/**
 * The passwords that were found most often in what has leaked, about fifty thousand, read when somebody first asks: that
 * takes some 0.1 s and 4 MB. Few of them are as long as a password must be, so one that is put together of two of them
 * is as common: there are no more of those than a thief tries.
 */
export const commonPasswords = (): PasswordBlocklist => {
  let known: ReadonlySet<string> | undefined;
  return {
    has: (password) => {
      known ??= readCommonPasswords();
      const listed = known;
      const text = password.toLowerCase();
      if (listed.has(text)) return true;
      for (let cut = 1; cut < text.length; cut += 1)
        if (listed.has(text.slice(0, cut)) && listed.has(text.slice(cut))) return true;
      return false;
    },
  };
};

const readCommonPasswords = (): ReadonlySet<string> => {
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof LanguageCommon;
  return new Set(dictionary['passwords-common']);
};
