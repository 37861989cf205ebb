import { forgeContract } from '../contracts/forge.ts';
import { githubShop } from './github-shop.ts';

forgeContract('GitHub', async () => {
  const shop = await githubShop();
  const { world, checkout } = shop;
  return {
    forge: shop.forge(),
    another: async () => shop.forge(),
    advanceBase: shop.advance,
    changedPaths: async (from, to) => {
      checkout.git('fetch', '-q', world.gitDir, from, to);
      return checkout.git('diff', '--name-only', from, to).split('\n');
    },
    commitAsPerson: async (branch) => void (await world.person('wren').push(branch, { 'note.txt': 'Mine.\n' })),
    closeAsPerson: ({ number }) => world.person('wren').close(number),
    reopenAsPerson: ({ number }) => world.person('wren').reopen(number),
    mergeAsPerson: async ({ number }) => void (await world.person('ada').merge(number)),
    sameCommits: false,
  };
});
