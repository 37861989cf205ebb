import { ledgerContract } from '../contracts/ledger.ts';
import { githubShop } from './github-shop.ts';

ledgerContract('GitHub', async () => {
  const shop = await githubShop();
  return { ledger: shop.ledger(), another: () => shop.ledger(), sameHeads: false };
});
