/** A commit as git stores it, byte for byte: what is read can be written again under the same id. */
export type Identity = {
  readonly name: string;
  readonly email: string;
  /** Since 1970, in whole seconds. */
  readonly seconds: number;
  /** As in `+0100`. */
  readonly zone: string;
};

export type Commit = {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  readonly message: string;
};

const WHO = /^(.*?) ?<(.*)> (\d+) ([+-]\d{4})$/;

export function parseCommit(sha: string, text: string): Commit {
  const end = text.indexOf('\n\n');
  const headers = text.slice(0, end).split('\n');
  const all = (key: string) =>
    headers.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  return {
    sha,
    tree: all('tree')[0] ?? '',
    parents: all('parent'),
    author: parseIdentity(all('author')[0] ?? ''),
    committer: parseIdentity(all('committer')[0] ?? ''),
    message: text.slice(end + 2),
  };
}

export function printCommit({ tree, parents, author, committer, message }: Omit<Commit, 'sha'>): string {
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${printIdentity(author)}`,
    `committer ${printIdentity(committer)}`,
  ];
  return `${lines.join('\n')}\n\n${message}`;
}

/** As the interfaces print an instant. */
export const instant = ({ seconds }: Identity): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

function parseIdentity(text: string): Identity {
  const [, name = '', email = '', seconds = '0', zone = '+0000'] = WHO.exec(text) ?? [];
  return { name, email, seconds: Number(seconds), zone };
}

function printIdentity({ name, email, seconds, zone }: Identity): string {
  return `${name} <${email}> ${seconds} ${zone}`;
}
