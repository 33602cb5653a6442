import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../pipeline/src/dataset/crc32.ts';
import { openJournal, readJournal, TORN } from '../../pipeline/src/dataset/journal.ts';
import { type Dice, type Fate, type Fault, PowerLoss, PowerLossDisk } from './powerLossDisk.ts';

const PATH = '/journal.jsonl';

/** Batches of small records, the first record's number each. */
const BATCHES = [
  [{ a: 1 }],
  [{ b: 'zwei' }, { b: [2] }, { b: null }],
  [{ c: 'ünïcode\n"quoted"' }],
  [{ d: 'x'.repeat(300) }, { d: 4 }],
];

async function written(disk = new PowerLossDisk()): Promise<PowerLossDisk> {
  const { journal } = await openJournal(disk, PATH);
  for (const batch of BATCHES) await journal.append(batch);
  await journal.close();
  return disk;
}

async function bytesOf(disk: PowerLossDisk): Promise<Uint8Array> {
  return (await disk.readFile(PATH)) ?? new Uint8Array(0);
}

async function diskWith(bytes: Uint8Array): Promise<PowerLossDisk> {
  const disk = new PowerLossDisk();
  const file = await disk.openFile(PATH, 'replace');
  await file.write(bytes);
  return disk;
}

/** What is read is a beginning of what was appended, in whole records. */
function expectBeginning(records: readonly unknown[], atLeast: number): void {
  expect(records.length).toBeGreaterThanOrEqual(atLeast);
  expect(records).toEqual(BATCHES.flat().slice(0, records.length));
}

test('CRC-32 of the check string of ISO 3309', () => {
  expect(crc32(Buffer.from('123456789')).toString(16)).toBe('cbf43926');
});

describe('what is written', () => {
  test('one JSON object a line, which anybody can read', async () => {
    const lines = Buffer.from(await bytesOf(await written()))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { sequence: 0, batch: 0, record: { a: 1 } },
      { sequence: 1, batch: 1, record: { b: 'zwei' } },
      { sequence: 2, batch: 1 },
      { sequence: 3, batch: 1 },
      { sequence: 4, batch: 4 },
      { sequence: 5, batch: 5 },
      { sequence: 6, batch: 5 },
    ]);
    expect(lines[0]).toMatch(/^\{"crc":"[0-9a-f]{8}","sequence":0,"batch":0,"record":\{"a":1\}\}$/);
  });

  test('what is appended while the disk is busy goes into one batch', async () => {
    const disk = new PowerLossDisk();
    const { journal } = await openJournal(disk, PATH);
    await Promise.all([1, 2, 3, 4].map((each) => journal.append([each])));
    await journal.close();
    const lines = Buffer.from(await bytesOf(disk))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).batch)).toEqual([0, 1, 1, 1]);
    expect((await readJournal(disk, PATH)).records).toEqual([1, 2, 3, 4]);
  });

  test('opening again goes on where it ended', async () => {
    const disk = await written();
    const { journal, content } = await openJournal(disk, PATH);
    expect(content.records).toEqual(BATCHES.flat());
    await journal.append(['more']);
    expect((await readJournal(disk, PATH)).records).toEqual([...BATCHES.flat(), 'more']);
  });
});

describe('a batch that was cut short', () => {
  test('at any byte: what was acknowledged is there, the rest is kept beside it', async () => {
    const whole = await bytesOf(await written());
    const lastBatch = Buffer.from(whole).indexOf('"sequence":5') - '{"crc":"00000000",'.length;
    for (let length = lastBatch; length <= whole.length; length++) {
      const disk = await diskWith(whole.subarray(0, length));
      const { content, journal } = await openJournal(disk, PATH);
      expectBeginning(content.records, 5);
      const torn = (await disk.readFile(`${PATH}${TORN}`)) ?? new Uint8Array(0);
      const kept = await bytesOf(disk);
      expect(Buffer.concat([kept, torn])).toEqual(Buffer.from(whole.subarray(0, length)));
      await journal.append(['next']);
      expect((await readJournal(disk, PATH)).records).toEqual([...content.records, 'next']);
    }
  });

  test('with zeros in place of its end', async () => {
    const whole = Buffer.from(await bytesOf(await written()));
    whole.fill(0, whole.length - 40);
    const { content } = await openJournal(await diskWith(whole), PATH);
    expectBeginning(content.records, 5);
    expect(content.tornBytes).toBeGreaterThan(0);
  });

  test('with its first block lost and a later one there', async () => {
    const whole = Buffer.from(await bytesOf(await written()));
    const lastBatch = whole.indexOf('"sequence":5') - '{"crc":"00000000",'.length;
    whole.fill(0, lastBatch, lastBatch + 100);
    const { content } = await openJournal(await diskWith(whole), PATH);
    expect(content.records).toHaveLength(5);
  });

  test('a reader without the lock repairs nothing', async () => {
    const whole = await bytesOf(await written());
    const disk = await diskWith(whole.subarray(0, whole.length - 3));
    const before = disk.files();
    expect((await readJournal(disk, PATH)).records).toHaveLength(6);
    expect(disk.files()).toEqual(before);
  });
});

describe('damage', () => {
  test('before the last batch is told with its line and nothing is changed', async () => {
    const whole = Buffer.from(await bytesOf(await written()));
    whole[whole.indexOf('zwei')] = 0x58;
    const disk = await diskWith(whole);
    const before = disk.files();
    await expect(openJournal(disk, PATH)).rejects.toThrow(
      '/journal.jsonl is damaged in line 2, and whole lines follow; bring it back from a copy, or move it away so that every stage is done anew.',
    );
    expect(disk.files()).toEqual(before);
  });

  test('any byte that is another one: told, or the last batch is cut off; never a wrong record', async () => {
    const whole = await bytesOf(await written());
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const bytes = Uint8Array.from(whole);
          bytes[at] = (bytes[at] ?? 0) ^ flip;
          const disk = await diskWith(bytes);
          try {
            expectBeginning((await readJournal(disk, PATH)).records, 5);
          } catch (error) {
            expect(String(error)).toMatch(/journal\.jsonl is damaged in line [1-7],/);
          }
        },
      ),
    );
  });

  test('a line taken out, a line twice, lines in another order, an earlier line again', async () => {
    const lines = Buffer.from(await bytesOf(await written()))
      .toString('utf8')
      .split('\n');
    const without = lines.filter((_, index) => index !== 2);
    const twice = lines.flatMap((line, index) => (index === 2 ? [line, line] : [line]));
    const swapped = [...lines.slice(0, 2), lines[4], lines[3], lines[2], ...lines.slice(5)];
    const again = [...lines.slice(0, -1), lines[0], ''];
    for (const each of [without, twice, swapped, again])
      await expect(readJournal(await diskWith(Buffer.from(each.join('\n'))), PATH)).rejects.toThrow(
        /is damaged in line/,
      );
  });
});

const ALWAYS: readonly Dice[] = (['absent', 'prefix', 'zeros', 'kept'] as const).flatMap((fate) =>
  [true, false].map((keeps) => ({ fate: () => fate, keepsName: () => keeps })),
);

test('losing power at any call, whatever becomes of what was not synced', async () => {
  const calls = (await written()).calls;
  for (let at = 1; at <= calls + 1; at++) {
    for (const dice of ALWAYS) {
      const disk = new PowerLossDisk();
      disk.powerEndsAt = at;
      let acknowledged = 0;
      try {
        const { journal } = await openJournal(disk, PATH);
        for (const batch of BATCHES) {
          await journal.append(batch);
          acknowledged += batch.length;
        }
      } catch (error) {
        expect(error).toBeInstanceOf(PowerLoss);
      }
      const found = disk.afterPowerLoss(dice);
      const { journal, content } = await openJournal(found, PATH);
      expectBeginning(content.records, acknowledged);
      // A second loss of power right after the repair changes nothing either.
      const again = await readJournal(found.afterPowerLoss(ALWAYS[0]!), PATH);
      expect(again.records).toEqual(content.records);
      await journal.append(['next']);
      const after = await readJournal(found.afterPowerLoss(ALWAYS[0]!), PATH);
      expect(after.records).toEqual([...content.records, 'next']);
    }
  }
});

test('what a killed process left is on the disk before anybody builds on it', async () => {
  const calls = (await written()).calls;
  for (let at = 1; at <= calls + 1; at++) {
    const disk = new PowerLossDisk();
    disk.powerEndsAt = at;
    await written(disk).catch(() => {});
    const found = disk.afterKill();
    const { content } = await openJournal(found, PATH);
    const after = await readJournal(found.afterPowerLoss(ALWAYS[1]!), PATH);
    expect(after.records).toEqual(content.records);
  }
});

test('a full or failing disk at any call: no further append, and nothing acknowledged is lost', async () => {
  const calls = (await written()).calls;
  for (const kind of ['ENOSPC', 'EIO', 'short'] as const satisfies readonly Fault[]) {
    for (let at = 1; at <= calls; at++) {
      const disk = new PowerLossDisk();
      disk.fault = { at, kind };
      const { journal } = await openJournal(disk, PATH);
      let acknowledged = 0;
      let hasFailed = false;
      for (const batch of BATCHES) {
        try {
          await journal.append(batch);
          expect(hasFailed).toBe(false);
          acknowledged += batch.length;
        } catch (error) {
          expect(String(error)).toContain(kind);
          hasFailed = true;
        }
      }
      if (kind === 'short') expect(hasFailed).toBe(false);
      const { content } = await openJournal(disk.afterKill(), PATH);
      expectBeginning(content.records, acknowledged);
    }
  }
});

test('any dice, any moment', async () => {
  const calls = (await written()).calls;
  const fates = fc.array(fc.constantFrom<Fate>('absent', 'prefix', 'zeros', 'kept'), {
    minLength: 1,
  });
  const names = fc.array(fc.boolean(), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: calls + 1 }),
      fates,
      names,
      async (at, fate, name) => {
        const disk = new PowerLossDisk();
        disk.powerEndsAt = at;
        let acknowledged = 0;
        try {
          await written(disk);
          acknowledged = BATCHES.flat().length;
        } catch (error) {
          expect(error).toBeInstanceOf(PowerLoss);
        }
        let thrown = 0;
        const dice: Dice = {
          fate: () => fate[thrown++ % fate.length] ?? 'kept',
          keepsName: () => name[thrown++ % name.length] ?? true,
        };
        const { content } = await openJournal(disk.afterPowerLoss(dice), PATH);
        expectBeginning(content.records, acknowledged);
      },
    ),
  );
});
