import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Failure } from './failure.ts';

/** The Debian and Ubuntu packages that code-server's native modules are compiled with. */
export const compilePackages = [
  'build-essential',
  'libkrb5-dev',
  'libsecret-1-dev',
  'libxkbfile-dev',
  'pkg-config',
  'python3',
] as const;

/** 'debian' or 'ubuntu' as /etc/os-release says, else undefined: there apt-get is not ours to use. */
export function aptDistribution(): 'debian' | 'ubuntu' | undefined {
  try {
    return distributionOf(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return undefined;
  }
}

/** The distribution named by the text of an os-release file. */
export function distributionOf(osRelease: string): 'debian' | 'ubuntu' | undefined {
  const id = /^ID="?([a-z]+)"?$/m.exec(osRelease)?.[1];
  return id === 'debian' || id === 'ubuntu' ? id : undefined;
}

/** Those of the packages that dpkg does not list as installed. */
export function missingPackages(packages: readonly string[]): string[] {
  return packages.filter((name) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a field name of dpkg-query.
    const query = spawnSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' });
    return query.stdout !== 'install ok installed';
  });
}

/**
 * Makes sure that the packages are there: installs the missing ones as root on Debian and Ubuntu,
 * otherwise stops with the command to run. On other systems it takes them to be there.
 */
export function ensureSystemPackages(packages: readonly string[], purpose: string): void {
  if (aptDistribution() === undefined) return;
  const missing = missingPackages(packages);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    throw new Failure(`${purpose} needs system packages; run: sudo ${command}`, 75);
  }
  console.error(
    `Installing system packages for ${purpose} (undo: apt-get remove ${missing.join(' ')})`,
  );
  for (const line of ['apt-get update', command]) {
    const run = spawnSync('sh', ['-c', line], {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (run.status !== 0) {
      const reason = run.stderr.trim().split('\n').at(-1) ?? '';
      throw new Failure(
        `${purpose}: "${line}" failed (${reason}); check the network and try again.`,
        75,
      );
    }
  }
}
