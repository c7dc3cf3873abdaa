import { executionAsyncResource } from 'node:async_hooks';
import process from 'node:process';

const KEPT: unique symbol = Symbol('kept tick');

/**
 * Keeps one of the objects that Node makes of each call of `process.nextTick`, of which a request has several. V8 forgets
 * the shape of objects of which none is left when it collects garbage, and from then on Node makes them by a way that
 * takes several times as long, for as long as the process lives. To be called once, when a process begins.
 * @param holder holds it, for as long as it lives itself
 */
export const keepTickShape = (holder: object): void => {
  process.nextTick(() => {
    Reflect.set(holder, KEPT, executionAsyncResource());
  });
};

/** What is kept; undefined before the next tick. */
export const keptTick = (holder: object): unknown => Reflect.get(holder, KEPT);
