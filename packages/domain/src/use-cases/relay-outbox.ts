import type { ConsumerName, Deliver, DeliveryFailure, Outbox } from '../ports/outbox.js';
import { StoreUnavailable } from '../ports/store-unavailable.js';

export interface RelayDependencies {
  readonly outbox: Pick<Outbox, 'deliver'>;
  /** Waits a while before it is looked again for events, and no longer once the relay is told to stop. */
  readonly pause: () => Promise<void>;
}

export interface RelayOptions {
  readonly consumer: ConsumerName;
  readonly deliver: Deliver;
  /** How many events are taken at once; {@link DEFAULT_RELAY_LIMIT} if left out. */
  readonly limit?: number | undefined;
  /** Looked at before each taking: events that were taken are delivered first. */
  readonly isStopped: () => boolean;
  /** Hears of events that were not delivered; they are delivered again. */
  readonly onFailure: (failure: DeliveryFailure) => void;
  /** Hears that the store is not reached; the relay goes on once it is. */
  readonly onUnavailable: (error: StoreUnavailable) => void;
}

export const DEFAULT_RELAY_LIMIT = 200;

/**
 * Delivers the events of the outbox to a consumer until it is told to stop. Any number of relays may run for one
 * consumer, in one process or in several.
 * @throws whatever the outbox throws, but for StoreUnavailable
 */
export const relayOutbox =
  ({ outbox, pause }: RelayDependencies) =>
  async (options: RelayOptions): Promise<void> => {
    const { consumer, deliver, limit = DEFAULT_RELAY_LIMIT } = options;
    while (!options.isStopped()) {
      const delivered = await outbox
        .deliver(consumer, { limit }, deliver)
        .then((outcome) => {
          for (const failure of outcome.failures) options.onFailure(failure);
          return outcome.delivered;
        })
        .catch((error: unknown) => {
          if (!(error instanceof StoreUnavailable)) throw error;
          options.onUnavailable(error);
          return 0;
        });
      if (delivered < limit && !options.isStopped()) await pause();
    }
  };
