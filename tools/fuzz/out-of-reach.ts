/** Operations that no request made of the document can succeed with, and why. */
export const OPERATIONS_OUT_OF_REACH: Readonly<Record<string, string>> = {};

/** Problems that requests alone do not bring about, and why. */
export const PROBLEMS_OUT_OF_REACH: Readonly<Record<string, string>> = {
  internal_error: 'a fault of the server: to find none is what the run is for',
  not_ready: 'the server is there for as long as the run lasts',
  store_unavailable: 'the store is there for as long as the run lasts',
  rate_limited: 'limits are off: what lies behind them is what the run is about',
  overloaded: 'requests come one after the other',
  key_in_flight: 'requests come one after the other',
  concurrency_conflict: 'requests come one after the other, so that a run can be repeated',
};

/** A problem is common that so large a part of the operations are documented to have. */
export const COMMON_PART = 0.2;
