import { expect, test } from 'vitest';
import { distributionOf } from '../../scripts/systemPackages.ts';

test.each([
  ['PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\nID_LIKE=x', 'debian'],
  ['NAME="Ubuntu"\nID="ubuntu"\nID_LIKE=debian', 'ubuntu'],
  ['ID=fedora\nVARIANT_ID=ubuntu', undefined],
  ['', undefined],
])('apt-get is for Debian and Ubuntu alone: %j', (osRelease, expected) => {
  expect(distributionOf(osRelease)).toBe(expected);
});
