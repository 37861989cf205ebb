/** What `init` did, and what is left for a person to do, in the order in which it is done. */
import type { Paint } from '../door/text.ts';
import type { Initialised } from '../loop/setup/init.ts';

export function initText(done: Initialised, paint: Paint): string {
  const { written, kept, owner_lines } = done;
  const lines = [
    ...section(paint('bold', 'created'), written),
    ...section(
      written.length === 0 ? 'everything is there already; nothing was changed' : 'there already, left alone',
      kept,
    ),
    ...section('add to your CODEOWNERS, so that these paths have an owner', owner_lines),
    paint('bold', 'next'),
    ...steps(done).flatMap((step, i) => step.map((line, j) => `  ${j === 0 ? `${i + 1}.` : '  '} ${line}`)),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [title, ...items.map((item) => `  ${item}`), ''];
}

function steps({ intent, written, is_target_missing, placeholders }: Initialised): string[][] {
  return [
    ...placeholders.map(({ placeholder, option, files }) => [
      `Put your own in place of ${placeholder} (next time: ${option}), in`,
      ...files.map((file) => `  ${file}`),
    ]),
    ...(is_target_missing ? [[`Add a target of ${intent} to .github/autotune.yaml: it has none.`]] : []),
    ...(written.some((path) => path.startsWith('goldens/'))
      ? [
          [
            'Put your agent in place of the example: in the pack what it runs under, in the goldens what it decided.',
            'Until there are enough cases, `autotune run` says how many it needs. Then: autotune goldens stamp',
          ],
        ]
      : []),
    ['Run `autotune validate`, commit, and bring it to the default branch: schedules run nowhere else.'],
    [
      'On GitHub, in the settings of the repository:',
      '  Actions, General: allow GitHub Actions to create and approve pull requests.',
      '  Rules: for the default branch, require a pull request, the review of code owners, and the checks `autotune gate`',
      '  and `validate` with branches up to date; for autotune/ledger, block force pushes and deletions, and nothing else.',
      '  What is missing of it: autotune doctor --forge github',
    ],
    [
      'Choose the token. GITHUB_TOKEN needs nothing, but checks of a proposal wait until a person lets them run;',
      'the token of a GitHub App starts them at once. docs/setup.md of autotune tells what follows from each.',
    ],
  ];
}
