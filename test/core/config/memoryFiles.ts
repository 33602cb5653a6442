import { globPaths } from '#core/config/configGlob';
import type { ConfigurationFiles } from '#core/config/loadConfiguration';

/** Files of a configuration that exist only in a test. Paths count from `/`. */
export function memoryFiles(texts: Readonly<Record<string, string>>): ConfigurationFiles {
  const paths = Object.keys(texts);
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/'));
  const normal = (path: string) => new URL(path, 'file:///').pathname;
  return {
    read: (path) => texts[path],
    glob: (pattern, fromPath) =>
      globPaths(folderOf(fromPath), pattern, {
        names: (folder) => {
          const start = normal(folder);
          const names = paths
            .filter((path) => path.startsWith(start))
            .map((path) => path.slice(start.length).split('/')[0] ?? '');
          return names.length === 0 ? undefined : [...new Set(names)];
        },
        exists: (path) => paths.some((known) => `${known}/`.startsWith(`${normal(path)}/`)),
      }).map(normal),
  };
}
