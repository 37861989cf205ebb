/** Who stands at the terminal, as git knows them: the name and the address that their commits would carry. */
import { AutotuneError } from '../../kit/errors.ts';
import type { Repository } from './git.ts';

export type Person = { readonly id: string; readonly login: string };

/** Throws `PERSON_UNKNOWN` where git was not told. */
export async function readPerson(repository: Repository): Promise<Person> {
  const [login, id] = await Promise.all(['user.name', 'user.email'].map((key) => setting(repository, key)));
  if (login === undefined || id === undefined || login === '' || id === '') {
    throw new AutotuneError('PERSON_UNKNOWN', 'git has no user.name and user.email here');
  }
  return { id, login };
}

async function setting(repository: Repository, key: string): Promise<string> {
  const { stdout } = await repository.git(['config', '--get', key], { accept: [0, 1] });
  return stdout.toString('utf8').trim();
}
