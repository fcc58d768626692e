// Background work of webhooks: changes become messages, messages are delivered, the log is kept short.
import type { Task, Tasks } from '../../platform/jobs.ts';
import { deliver, deliverTask } from './deliver.ts';
import { gatherChanges } from './gather.ts';
import { purgeDeliveries } from './queries.ts';

const gather: Task = (_payload, services) => gatherChanges(services);
const send: Task<{ delivery_id: number }> = ({ delivery_id }, services) => deliver(services, delivery_id);
const purge: Task = (_payload, { database }) => purgeDeliveries(database.owner);

export const webhookTasks: Tasks = { 'webhooks.gather': gather, [deliverTask]: send, 'webhooks.purge': purge };

/** Lines of crontab: a look each minute, should the process that follows changes have missed some; old deliveries at night. */
export const webhookCrontab = '* * * * * webhooks.gather ?max=1&jobKey=webhooks.gather\n43 3 * * * webhooks.purge ?jobKey=webhooks.purge';
