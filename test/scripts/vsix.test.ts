import { expect, test } from 'vitest';
import { faultsOfPackage } from '../../scripts/vsix.ts';
import { listZip } from '../../scripts/zipListing.ts';

const whole = [
  'extension/package.json',
  'extension/readme.md',
  'extension/LICENSE.txt',
  'extension/dist/client.cjs',
  'extension/dist/server.cjs',
  'extension/dist/3dpai.mjs',
];

function expectFaults(paths: string[], packageBytes: number, faults: string[]): void {
  const entries = paths.map((path) => ({ path, bytes: 1 }));
  expect(faultsOfPackage(entries, packageBytes)).toEqual(faults);
}

test('a package holds what it needs and nothing else', () => {
  expectFaults([...whole, 'extension/syntaxes/gcode.tmLanguage.json'], 1000, []);
  expectFaults(whole.slice(1), 1000, ['The package lacks extension/package.json.']);
  expectFaults([...whole, 'extension/dist/client.cjs.map', 'extension/.env'], 1000, [
    'The package holds extension/dist/client.cjs.map, which scripts/vsix.ts does not allow.',
    'The package holds extension/.env, which scripts/vsix.ts does not allow.',
  ]);
  expectFaults(whole, 9_000_000, [
    'The package has 9000000 bytes; scripts/vsix.ts allows 4000000.',
  ]);
});

// Python: ZipFile.writestr('a.txt', 'hello'), ZipFile.writestr('b/c', '').
const archive =
  'UEsDBBQAAAAAAAAAIQCGphA2BQAAAAUAAAAFAAAAYS50eHRoZWxsb1BLAwQUAAAAAAAAACEAAAAAAAAAAAAA' +
  'AAAAAwAAAGIvY1BLAQIUAxQAAAAAAAAAIQCGphA2BQAAAAUAAAAFAAAAAAAAAAAAAACAAQAAAABhLnR4dFBL' +
  'AQIUAxQAAAAAAAAAIQAAAAAAAAAAAAAAAAADAAAAAAAAAAAAAACAASgAAABiL2NQSwUGAAAAAAIAAgBkAAAA' +
  'SQAAAAAA';

test('the files of a zip archive are read from its directory', () => {
  expect(listZip(Buffer.from(archive, 'base64'))).toEqual([
    { path: 'a.txt', bytes: 5 },
    { path: 'b/c', bytes: 0 },
  ]);
  expect(() => listZip(Buffer.from('not a zip'))).toThrow('This is not a zip archive');
});
