import type { Delivery } from "@/lib/events/deliver/next";
import type { Outcome } from "@/lib/events/deliver/record";

/** How many requests an endpoint gets at once. Only the server that has its lease sends any. */
export const AT_ONCE = 8;

/**
 * The deliveries of an endpoint that this server has read and not recorded: they wait, are being sent, or have ended. When
 * one has ended, the next one begins at once.
 */
export class Lanes {
  private readonly deliver: (delivery: Delivery) => Promise<Outcome>;
  private readonly isOpen: () => boolean;
  private readonly waiting: Delivery[] = [];
  private readonly sending = new Set<Delivery>();
  private ended: Outcome[] = [];
  private failure: { error: unknown } | null = null;
  private bell = Promise.withResolvers<void>();

  /**
   * @param deliver sends an event
   * @param isOpen whether a request may begin now
   */
  constructor(deliver: (delivery: Delivery) => Promise<Outcome>, isOpen: () => boolean) {
    this.deliver = deliver;
    this.isOpen = isOpen;
  }

  /** How many wait. */
  get ahead(): number {
    return this.waiting.length;
  }

  /** Whether nothing is being sent, and nothing has ended that is not recorded. */
  get isIdle(): boolean {
    return this.sending.size === 0 && this.ended.length === 0;
  }

  /** All that were read and not taken by `takeEnded`. */
  get open(): Delivery[] {
    return [...this.waiting, ...this.sending, ...this.ended.map(({ delivery }) => delivery)];
  }

  /** @param readUntil the position up to which all were read. @returns the one up to which all were taken by `takeEnded` */
  settledUntil(readUntil: bigint): bigint {
    let settled = readUntil;
    for (const { position } of this.open) if (position !== null && position <= settled) settled = position - 1n;
    return settled;
  }

  add(deliveries: Delivery[]): void {
    this.waiting.push(...deliveries);
  }

  /** Begins as many requests as may run. */
  begin(): void {
    while (this.sending.size < AT_ONCE && !this.failure && this.isOpen()) {
      const delivery = this.waiting.shift();
      if (!delivery) return;
      this.sending.add(delivery);
      void this.run(delivery);
    }
  }

  private async run(delivery: Delivery): Promise<void> {
    try {
      const outcome = await this.deliver(delivery);
      this.ended.push(outcome);
    } catch (error) {
      this.failure = { error };
    }
    this.sending.delete(delivery);
    this.begin();
    this.ring();
  }

  /** Ends the wait of `rung`, or the next one. */
  ring(): void {
    this.bell.resolve();
  }

  /**
   * Waits until a request has ended, or `ring` is called.
   * @throws what `deliver` has thrown
   */
  async rung(): Promise<void> {
    await this.bell.promise;
    this.bell = Promise.withResolvers();
    if (this.failure) throw this.failure.error;
  }

  /** The outcomes since the last call, in the order in which the deliveries ended. */
  takeEnded(): Outcome[] {
    const ended = this.ended;
    this.ended = [];
    return ended;
  }

  /** Takes outcomes back that could not be recorded. */
  putBack(outcomes: Outcome[]): void {
    this.ended = [...outcomes, ...this.ended];
  }
}
