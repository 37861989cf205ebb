// Where an order stands on its way, for templates about parcels, payments and accounts.
import type { Scene } from '../template.ts';

export const any = (): boolean => true;
export const arrived = ({ order }: Scene): boolean =>
  order.delivered !== null && !order.marketplace && !order.product.recalled;
export const travelling = ({ order }: Scene): boolean =>
  order.dispatched !== null && order.delivered === null && !order.product.recalled;
export const waiting = ({ order }: Scene): boolean => order.dispatched === null && !order.product.recalled;
