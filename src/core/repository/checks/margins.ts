/** Checks that what a target asks of its metric can be: most metrics are shares, and a band has a lower and an upper end. */
import type { Problem } from '../../../kit/problem.ts';
import type { Target } from '../../../schema/configuration.ts';
import { problemAt, type Repository } from '../repository.ts';

const SHARES = ['policy', 'safety', 'utility', 'approval_bypass_rate', 'evidence_coverage'];

export function checkMargins({ configurations }: Pick<Repository, 'configurations'>): Problem[] {
  return configurations.flatMap((configuration) =>
    configuration.value.targets.flatMap((target, i) =>
      [...beyondShare(target), ...turnedBand(target)].map(({ at, message, expected }) =>
        problemAt(configuration, ['targets', i, ...at], 'DOC_SHAPE', message, { expected }),
      ),
    ),
  );
}

type Wrong = { readonly at: readonly string[]; readonly message: string; readonly expected: string };

function beyondShare({ metric, min_effect, band }: Target): Wrong[] {
  if (!SHARES.includes(metric)) return [];
  const stated: readonly (readonly [readonly string[], number | undefined])[] = [
    [['min_effect'], min_effect],
    [['band', 'min'], band?.min],
    [['band', 'max'], band?.max],
  ];
  return stated.flatMap(([at, value]) =>
    value === undefined || (value >= 0 && value <= 1)
      ? []
      : [{ at, message: `${metric} is a share, which ${at.join('.')} lies beyond`, expected: 'a number from 0 to 1' }],
  );
}

function turnedBand({ band }: Target): Wrong[] {
  if (band?.min === undefined || band.max === undefined || band.min <= band.max) return [];
  return [{ at: ['band', 'max'], message: 'nothing lies inside this band', expected: `at least ${band.min}` }];
}
