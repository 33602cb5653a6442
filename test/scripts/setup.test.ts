import { expect, test } from 'vitest';
import { lockIsInstalled, networkFailure } from '../../scripts/setup.mjs';

const zod = { version: '4.6.7', integrity: 'sha512-a' };
const lock = (packages: object) => ({ packages: { '': { version: '0.1.0' }, ...packages } });

test.each([
  ['the same', { zod }, { zod }, true],
  ['more than wanted', { zod }, { zod, mocha: zod }, true],
  ['one missing', { zod, mocha: zod }, { zod }, false],
  ['another version', { zod }, { zod: { ...zod, version: '4.6.6' } }, false],
  ['another archive', { zod }, { zod: { ...zod, integrity: 'sha512-b' } }, false],
  ['an optional one for another platform', { mac: { ...zod, optional: true } }, {}, true],
])('installed packages: %s', (_what, wanted, installed, expected) => {
  expect(lockIsInstalled(lock(wanted), lock(installed))).toBe(expected);
});

test('a network failure is told apart, in the words npm has for it', () => {
  const offline = `npm error code ENOTFOUND
npm error network request to https://registry.npmjs.org/zod failed, reason: getaddrinfo ENOTFOUND registry.npmjs.org
npm error network This is a problem related to network connectivity.`;
  expect(networkFailure(offline)).toBe(
    'request to https://registry.npmjs.org/zod failed, reason: getaddrinfo ENOTFOUND registry.npmjs.org',
  );
  expect(networkFailure('npm error code E503\nnpm error 503 Service Unavailable')).toBe(
    'code E503',
  );
  expect(networkFailure('npm error gyp ERR! not found: make')).toBeUndefined();
});
