import { hasGlobMagic } from './loadConfiguration.ts';

/** The folders that patterns are looked up in. Paths have `/` between their parts. */
export interface GlobFolders {
  /** Names in a folder; undefined where it is no folder or cannot be read. */
  names(folder: string): readonly string[] | undefined;
  /** Whether there is a file or folder of this path. */
  exists(path: string): boolean;
}

/**
 * The paths that a pattern of an include stands for, as Python's `glob.glob` finds them for Klipper: `*`,
 * `?`, `[abc]` and `[!abc]` stay within one name, `**` is no more than `*`, and names that begin with a dot
 * must be asked for with a dot.
 *
 * @param folder the folder that the pattern counts from, unless it begins with `/`; it holds no wildcards
 */
export function globPaths(folder: string, pattern: string, folders: GlobFolders): string[] {
  const isAbsolute = pattern.startsWith('/');
  let found = [isAbsolute ? '/' : folder === '' || folder.endsWith('/') ? folder : `${folder}/`];
  const parts = pattern.split('/').filter((part) => part !== '');
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    found = found.flatMap((base) => {
      const names = hasGlobMagic(part) ? matchingNames(folders.names(base || '.'), part) : [part];
      return names.map((name) => (isLast ? `${base}${name}` : `${base}${name}/`));
    });
  }
  return found.filter((path) => folders.exists(path));
}

function matchingNames(names: readonly string[] | undefined, pattern: string): readonly string[] {
  const tokens = patternTokens(pattern);
  const takesHidden = pattern.startsWith('.');
  return (names ?? []).filter(
    (name) => (takesHidden || !name.startsWith('.')) && matches(name, tokens),
  );
}

/** Any number of characters, or one of those that the expression takes. */
type Token = 'any' | RegExp;

/** Goes back to the last star only, which is enough and never takes long. */
function matches(name: string, tokens: readonly Token[]): boolean {
  const characters = [...name];
  let at = 0;
  let token = 0;
  let star = -1;
  let starAt = 0;
  while (at < characters.length) {
    const wanted = tokens[token];
    if (wanted === 'any') {
      star = token++;
      starAt = at;
    } else if (wanted?.test(characters[at] ?? '')) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++starAt;
    } else return false;
  }
  return tokens.slice(token).every((rest) => rest === 'any');
}

/** One name's pattern as Python's `fnmatch` reads it. */
function patternTokens(pattern: string): Token[] {
  const tokens: Token[] = [];
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? '';
    const end = character === '[' ? setEnd(characters, index) : -1;
    if (character === '*') tokens.push('any');
    else if (character === '?') tokens.push(/^.$/su);
    else if (end >= 0) {
      tokens.push(setExpression(characters.slice(index + 1, end)));
      index = end;
    } else tokens.push(new RegExp(`^${escaped(character)}$`, 'u'));
  }
  return tokens;
}

/** Index of the bracket that closes the set, −1 where it is none; `[]a]` and `[!]a]` hold a bracket. */
function setEnd(characters: readonly string[], start: number): number {
  let from = start + 1;
  if (characters[from] === '!') from++;
  if (characters[from] === ']') from++;
  return characters.indexOf(']', from);
}

function setExpression(set: readonly string[]): RegExp {
  const isNegated = set[0] === '!';
  const members = isNegated ? set.slice(1) : set;
  const parts: string[] = [];
  for (let index = 0; index < members.length; index++) {
    const first = members[index] ?? '';
    const last = members[index + 2];
    if (members[index + 1] === '-' && last !== undefined) {
      if (first <= last) parts.push(`${escaped(first)}-${escaped(last)}`);
      index += 2;
    } else parts.push(escaped(first));
  }
  // `[b-a]` holds nothing.
  if (parts.length === 0) return isNegated ? /^.$/su : /^(?!)$/;
  return new RegExp(`^[${isNegated ? '^' : ''}${parts.join('')}]$`, 'u');
}

function escaped(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character)
    ? `\\u{${character.codePointAt(0)?.toString(16)}}`
    : character;
}
