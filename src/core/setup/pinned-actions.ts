/** The actions that shipped workflows use, each at one commit: a tag can be moved under us, a commit cannot. */
export const PINNED = {
  checkout: 'actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2',
  upload: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
  download: 'actions/download-artifact@70fc10c6e5e1ce46ad2ea6f2b72d43f7d47b13c3 # v8.0.0',
} as const;

/** An expression that the runner evaluates. */
export function expression(text: string): string {
  return `\${{ ${text} }}`;
}

/** What stands behind a reference that nobody filled in yet. */
export function actionReference(action: string): string {
  return action.startsWith('OWNER/') ? `${action} # put the copy you use here, at the commit of a release` : action;
}
