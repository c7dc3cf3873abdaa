import { conceptNames } from './concept-names.js';
import { domainBoundary } from './domain-boundary.js';
import { explicitExports } from './explicit-exports.js';
import { noAmbientDate } from './no-ambient-date.js';
import { packageBoundary } from './package-boundary.js';

/** The rules of this repository that no published plugin has. */
export default {
  meta: { name: 'slotkeeper' },
  rules: {
    'concept-names': conceptNames,
    'domain-boundary': domainBoundary,
    'explicit-exports': explicitExports,
    'no-ambient-date': noAmbientDate,
    'package-boundary': packageBoundary,
  },
};
