import { count, filled, listOf, oneOf, text, type Judge } from './state-shape.ts';

/** How a message to a device ended ("Message feedback" in the documentation of IoT Hub). */
export type FeedbackStatus = 'Success' | 'Expired' | 'DeliveryCountExceeded' | 'Rejected' | 'Purged';

/** What became of a message, for back ends: its sender asked to be told. */
export interface FeedbackRecord {
  readonly id: string;
  readonly deviceId: string;
  readonly generationId: string;
  readonly messageId: string;
  readonly status: FeedbackStatus;
  /** When the message ended, in milliseconds since the Unix epoch. */
  readonly at: number;
  /** How often a back end has taken it. */
  deliveryCount: number;
}

/** The list of them, as it is judged before it is taken from what was kept. */
export const FEEDBACK: Judge = listOf({
  id: filled,
  deviceId: filled,
  generationId: filled,
  messageId: text,
  status: oneOf('Success', 'Expired', 'DeliveryCountExceeded', 'Rejected', 'Purged'),
  at: count,
  deliveryCount: count,
});
