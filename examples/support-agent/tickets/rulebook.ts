// What the shop has really decided, as numbers: the ground truth that tickets are graded by.
// The agent never sees this file; it has to find the same numbers in the articles.
import type { Category } from '../shop/catalogue.ts';

/** Days after delivery in which a customer may change their mind, as in the current return articles. */
export const returnDays: Readonly<Record<Category, number>> = {
  audio: 30,
  laptops: 14,
  phones: 14,
  cameras: 21,
  kitchen: 30,
  vacuums: 30,
  furniture: 14,
  mattresses: 100,
  apparel: 45,
  footwear: 45,
  toys: 60,
  garden: 30,
  beauty: 21,
  ebikes: 14,
};

/** Months of cover after delivery, as in the current warranty articles. */
export const warrantyMonths: Readonly<Record<Category, number>> = {
  audio: 24,
  laptops: 36,
  phones: 24,
  cameras: 24,
  kitchen: 24,
  vacuums: 36,
  furniture: 60,
  mattresses: 120,
  apparel: 12,
  footwear: 12,
  toys: 12,
  garden: 24,
  beauty: 6,
  ebikes: 36,
};

export const houseRules = {
  plusExtraDays: 15,
  springFrom: '2026-03-15',
  springUntil: '2026-04-06',
  springLastReturn: '2026-05-31',
  earlyFaultDays: 30,
  damageReportDays: 7,
  largeDamageReportDays: 3,
  lostParcelDays: 10,
  highValueDelivery: 2500,
  priceMatchDays: 14,
  giftDays: 60,
  sizeExchangeDays: 60,
  wrongItemDays: 30,
} as const;

export type SupplierTerms = {
  /** Days after delivery in which an article can be credited without a fault. */
  readonly window_days: number;
  /** Deduction when the goods come back opened, in per cent. */
  readonly opened_pct: number;
  /** Days after delivery in which a confirmed fault is credited in full. */
  readonly defect_days: number;
  /** Days after delivery in which transit damage is credited in full. */
  readonly damage_days: number;
};

const terms = (window: number, opened: number, defect: number, damage: number): SupplierTerms => ({
  window_days: window,
  opened_pct: opened,
  defect_days: defect,
  damage_days: damage,
});

/** The suppliers' current terms. */
export const supplierTerms: Readonly<Record<string, SupplierTerms>> = {
  lindqvist: terms(30, 15, 180, 7),
  nimbus: terms(14, 20, 90, 5),
  karu: terms(14, 15, 60, 5),
  telmar: terms(14, 25, 60, 5),
  lumio: terms(21, 20, 120, 7),
  casaforte: terms(30, 20, 180, 7),
  dusko: terms(30, 15, 120, 7),
  timra: terms(14, 30, 365, 3),
  somnia: terms(100, 25, 365, 3),
  vinterhav: terms(45, 10, 120, 14),
  stigen: terms(45, 20, 120, 14),
  klots: terms(60, 10, 180, 14),
  verdal: terms(30, 25, 180, 5),
  lenna: terms(21, 30, 60, 14),
  velonord: terms(14, 20, 90, 3),
};

/** Refunds at or above this amount (kr) need a person's approval. */
export const approvalThreshold = 3000;
